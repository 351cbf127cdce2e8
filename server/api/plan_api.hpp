#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"
#include "server/service/record_service.hpp"

/// Plans: drafts of the next edition, and what planners do to them. Errors are ApiErrors.
namespace jingwei::server {

[[nodiscard]] Response post_plans(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plans(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plan(ApiContext &api, const Request &request);
[[nodiscard]] Response get_plan_grids(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_op(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_undo(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_redo(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_rebase(ApiContext &api, const Request &request);

/// The plan that the path names. Throws ApiError{not_found} for what is no number.
[[nodiscard]] std::int64_t plan_id(const Request &request);
/// If-Match: `*`, or revisions of the plan that the path names. Throws ApiError with status 428 where there is none, with
/// status 412 where it holds no ETag of that plan.
[[nodiscard]] Precondition plan_precondition(const Request &request);
/// A plan as it stands, with the consents that it needs and has.
[[nodiscard]] Response row_response(ApiContext &api, const data::PlanRow &plan, int status = 200);

} // namespace jingwei::server
