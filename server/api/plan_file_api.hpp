#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/plans/{id}/file: the plan's grids as a GeoPackage, as `jingwei plan export` writes them.
[[nodiscard]] Response get_plan_file(ApiContext &api, const Request &request);

} // namespace jingwei::server
