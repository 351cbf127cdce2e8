#pragma once

#include "data/import.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// The layer that `{layer}` of the path names. Throws ApiError{not_found, "unknown_layer"} with the names there are.
[[nodiscard]] data::ImportLayer layer_of_path(const Request &request);

} // namespace jingwei::server
