#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /tiles/{layers}.json
[[nodiscard]] Response get_tilejson(ApiContext &api, const Request &request);

/// GET /tiles/{layers}/{z}/{x}/{y}.mvt: what the I/O thread can answer (304, cached bytes, refusals), else nothing.
[[nodiscard]] std::optional<Response> get_tile_quickly(ApiContext &api, const Request &request);
/// The same on a worker: builds what is not cached.
[[nodiscard]] Response get_tile(ApiContext &api, const Request &request);
/// Whether the tile is of an earlier edition that has to be read from the store first: seconds for a city.
[[nodiscard]] bool is_tile_to_read(ApiContext &api, const Request &request);

} // namespace jingwei::server
