#include "server/service/access.hpp"

#include "server/api_error.hpp"
#include "server/ascii.hpp"

#include <algorithm>

namespace jingwei::server {

bool is_loopback_host(std::string_view host) {
    if (host.starts_with('[')) {
        return host.starts_with("[::1]");
    }
    const std::string_view name = host.substr(0, host.find(':'));
    if (name == "localhost" || name == "127.0.0.1") {
        return true;
    }
    return equal_ignoring_case(name, "localhost") ||
           (name.starts_with("127.") && std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); }));
}

void require_command(const Caller &caller) {
    if (!caller.command) {
        throw ApiError(
            caller.account.empty() ? ErrorCode::unauthorized : ErrorCode::forbidden, "cameras_need_a_key",
            "Cameras and what they see need a key; make one with 'jingwei key add' and send it as 'Authorization: Bearer "
            "KEY'.",
            "layers");
    }
}

namespace {

void require_write(const Caller &caller) {
    if (caller.account.empty()) {
        throw ApiError(ErrorCode::unauthorized, "key_needed",
                       "A key is needed to change anything, also on this machine; make one for an account with the scope write "
                       "with 'jingwei key add' and send it as 'Authorization: Bearer KEY'.");
    }
    if (!caller.write) {
        throw ApiError(ErrorCode::forbidden, "write_needed",
                       "This key belongs to an account that may only read; use a key of an account with the scope write or "
                       "admin ('jingwei user add --scope write').");
    }
}

bool is_local_url(const std::string &url) {
    const auto start = url.find("://");
    return start == std::string::npos || is_loopback_host(std::string_view(url).substr(start + 3));
}

} // namespace

Access::Access(const data::Store &store, const Config &config)
    : m_store(store), m_local(parse_listen(config.listen).loopback() && is_local_url(config.public_url)),
      m_demo(config.demo && store.world()->sample) {}

Caller Access::holder(std::string_view sent) const {
    const auto key = sent.empty() ? std::nullopt : m_store.find_key(sent);
    if (!key) {
        throw ApiError(
            ErrorCode::unauthorized, "wrong_key",
            "This key is not known here; make one with 'jingwei key add' and send it as 'Authorization: Bearer KEY'.");
    }
    return {.account = key->account,
            .label = key->label,
            .work = true,
            .command = true,
            .phones = true,
            .write = key->scope == "write" || key->scope == "admin",
            .admin = key->scope == "admin"};
}

Caller Access::anonymous(const Approach &approach) const {
    if (!m_local || approach.proxied || (approach.host && !is_loopback_host(*approach.host))) {
        return {};
    }
    return {.account = {}, .label = {}, .work = true, .command = m_demo, .phones = false, .write = false};
}

Caller Access::authorize(const Approach &approach, Right right) const {
    if (right == Right::nothing) {
        return {};
    }
    Caller caller = approach.key ? holder(*approach.key) : anonymous(approach);
    if (!caller.work) {
        throw ApiError(ErrorCode::unauthorized, "key_needed",
                       "A key is needed to see this from another machine; make one with 'jingwei key add' and send it as "
                       "'Authorization: Bearer KEY'.");
    }
    if (right == Right::command) {
        require_command(caller);
    }
    if (right == Right::write) {
        require_write(caller);
    }
    return caller;
}

} // namespace jingwei::server
