#pragma once

#include "server/api/api_context.hpp"
#include "server/http/message.hpp"
#include "server/json_writer.hpp"

/// A plan's way from draft to edition: states, consents, publishing. Errors are ApiErrors.
namespace jingwei::server {

[[nodiscard]] Response post_plan_state(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_approvals(ApiContext &api, const Request &request);
[[nodiscard]] Response post_plan_publish(ApiContext &api, const Request &request);
[[nodiscard]] Response delete_plan_publish(ApiContext &api, const Request &request);

/// The members `approvals` and `missing` of a plan.
void write_consents(JsonWriter &json, ApiContext &api, const data::StoredPlan &plan);
/// One consent as an object; without accounts it does not tell who gave it, nor who left warnings as they are.
void write_approval(JsonWriter &json, const data::ApprovalRow &approval, int utc_offset_minutes, bool with_accounts = true);

} // namespace jingwei::server
