#include "server/api/plan_publish_api.hpp"

#include "server/api/edition_json.hpp"
#include "server/api/plan_api.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/json_object.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_service.hpp"

#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::PlanState;

constexpr std::size_t longest_reason = 1'000;

std::string take_text(JsonObject &object, std::string_view name) {
    const auto value = object.take(name);
    std::string_view text;
    if (value && (value->get(text) != simdjson::SUCCESS || text.size() > longest_reason)) {
        throw ApiError(ErrorCode::bad_call, "bad_value",
                       fmt::format("'{}' is a text of at most {} bytes.", name, longest_reason), std::string(name));
    }
    return std::string(text);
}

/// `valid_from` of the body, or nothing: at once.
std::optional<data::TimeMs> take_valid_from(const Request &request, int utc_offset_minutes) {
    if (request.body.empty()) {
        return std::nullopt;
    }
    require_json(request);
    JsonObject object(request.body);
    const auto given = object.take("valid_from");
    std::string_view text;
    const bool is_text = given && given->get(text) == simdjson::SUCCESS;
    object.finish("publication");
    const auto at = is_text ? parse_instant(text, utc_offset_minutes) : std::nullopt;
    if (given && !at) {
        throw ApiError(ErrorCode::bad_call, "bad_instant",
                       "'valid_from' is a day (2026-12-01, from its 00:00 on) or a time (2026-12-01T08:00:00+08:00); leave it "
                       "out to publish at once.",
                       "valid_from");
    }
    return at;
}

} // namespace

void write_approval(JsonWriter &json, const data::ApprovalRow &approval, int utc_offset_minutes, bool with_accounts) {
    json.begin_object();
    json.key("step").value(approval.step);
    json.key("parent").value_or_null(approval.parent);
    json.key("by").value_or_null(name_if(with_accounts, approval.account));
    json.key("actor").value_or_null(name_if(with_accounts, approval.actor));
    json.key("at").value(format_instant(approval.at, utc_offset_minutes));
    json.key("revision").value(approval.revision);
    json.key("reason").value_or_null(approval.reason);
    json.key("warnings").raw(with_accounts ? std::string_view(approval.warnings) : "[]");
    json.end_object();
}

void write_consents(JsonWriter &json, ApiContext &api, const data::StoredPlan &plan) {
    const auto consents = api.plans.consents(plan);
    const int offset = api.store.world()->utc_offset_minutes;
    json.key("approvals").begin_array();
    for (const auto &needed : consents.all()) {
        if (needed.given) {
            write_approval(json, *needed.given, offset);
        }
    }
    json.end_array().key("missing").begin_array();
    for (const auto &needed : consents.all()) {
        if (!needed.given && plan.plan.state != PlanState::published) {
            json.begin_object();
            json.key("step").value(needed.step.code);
            json.key("label_zh").value(needed.step.label_zh);
            json.key("label_en").value(needed.step.label_en);
            json.key("parent").value_or_null(needed.parent);
            json.key("by").value(consents.who(needed));
            json.end_object();
        }
    }
    json.end_array();
}

Response post_plan_state(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    const auto name = take_text(object, "state");
    const auto reason = take_text(object, "reason");
    object.finish("change of a plan's state");
    const auto precondition = plan_precondition(request);
    if (name == data::plan_state_name(PlanState::approved)) {
        return row_response(api, api.plans.consent(request.caller, plan_id(request), precondition,
                                                   {.step = {}, .parent = {}, .reason = reason, .whole = true}));
    }
    for (const auto state : {PlanState::draft, PlanState::review, PlanState::withdrawn}) {
        if (name == data::plan_state_name(state)) {
            return row_response(api, api.plans.enter(request.caller, plan_id(request), precondition, state));
        }
    }
    throw ApiError(ErrorCode::bad_call, "bad_value",
                   "'state' is draft, review, approved or withdrawn; POST …/publish makes an approved plan an edition.",
                   "state");
}

Response post_plan_approvals(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    const ConsentWish wish{.step = take_text(object, "step"),
                           .parent = take_text(object, "parent"),
                           .reason = take_text(object, "reason"),
                           .whole = false};
    object.finish("consent");
    return row_response(api, api.plans.consent(request.caller, plan_id(request), plan_precondition(request), wish));
}

Response post_plan_publish(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const auto at = take_valid_from(request, api.store.world()->utc_offset_minutes);
    return row_response(api, api.plans.publish(request.caller, plan_id(request), plan_precondition(request), at));
}

Response delete_plan_publish(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    return row_response(api, api.plans.cancel(request.caller, plan_id(request), plan_precondition(request)));
}

} // namespace jingwei::server
