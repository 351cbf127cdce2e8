#include "server/api/approach.hpp"

namespace jingwei::server {
namespace {

/// The key behind "Bearer ", or empty.
std::string_view bearer_key(std::string_view authorization) {
    constexpr std::string_view scheme = "Bearer ";
    const bool bearer =
        authorization.size() > scheme.size() && equal_ignoring_case(authorization.substr(0, scheme.size()), scheme);
    return bearer ? authorization.substr(scheme.size()) : std::string_view();
}

bool came_through_proxy(const Request &request) {
    return request.header("X-Forwarded-For") || request.header("Forwarded") || request.header("Via") ||
           request.header("X-Real-IP");
}

} // namespace

Approach approach_of(const Request &request) {
    Approach approach{.key = {}, .host = request.header("Host"), .proxied = came_through_proxy(request)};
    if (const auto authorization = request.header("Authorization")) {
        approach.key = bearer_key(*authorization);
    }
    return approach;
}

} // namespace jingwei::server
