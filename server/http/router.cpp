#include "server/http/router.hpp"

#include "server/http/problem.hpp"
#include "server/http/query.hpp"

#include <algorithm>
#include <span>

namespace jingwei::server {

namespace {

bool answers(const Route &route, Method method) {
    return route.method == method || (route.method == Method::get && method == Method::head);
}

void take(std::string_view name, auto &&value, Request *request) {
    if (request != nullptr) {
        request->path_parameters.add(name) = std::forward<decltype(value)>(value);
    }
}

/// What stands for the name of a pattern's segment, decoded; false where the segment does not fit or cannot be decoded.
bool take_named(const auto &segment, std::string_view text, bool is_encoded, Request *request) {
    if (text.size() <= segment.literal.size() || !text.ends_with(segment.literal)) {
        return false;
    }
    const std::string_view raw = text.substr(0, text.size() - segment.literal.size());
    if (!is_encoded) {
        take(segment.name, raw, request);
        return true;
    }
    auto value = percent_decoded(raw, false);
    if (value) {
        take(segment.name, std::move(*value), request);
    }
    return value.has_value();
}

} // namespace

Router::Router(std::vector<Route> routes) : m_routes(std::move(routes)) {
    for (const Route &route : m_routes) {
        m_patterns.push_back(compile(route.pattern));
    }
    sort_by_start();
}

void Router::sort_by_start() {
    const auto start_of = [this](std::size_t i) -> const Segment & { return m_patterns[i].segments.front(); };
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        if (start_of(i).name.empty()) {
            m_by_start[start_of(i).literal];
        }
    }
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        if (start_of(i).name.empty()) {
            m_by_start[start_of(i).literal].push_back(i);
            continue;
        }
        m_others.push_back(i);
        for (auto &[start, routes] : m_by_start) {
            routes.push_back(i);
        }
    }
}

Router::Pattern Router::compile(std::string_view pattern) {
    Pattern out;
    out.prefix = pattern.substr(0, pattern.find('{'));
    while (!pattern.empty()) {
        pattern.remove_prefix(1); // the slash
        const std::string_view text = pattern.substr(0, pattern.find('/'));
        pattern.remove_prefix(text.size());
        const auto close = text.find('}');
        if (close == std::string_view::npos) {
            out.segments.push_back({text, {}, false});
            continue;
        }
        const bool rest = text[close - 1] == '*';
        out.segments.push_back({text.substr(close + 1), text.substr(1, close - 1 - (rest ? 1 : 0)), rest});
    }
    return out;
}

bool Router::match(const Pattern &pattern, std::string_view path, Request *request) {
    // quick noes: how the path begins, and how it ends
    if (!path.starts_with(pattern.prefix) || !path.ends_with(pattern.segments.back().literal)) {
        return false;
    }
    const bool is_encoded = path.find('%') != std::string_view::npos;
    const Segment &front = pattern.segments.front();
    const bool has_front = front.name.empty() && pattern.prefix.size() > front.literal.size() + 1; // with the next slash
    path.remove_prefix(has_front ? front.literal.size() + 1 : 0);
    for (const Segment &segment : std::span(pattern.segments).subspan(has_front ? 1 : 0)) {
        if (path.empty()) {
            return false;
        }
        path.remove_prefix(1);
        const std::string_view text = segment.rest ? path : path.substr(0, path.find('/'));
        path.remove_prefix(text.size());
        if (segment.name.empty()) {
            if (text != segment.literal) {
                return false;
            }
            continue;
        }
        if (!take_named(segment, text, is_encoded, request)) {
            return false;
        }
    }
    return path.empty();
}

std::optional<std::size_t> Router::find(Request &request) const {
    const std::string_view path = request.path();
    const std::string_view start = path.substr(std::min<std::size_t>(path.size(), 1));
    const auto found = m_by_start.find(start.substr(0, start.find('/')));
    for (const std::size_t i : found != m_by_start.end() ? found->second : m_others) {
        if (!answers(m_routes[i], request.method)) {
            continue;
        }
        request.path_parameters.clear();
        if (match(m_patterns[i], path, &request)) {
            return i;
        }
    }
    request.path_parameters.clear();
    return std::nullopt;
}

std::string Router::allowed(const Request &request) const {
    std::string methods;
    const auto add = [&](Method method) {
        if (methods.find(method_name(method)) == std::string::npos) {
            methods += (methods.empty() ? "" : ", ") + std::string(method_name(method));
        }
    };
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        if (request.target == "*" || match(m_patterns[i], request.path(), nullptr)) {
            add(m_routes[i].method);
            if (m_routes[i].method == Method::get) {
                add(Method::head);
            }
            add(Method::options);
        }
    }
    return methods;
}

Response Router::refusal(const Request &request) const {
    const std::string methods = allowed(request);
    if (methods.empty()) {
        return problem(404, "no_such_path", "There is nothing at this path; see /openapi.yaml for what there is.");
    }
    if (request.method == Method::options) {
        Response response{.status = 204, .content_type = {}, .headers = {}, .body = {}};
        return std::move(response).with("Allow", methods);
    }
    return problem(405, "method_not_allowed", "This path answers " + methods + " only.").with("Allow", methods);
}

} // namespace jingwei::server
