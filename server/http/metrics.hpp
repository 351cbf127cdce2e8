#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace jingwei::server {

/// What the server counts about itself. Counting is a few relaxed atomic additions; the text is made when asked for.
class Metrics {
  public:
    static constexpr std::array<double, 13> bucket_bounds_s = {5e-5, 1e-4,   2.5e-4, 5e-4, 1e-3, 2.5e-3, 5e-3,
                                                               1e-2, 2.5e-2, 0.1,    0.25, 1.0,  2.5};

    /// One counter set a route, named by method and pattern; the last one is for requests that no route took.
    explicit Metrics(std::vector<std::string> route_names);

    void count_request(std::size_t route, int status, std::size_t bytes, std::chrono::nanoseconds took);
    [[nodiscard]] std::size_t unrouted() const { return m_routes.size() - 1; }

    std::atomic<std::uint64_t> connections_accepted = 0;
    std::atomic<std::int64_t> connections_open = 0;
    std::atomic<std::uint64_t> connections_refused = 0;
    std::atomic<std::uint64_t> requests_malformed = 0;
    std::atomic<std::uint64_t> requests_too_busy = 0;

    /// A value that is read when the text is made.
    void add_gauge(std::string name, std::string help, std::function<double()> read);
    /// The Prometheus text format, version 0.0.4.
    [[nodiscard]] std::string text() const;

  private:
    struct alignas(64) RouteCounters {
        std::string name;
        std::array<std::atomic<std::uint64_t>, 6> by_class{}; ///< 1xx..5xx at 1..5
        std::array<std::atomic<std::uint64_t>, bucket_bounds_s.size() + 1> buckets{};
        std::atomic<std::uint64_t> bytes = 0;
        std::atomic<std::uint64_t> nanoseconds = 0;
    };
    struct Gauge {
        std::string name, help;
        std::function<double()> read;
    };
    std::vector<std::unique_ptr<RouteCounters>> m_routes;
    std::vector<Gauge> m_gauges;
};

} // namespace jingwei::server
