#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/grids: a page of the current edition's grids.
[[nodiscard]] Response get_grids(ApiContext &api, const Request &request);
/// GET /v1/grids.geojson: the outlines of a level.
[[nodiscard]] Response get_grids_geojson(ApiContext &api, const Request &request);
/// GET /v1/grids/{code}
[[nodiscard]] Response get_grid(ApiContext &api, const Request &request);
/// The same where no edition has to be read for it.
[[nodiscard]] std::optional<Response> get_grid_quickly(ApiContext &api, const Request &request);
/// GET /v1/grids/{code}.geojson
[[nodiscard]] Response get_grid_geojson(ApiContext &api, const Request &request);

} // namespace jingwei::server
