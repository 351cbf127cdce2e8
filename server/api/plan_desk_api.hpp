#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

/// What is kept beside the operations of a plan: problems with their reasons, locks; and what the city asks of its grids.
/// Errors are ApiErrors.
namespace jingwei::server {

[[nodiscard]] Response get_plan_problems(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_ignore(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_heed(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plan_locks(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_locks(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_release(ApiContext &api, const Request &request);
[[nodiscard]] Response get_grid_rules(ApiContext &api, const Request &request);
[[nodiscard]] Response put_grid_rules(ApiContext &api, const Request &request);

} // namespace jingwei::server
