#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET and HEAD /basemap/{id}: a configured PMTiles file, whole or one range of it.
[[nodiscard]] Response get_basemap(ApiContext &api, const Request &request);

} // namespace jingwei::server
