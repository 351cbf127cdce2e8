#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"
#include "server/http/query.hpp"
#include "spatial/frames.hpp"

namespace jingwei::server {

/// GET /v1/locate
[[nodiscard]] Response get_locate(ApiContext &api, const Request &request);
/// The same where no edition has to be read for it.
[[nodiscard]] std::optional<Response> get_locate_quickly(ApiContext &api, const Request &request);
/// POST /v1/locate
[[nodiscard]] Response post_locate(ApiContext &api, const Request &request);

/// The parameter `frame`; cgcs2000 when it is left out. Throws ApiError{bad_call} for an unknown one.
[[nodiscard]] spatial::Frame take_frame(QueryParameters &query);

} // namespace jingwei::server
