#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

namespace jingwei::server {

/// POST /v1/plans/{id}/suggest: alternatives for redrawing some grids of a draft. Changes nothing; errors are ApiErrors.
[[nodiscard]] Response post_plan_suggest(ApiContext &api, const Request &request);

} // namespace jingwei::server
