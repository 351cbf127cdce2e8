#pragma once

#include "server/http/access_log.hpp"
#include "server/http/metrics.hpp"
#include "server/http/router.hpp"
#include "server/http/spool_thread.hpp"
#include "server/http/worker_pool.hpp"

#include <memory>

namespace jingwei::server {

/// From a request to its answer, without sockets: route, rights, handler, errors, counters, log. Thread-safe.
class Dispatcher {
  public:
    /// Says who is asking; throws Error{unauthorized} or {forbidden} when the right is missing.
    using Authorize = std::function<Caller(const Request &, Right)>;

    Dispatcher(std::vector<Route> routes, Authorize authorize, AccessLog &log, WorkerPool &workers);

    /// What the header alone decides.
    struct Start {
        std::size_t route = 0; ///< index, or metrics().unrouted()
        std::size_t body_limit = 0;
        std::optional<Response> refusal; ///< the answer already
    };
    /// Routes and authorizes; fills in the request's caller and path parameters. Never throws.
    [[nodiscard]] Start start(Request &request) const;
    /// The answer if it can be given on the I/O thread, else nothing. Never throws.
    [[nodiscard]] std::optional<Response> answer_now(std::size_t route, const Request &request) const;
    /// Whether the handler takes seconds for it.
    [[nodiscard]] bool is_slow(std::size_t route, const Request &request) const;
    /// The answer of the route's handler. Never throws.
    [[nodiscard]] Response answer(std::size_t route, const Request &request) const;
    /// Start and answer in the caller's thread, whatever the lane: what tests and embedded use call.
    [[nodiscard]] Response respond(Request &request) const;

    /// Counts and logs an answer that was given.
    void finished(const Start &start, const Request &request, const Response &response, std::chrono::nanoseconds took);

    [[nodiscard]] Metrics &metrics() { return m_metrics; }
    [[nodiscard]] WorkerPool &workers() { return m_workers; }
    /// Where bodies in files are written, and let go of.
    [[nodiscard]] SpoolThread &spool() { return *m_spool; }

  private:
    Router m_router;
    Authorize m_authorize;
    Metrics m_metrics;
    AccessLog &m_log;
    WorkerPool &m_workers;
    std::shared_ptr<SpoolThread> m_spool = std::make_shared<SpoolThread>(); ///< bodies hold it too
};

} // namespace jingwei::server
