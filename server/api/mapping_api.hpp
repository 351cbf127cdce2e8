#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/mappings: how the files of each source are read, by source and layer.
[[nodiscard]] Response get_mappings(ApiContext &api, const Request &request);
/// GET /v1/mappings/{source}/{layer}: one of them as a mapping file.
[[nodiscard]] Response get_mapping(ApiContext &api, const Request &request);
/// PUT /v1/mappings/{source}/{layer}: keeps the mapping file in the body for the next import.
[[nodiscard]] Response put_mapping(ApiContext &api, const Request &request);
/// DELETE /v1/mappings/{source}/{layer}
[[nodiscard]] Response delete_mapping(ApiContext &api, const Request &request);

} // namespace jingwei::server
