#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// GET /: a redirect to /wall.
[[nodiscard]] Response get_root(ApiContext &api, const Request &request);
/// GET /wall: the page.
[[nodiscard]] Response get_wall(ApiContext &api, const Request &request);
/// GET /assets/{path*}: scripts, styles, pictures of the pages; 404 for what is not embedded.
[[nodiscard]] Response get_asset(ApiContext &api, const Request &request);
/// GET /favicon.svg, and /favicon.ico for those who ask for it unasked.
[[nodiscard]] Response get_favicon(ApiContext &api, const Request &request);
/// GET /styles/{name}.json
[[nodiscard]] Response get_style(ApiContext &api, const Request &request);
/// GET /openapi.yaml
[[nodiscard]] Response get_openapi(ApiContext &api, const Request &request);

} // namespace jingwei::server
