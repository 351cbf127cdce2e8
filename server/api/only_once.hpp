#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// Calls a handler for a request that may carry an Idempotency-Key: a repeat within a day is answered with what the first one
/// was answered, once that was a success, and requests with one key wait for each other. The answer is kept after the change is
/// committed: where the program ends between the two, a repeat is carried out as a new request. Throws what the handler
/// throws, ApiError{bad_data} where the key was used for another request.
[[nodiscard]] Response answer_once(ApiContext &api, const Request &request, Response (*handler)(ApiContext &, const Request &));

/// The same as a handler.
template <Response (*Handle)(ApiContext &, const Request &)> Response once(ApiContext &api, const Request &request) {
    return answer_once(api, request, Handle);
}

} // namespace jingwei::server
