#pragma once

#include "server/http/dispatcher.hpp"

namespace jingwei::server {

/// Where to listen and how patient to be.
struct HttpOptions {
    std::string address = "127.0.0.1"; ///< a numeric IPv4 or IPv6 address, or "localhost"
    std::uint16_t port = 8080;         ///< 0 = any free one
    unsigned threads = 2;
    std::size_t max_connections = 10'000;
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds body_stall{20'000};
    std::chrono::milliseconds write_stall{20'000};
    std::chrono::milliseconds stop_time{10'000};
    std::chrono::milliseconds tick{500}; ///< how often deadlines are looked at
};

/// The listening server: one io_context a thread, connections handed out in turn.
class HttpServer {
  public:
    /// Binds and listens. Throws Error{machine} when the port is taken or may not be used, {bad_call} for no address.
    HttpServer(HttpOptions options, Dispatcher &dispatcher);
    ~HttpServer();
    HttpServer(const HttpServer &) = delete;
    HttpServer &operator=(const HttpServer &) = delete;

    [[nodiscard]] std::uint16_t port() const;
    void start();
    /// Stops accepting, lets running requests end, closes idle connections, joins. Also ends the worker pool. Idempotent.
    void stop();
    /// From here on SIGINT and SIGTERM of the process are for `wait_for_signal`, also those that come before it is called.
    void catch_signals();
    /// Returns after SIGINT or SIGTERM; call it after `catch_signals`, between `start` and `stop`.
    void wait_for_signal();
    [[nodiscard]] bool stopping() const;

  private:
    class State;
    std::unique_ptr<State> m_state;
};

} // namespace jingwei::server
