#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/nearby: the nearest records of some layers.
[[nodiscard]] Response get_nearby(ApiContext &api, const Request &request);

} // namespace jingwei::server
