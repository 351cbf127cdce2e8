#include "server/api/approval_api.hpp"

#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/json_object.hpp"
#include "server/json_writer.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::ApprovalStep;

constexpr std::size_t most_steps = 20;
constexpr std::size_t most_approvers = 1'000;
constexpr std::size_t longest_name = 100;

[[noreturn]] void unfit(const std::string &detail, const std::string &field) {
    throw ApiError(ErrorCode::bad_call, "bad_value", detail, field);
}

std::string take_name(JsonObject &object, const std::string &name, bool needed) {
    const auto value = object.take(name);
    std::string_view text;
    if (value && (value->get(text) != simdjson::SUCCESS || text.size() > longest_name)) {
        unfit(fmt::format("'{}' is a text of at most {} bytes.", name, longest_name), name);
    }
    if (needed && text.empty()) {
        throw ApiError(ErrorCode::bad_call, "missing_field", fmt::format("'{}' is missing.", name), name);
    }
    return std::string(text);
}

bool take_flag(JsonObject &object, const std::string &name, bool otherwise) {
    const auto value = object.take(name);
    bool flag = otherwise;
    if (value && value->get(flag) != simdjson::SUCCESS) {
        unfit(fmt::format("'{}' is true or false.", name), name);
    }
    return flag;
}

simdjson::dom::array take_list(JsonObject &object, const std::string &name, std::size_t most) {
    const auto value = object.take(name);
    simdjson::dom::array list;
    if (!value || value->get(list) != simdjson::SUCCESS || list.size() > most) {
        unfit(fmt::format("'{}' is a list of at most {}.", name, most), name);
    }
    return list;
}

/// An element of a list as an object of its own.
std::string text_of(simdjson::dom::element element) {
    return simdjson::minify(element);
}

std::vector<data::Approver> read_approvers(simdjson::dom::array list) {
    std::vector<data::Approver> approvers;
    for (const auto element : list) {
        const auto text = text_of(element);
        JsonObject object(text);
        data::Approver approver{.unit = take_name(object, "unit", false), .account = take_name(object, "account", true)};
        object.finish("approver");
        if (std::ranges::find(approvers, approver) == approvers.end()) {
            approvers.push_back(std::move(approver));
        }
    }
    return approvers;
}

/// Steps stand in their order; those that say `beside` are open together with the one before.
std::vector<ApprovalStep> read_steps(simdjson::dom::array list) {
    std::vector<ApprovalStep> steps;
    int position = 0;
    for (const auto element : list) {
        const auto text = text_of(element);
        JsonObject object(text);
        position += take_flag(object, "beside", false) ? 0 : 10;
        ApprovalStep step{.code = take_name(object, "code", true),
                          .label_zh = take_name(object, "label_zh", true),
                          .label_en = take_name(object, "label_en", true),
                          .position = position,
                          .per_parent = take_flag(object, "per_parent", false),
                          .author_may = take_flag(object, "author_may", false),
                          .again_may = take_flag(object, "again_may", false),
                          .reason_needed = take_flag(object, "reason_needed", true)};
        step.approvers = read_approvers(take_list(object, "approvers", most_approvers));
        object.finish("step");
        steps.push_back(std::move(step));
    }
    return steps;
}

void write_step(JsonWriter &json, const ApprovalStep &step, bool beside) {
    json.begin_object();
    json.key("code").value(step.code);
    json.key("label_zh").value(step.label_zh);
    json.key("label_en").value(step.label_en);
    json.key("beside").value(beside);
    json.key("per_parent").value(step.per_parent);
    json.key("author_may").value(step.author_may);
    json.key("again_may").value(step.again_may);
    json.key("reason_needed").value(step.reason_needed);
    json.key("approvers").begin_array();
    for (const auto &approver : step.approvers) {
        json.begin_object().key("unit").value(approver.unit).key("account").value(approver.account).end_object();
    }
    json.end_array().end_object();
}

Response steps_response(const ApiContext &api) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("steps").begin_array();
    std::optional<int> position;
    for (const auto &step : api.store.approval_steps()) {
        write_step(json, step, position == step.position);
        position = step.position;
    }
    json.end_array().end_object();
    auto tag = record_etag("", text);
    return json_response(std::move(text)).with("ETag", std::move(tag)).with("Cache-Control", "no-store");
}

} // namespace

Response get_approval_steps(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    return steps_response(api);
}

Response put_approval_steps(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    if (!request.caller.admin) {
        throw ApiError(ErrorCode::forbidden, "admin_needed",
                       "Who consents to plans is decided with a key of an account with the scope admin.");
    }
    JsonObject object(request.body);
    data::ApprovalSteps steps{read_steps(take_list(object, "steps", most_steps))};
    object.finish("list of steps");
    static_cast<void>(api.store.submit(actor_of(request.caller), std::move(steps)).get());
    return steps_response(api);
}

} // namespace jingwei::server
