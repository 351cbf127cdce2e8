#include "server/service/access.hpp"

#include "server/http/problem.hpp"

namespace jingwei::server {

bool is_loopback_host(std::string_view host) {
    if (host.starts_with('[')) {
        return host.starts_with("[::1]");
    }
    const std::string_view name = host.substr(0, host.find(':'));
    return equal_ignoring_case(name, "localhost") ||
           (name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos);
}

namespace {

/// A proxy in front means that the asker sits somewhere else.
bool came_through_proxy(const Request &request) {
    return request.header("X-Forwarded-For") || request.header("Forwarded") || request.header("Via") ||
           request.header("X-Real-IP");
}

bool is_local_url(const std::string &url) {
    const auto start = url.find("://");
    return start == std::string::npos || is_loopback_host(std::string_view(url).substr(start + 3));
}

} // namespace

Access::Access(const data::Store &store, const Config &config)
    : m_store(store), m_local(parse_listen(config.listen).loopback() && is_local_url(config.public_url)), m_demo(config.demo) {}

Caller Access::holder(std::string_view authorization) const {
    constexpr std::string_view scheme = "Bearer ";
    const bool bearer =
        authorization.size() > scheme.size() && equal_ignoring_case(authorization.substr(0, scheme.size()), scheme);
    const auto key = bearer ? m_store.find_key(authorization.substr(scheme.size())) : std::nullopt;
    if (!key) {
        throw ApiError(
            ErrorCode::unauthorized, "wrong_key",
            "This key is not known here; make one with 'jingwei key add' and send it as 'Authorization: Bearer KEY'.");
    }
    return {.account = key->account, .work = true, .command = true, .phones = true};
}

Caller Access::anonymous(const Request &request) const {
    const auto host = request.header("Host");
    if (!m_local || (host && !is_loopback_host(*host)) || came_through_proxy(request)) {
        return {};
    }
    return {.account = {}, .work = true, .command = m_demo && m_store.world()->sample, .phones = false};
}

Caller Access::authorize(const Request &request, Right right) const {
    if (right == Right::nothing) {
        return {};
    }
    const auto authorization = request.header("Authorization");
    Caller caller = authorization ? holder(*authorization) : anonymous(request);
    if (!caller.work) {
        throw ApiError(ErrorCode::unauthorized, "key_needed",
                       "A key is needed to see this from another machine; make one with 'jingwei key add' and send it as "
                       "'Authorization: Bearer KEY'.");
    }
    return caller;
}

} // namespace jingwei::server
