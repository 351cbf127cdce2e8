#pragma once

#include "server/api/api_context.hpp"
#include "server/http/router.hpp"

namespace jingwei::server {

/// Every route of the server. `api` must outlive them.
[[nodiscard]] std::vector<Route> make_routes(ApiContext &api);

} // namespace jingwei::server
