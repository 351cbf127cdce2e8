#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/grids/{code}/card: one grid with all that is known of it.
[[nodiscard]] Response get_grid_card(ApiContext &api, const Request &request);
/// GET /v1/grids/{code}/children
[[nodiscard]] Response get_grid_children(ApiContext &api, const Request &request);
/// GET /v1/grids/{code}/neighbours
[[nodiscard]] Response get_grid_neighbours(ApiContext &api, const Request &request);

} // namespace jingwei::server
