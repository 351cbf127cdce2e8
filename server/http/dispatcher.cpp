#include "server/http/dispatcher.hpp"

#include "server/http/body_file.hpp"
#include "server/http/problem.hpp"

#include <memory>
#include <spdlog/spdlog.h>

namespace jingwei::server {

namespace {

std::vector<std::string> names_of(const std::vector<Route> &routes) {
    std::vector<std::string> names;
    for (const Route &route : routes) {
        names.push_back(std::string(method_name(route.method)) + " " + std::string(route.pattern));
    }
    return names;
}

/// An answer for what a handler threw; what nobody expected is also told to the log.
Response caught(const Request &request) {
    const auto exception = std::current_exception();
    Response response = problem_of(exception);
    if (response.status == 500) {
        try {
            std::rethrow_exception(exception);
        } catch (const std::exception &error) {
            spdlog::error("{} {}: {}", std::string(method_name(request.method)), request.target, error.what());
        } catch (...) {
            spdlog::error("{} {}: unknown exception", std::string(method_name(request.method)), request.target);
        }
    }
    return response;
}

} // namespace

Dispatcher::Dispatcher(std::vector<Route> routes, Authorize authorize, AccessLog &log, WorkerPool &workers)
    : m_router(std::move(routes)), m_authorize(std::move(authorize)), m_metrics(names_of(m_router.routes())), m_log(log),
      m_workers(workers) {}

namespace {

/// A file that is closed and removed on the spool's thread, whoever lets go of it.
std::shared_ptr<BodyFile> body_file(const std::filesystem::path &folder, bool hashed,
                                    const std::shared_ptr<SpoolThread> &spool) {
    auto file = std::make_unique<BodyFile>(folder, hashed);
    return {file.release(), [spool](BodyFile *gone) { spool->submit([owned = std::shared_ptr<BodyFile>(gone)] {}); }};
}

/// From here on the body goes into a file; what is there of it goes first.
void spool_body(Request &request, const std::filesystem::path &folder, const std::shared_ptr<SpoolThread> &spool) {
    request.body_file = body_file(folder, request.header("Idempotency-Key").has_value(), spool);
    static_cast<void>(request.body_file->append(request.body));
    request.body.clear();
}

} // namespace

Dispatcher::Start Dispatcher::start(Request &request) const {
    Start out{.route = m_metrics.unrouted(), .body_limit = 0, .refusal = std::nullopt};
    try {
        const auto found = m_router.find(request);
        if (!found) {
            out.refusal = m_router.refusal(request);
            return out;
        }
        out.route = *found;
        const Route &route = m_router.routes()[*found];
        out.body_limit = route.body_limit;
        request.caller = m_authorize(request, route.right);
        if (!route.spool_folder.empty()) {
            spool_body(request, route.spool_folder, m_spool);
        }
    } catch (...) {
        out.refusal = caught(request);
    }
    return out;
}

std::optional<Response> Dispatcher::answer_now(std::size_t index, const Request &request) const {
    const Route &route = m_router.routes()[index];
    if (route.lane == Lane::on_io_thread) {
        return answer(index, request);
    }
    if (!route.fast) {
        return std::nullopt;
    }
    try {
        return route.fast(request);
    } catch (...) {
        return caught(request);
    }
}

bool Dispatcher::is_slow(std::size_t index, const Request &request) const {
    const Route &route = m_router.routes()[index];
    return route.slow && route.slow(request);
}

Response Dispatcher::answer(std::size_t index, const Request &request) const {
    try {
        return m_router.routes()[index].handler(request);
    } catch (...) {
        return caught(request);
    }
}

Response Dispatcher::respond(Request &request) const {
    Start begun = start(request);
    if (begun.refusal) {
        return std::move(*begun.refusal);
    }
    auto now = answer_now(begun.route, request);
    return now ? std::move(*now) : answer(begun.route, request);
}

void Dispatcher::finished(const Start &start, const Request &request, const Response &response, std::chrono::nanoseconds took) {
    const std::size_t bytes = request.method == Method::head ? 0 : response.size();
    m_metrics.count_request(start.route, response.status, bytes, took);
    m_log.write(request, response.status, bytes, took);
}

} // namespace jingwei::server
