#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /v1/info: what the store holds and what this caller may see, for the first paint of a page.
[[nodiscard]] Response get_info(ApiContext &api, const Request &request);

/// GET /livez: the process answers. GET /readyz: it has a World and is not stopping. GET /metrics: Prometheus text.
[[nodiscard]] Response get_livez(ApiContext &api, const Request &request);
[[nodiscard]] Response get_readyz(ApiContext &api, const Request &request);
[[nodiscard]] Response get_metrics(ApiContext &api, const Request &request);

} // namespace jingwei::server
