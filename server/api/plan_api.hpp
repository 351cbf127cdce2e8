#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"

/// Plans: drafts of the next edition, and what planners do to them. Errors are ApiErrors.
namespace jingwei::server {

[[nodiscard]] Response post_plans(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plans(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plan(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plan_grids(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_op(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_undo(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_redo(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_state(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_rebase(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_publish(ApiContext &api, const Request &request);

} // namespace jingwei::server
