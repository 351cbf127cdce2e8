#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/export/{layer}.geojson, .csv, .xlsx, .gpkg, .zip (a Shapefile), .fgb and .kml: a layer as a file, as far as the
/// caller may see it.
[[nodiscard]] Response get_export(ApiContext &api, const Request &request);

} // namespace jingwei::server
