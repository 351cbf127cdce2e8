#pragma once

#include "server/http/message.hpp"

#include <filesystem>
#include <functional>
#include <unordered_map>

namespace jingwei::server {

/// Where a handler runs: on the I/O thread (microseconds, never blocks), or on a worker.
enum class Lane { on_io_thread, on_worker };

/// One row of the route table. A pattern is literal segments and `{name}`s; a name may be followed by a literal suffix
/// ("{y}.mvt"), and a last `{name*}` takes the rest of the path. Earlier rows win.
struct Route {
    Method method = Method::get;
    std::string_view pattern;
    Lane lane = Lane::on_io_thread;
    Right right = Right::nothing;
    std::size_t body_limit = 0; ///< bytes
    std::function<Response(const Request &)> handler;
    /// Tried first, on the I/O thread: an answer, or nothing when the handler must run on a worker.
    std::function<std::optional<Response>(const Request &)> fast = {};
    /// Whether the handler will take seconds for this request: such ones never fill all workers. Asked when `fast` gave
    /// nothing; does not throw.
    std::function<bool(const Request &)> slow = {};
    std::filesystem::path spool_folder = {}; ///< the body goes into a file in here, not into memory; empty = it does not
};

/// Finds the route of a request. Immutable after construction, so any number of threads may ask.
class Router {
  public:
    explicit Router(std::vector<Route> routes);

    [[nodiscard]] const std::vector<Route> &routes() const { return m_routes; }
    /// The index of the route, its path parameters filled in; GET rows answer HEAD too. Nothing when no row fits.
    [[nodiscard]] std::optional<std::size_t> find(Request &request) const;
    /// The answer where `find` found nothing: 404, 405 with Allow, or what OPTIONS asks for.
    [[nodiscard]] Response refusal(const Request &request) const;

  private:
    struct Segment {
        std::string_view literal; ///< the whole segment, or the suffix after a name
        std::string_view name;    ///< empty = literal
        bool rest = false;
    };
    struct Pattern {
        std::vector<Segment> segments;
        std::string_view prefix; ///< the literal start, for a quick no
    };
    [[nodiscard]] static Pattern compile(std::string_view pattern);
    [[nodiscard]] static bool match(const Pattern &pattern, std::string_view path, Request *request);
    [[nodiscard]] std::string allowed(const Request &request) const;
    void sort_by_start();
    std::vector<Route> m_routes;
    std::vector<Pattern> m_patterns;
    /// The routes that a path may have, by its first segment, and those of paths whose first segment no route spells out; in
    /// their order.
    std::unordered_map<std::string_view, std::vector<std::size_t>> m_by_start;
    std::vector<std::size_t> m_others;
};

} // namespace jingwei::server
