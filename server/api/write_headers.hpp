#pragma once

#include "data/store.hpp"
#include "server/http/message.hpp"
#include "server/service/record_service.hpp"

/// What the headers of a request that changes something say, and those of its answer.
namespace jingwei::server {

/// If-Match: `*`, or ETags of which only the version counts; weak ones never match (RFC 9110 13.1.1). Throws ApiError with
/// status 428 where there is none, and {bad_call} for what is no list of entity tags.
[[nodiscard]] Precondition take_precondition(const Request &request);

/// Idempotency-Key, or nothing. Throws ApiError{bad_call} for a key that is not 1 to 128 visible ASCII characters.
[[nodiscard]] std::optional<data::OnlyOnce> take_only_once(const Request &request);

/// Throws ApiError with status 415 where the body is not said to be JSON.
void require_json(const Request &request);

/// The strong tag of a record as shown: its version (for callers who may write, else empty) and what the text holds.
[[nodiscard]] std::string record_etag(std::string_view version, std::string_view text);

/// The answer to a change.
[[nodiscard]] Response to_response(data::KeptAnswer answer);

} // namespace jingwei::server
