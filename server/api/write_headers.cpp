#include "server/api/write_headers.hpp"

#include "server/api_error.hpp"
#include "server/http/conditional.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr std::size_t longest_key = 128;

std::string_view trimmed(std::string_view text) {
    const auto first = std::min(text.find_first_not_of(" \t"), text.size());
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// The version in an entity tag: what is in the quotes, up to the dash. Empty for a weak tag and for `*`.
std::string_view version_in(std::string_view tag) {
    if (!tag.starts_with('"')) {
        return {};
    }
    tag = tag.substr(1, tag.size() - 2);
    return tag.substr(0, tag.find('-'));
}

} // namespace

Precondition take_precondition(const Request &request) {
    if (!request.header("If-Match")) {
        throw ApiError(ErrorCode::bad_call, "if_match_needed",
                       "A change needs If-Match with the ETag that the record was read with; GET it first.", "If-Match", 428);
    }
    Precondition precondition;
    for (const std::string_view tag : entity_tags(request, "If-Match")) {
        precondition.any = precondition.any || tag == "*";
        if (const auto version = version_in(tag); !version.empty()) {
            precondition.versions.emplace_back(version);
        }
    }
    return precondition;
}

std::optional<data::OnlyOnce> take_only_once(const Request &request) {
    const auto key = request.header("Idempotency-Key");
    if (!key) {
        return std::nullopt;
    }
    const bool visible = std::ranges::all_of(*key, [](char c) { return c > 0x20 && c < 0x7F; });
    if (key->empty() || key->size() > longest_key || !visible) {
        throw ApiError(ErrorCode::bad_call, "bad_idempotency_key",
                       fmt::format("Idempotency-Key has 1 to {} visible ASCII characters, such as a UUID.", longest_key),
                       "Idempotency-Key");
    }
    return data::OnlyOnce{.account = request.caller.account,
                          .key = std::string(*key),
                          .request = fmt::format("{} {}", method_name(request.method), request.target),
                          .body_hash = data::digest_of(request.body)};
}

void require_json(const Request &request) {
    const std::string_view type = request.header("Content-Type").value_or("");
    const std::string_view name = trimmed(type.substr(0, type.find(';')));
    if (!equal_ignoring_case(name, "application/json") && !equal_ignoring_case(name, "application/merge-patch+json")) {
        throw ApiError(ErrorCode::bad_call, "unknown_format", "The body is JSON; say so with Content-Type: application/json.",
                       "Content-Type", 415);
    }
}

std::string record_etag(std::string_view version, std::string_view text) {
    return fmt::format("\"{}{}{}\"", version, version.empty() ? "" : "-", data::digest_of(text));
}

Response to_response(data::KeptAnswer answer) {
    Response response{.status = answer.status,
                      .content_type = answer.body.empty() ? std::string_view() : "application/json",
                      .headers = {},
                      .body = std::move(answer.body)};
    if (!answer.etag.empty()) {
        response.with("ETag", std::move(answer.etag));
    }
    if (!answer.location.empty()) {
        response.with("Location", std::move(answer.location));
    }
    return std::move(response).with("Cache-Control", "no-store");
}

} // namespace jingwei::server
