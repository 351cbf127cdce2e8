#include "server/api/plan_api.hpp"

#include "server/api/grid_json.hpp"
#include "server/api/locate_api.hpp"
#include "server/api/plan_json.hpp"
#include "server/api/plan_publish_api.hpp"
#include "server/api/write_headers.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"
#include "server/json_object.hpp"
#include "server/json_writer.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using data::PlanRow;

constexpr std::size_t longest_text = 100;

} // namespace

std::int64_t plan_id(const Request &request) {
    const auto &text = request.path_parameter("id");
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw ApiError(ErrorCode::not_found, "no_such_plan", "Plans have numbers; GET /v1/plans lists them.", "id");
    }
    return id;
}

Precondition plan_precondition(const Request &request) {
    auto precondition = take_precondition(request);
    if (precondition.any) {
        return precondition;
    }
    const auto id = plan_id(request);
    const auto mark = fmt::format("-plan{}\"", id);
    const auto header = request.header("If-Match").value_or("");
    precondition.versions.clear();
    for (std::string_view list = header; !list.empty();) {
        auto tag = list.substr(0, list.find(','));
        list.remove_prefix(std::min(tag.size() + 1, list.size()));
        tag.remove_prefix(std::min(tag.find_first_not_of(" \t"), tag.size()));
        tag = tag.substr(0, tag.find_last_not_of(" \t") + 1);
        if (tag.starts_with('"') && tag.ends_with(mark)) {
            precondition.versions.emplace_back(tag.substr(1, tag.size() - 1 - mark.size()));
        }
    }
    if (precondition.versions.empty()) {
        throw ApiError(
            ErrorCode::conflict, "no_tag_of_this_plan",
            fmt::format("If-Match names no ETag of plan {}, such as \"3-plan{}\"; GET the plan and send its ETag.", id, id),
            "If-Match", 412);
    }
    return precondition;
}

namespace {

std::string text_of(JsonObject &object, std::string_view name, std::string otherwise) {
    const auto value = object.take(name);
    std::string_view text;
    if (value && (value->get(text) != simdjson::SUCCESS || text.size() > longest_text)) {
        throw ApiError(ErrorCode::bad_call, "bad_value", fmt::format("'{}' is a text of at most {} bytes.", name, longest_text),
                       std::string(name));
    }
    return value ? std::string(text) : std::move(otherwise);
}

/// `edition`, or 0: the current one.
std::int64_t edition_of(JsonObject &object) {
    const auto value = object.take("edition");
    std::int64_t edition = 0;
    if (value && (value->get(edition) != simdjson::SUCCESS || edition < 1)) {
        throw ApiError(ErrorCode::bad_call, "bad_value", "'edition' is the number of an edition; GET /v1/editions lists them.",
                       "edition");
    }
    return edition;
}

std::string etag_of(const PlanRow &plan) {
    return fmt::format("\"{}-plan{}\"", plan.revision, plan.id);
}

/// What a plan and an operation answer alike.
void write_answer(JsonWriter &json, const PlanAnswer &answer, spatial::Frame frame, int utc_offset_minutes) {
    write_plan(json, answer.plan, utc_offset_minutes);
    write_list(json, "grids", answer.grids, [&](const auto &grid) { write_numbers(json, grid); });
    write_list(json, "problems", answer.problems,
               [&](const auto &problem) { write_problem(json, problem, frame, utc_offset_minutes); });
    write_list(json, "people", answer.people, [&](const auto &person) { write_person(json, person); });
}

Response plan_response(std::string text, const PlanRow &plan) {
    return json_response(std::move(text)).with("ETag", etag_of(plan)).with("Cache-Control", "no-store");
}

/// An operation's answer: the plan, the grids that it changed and the objects that it moved.
Response done_response(ApiContext &api, const PlanAnswer &answer, spatial::Frame frame, bool dry_run = false) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("dry_run").value(dry_run);
    write_answer(json, answer, frame, api.store.world()->utc_offset_minutes);
    write_list(json, "borders", answer.borders, [&](const auto &border) { write_border(json, border, frame); });
    write_list(json, "moved", answer.moved, [&](const auto &moved) { write_moved(json, moved); });
    json.key("moved_count").value(static_cast<std::int64_t>(answer.moved_count));
    write_list(json, "near_border", answer.near, [&](const auto &near) { write_near(json, near); });
    json.end_object();
    return plan_response(std::move(text), answer.plan);
}

} // namespace

Response row_response(ApiContext &api, const PlanRow &plan, int status) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_plan(json, plan, api.store.world()->utc_offset_minutes);
    write_consents(json, api, api.plans.find(plan.id));
    json.end_object();
    auto response = plan_response(std::move(text), plan);
    response.status = status;
    return response;
}

namespace {

spatial::Frame take_only_frame(const Request &request) {
    QueryParameters query(request.query());
    const auto frame = take_frame(query);
    query.finish();
    return frame;
}

} // namespace

Response post_plans(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    require_json(request);
    JsonObject object(request.body);
    data::CreatePlan wish{.name = text_of(object, "name", ""),
                          .theme = text_of(object, "theme", "base"),
                          .within = text_of(object, "within", ""),
                          .note = text_of(object, "note", ""),
                          .base_edition = edition_of(object)};
    object.finish("plan");
    const auto plan = api.plans.create(request.caller, std::move(wish));
    return row_response(api, plan, 201).with("Location", fmt::format("/v1/plans/{}", plan.id));
}

Response get_plans(ApiContext &api, const Request &request) {
    QueryParameters(request.query()).finish();
    const int offset = api.store.world()->utc_offset_minutes;
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_list(json, "items", api.plans.list(), [&](const PlanRow &plan) {
        json.begin_object();
        write_plan(json, plan, offset);
        json.end_object();
    });
    json.key("next").null().end_object();
    return json_response(std::move(text)).with("Cache-Control", "no-store");
}

Response get_plan(ApiContext &api, const Request &request) {
    const auto frame = take_only_frame(request);
    const auto id = plan_id(request);
    const auto answer = api.plans.show(id);
    const int offset = api.store.world()->utc_offset_minutes;
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_answer(json, answer, frame, offset);
    const auto stored = api.plans.find(id);
    write_consents(json, api, stored);
    write_list(json, "ops", stored.ops, [&](const data::PlanOpRow &op) { write_op(json, op, offset); });
    json.end_object();
    return plan_response(std::move(text), answer.plan);
}

Response get_plan_grids(ApiContext &api, const Request &request) {
    const auto frame = take_only_frame(request);
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("type").value("FeatureCollection").key("features").begin_array();
    api.plans.look_at(plan_id(request), [&](const PlanDraft &draft) {
        for (const auto unit : draft.changed_units()) {
            const auto ground = unit < draft.units().size() ? draft.ground_of(unit) : spatial::MultiPolygon{};
            if (ground.empty()) { // gone, or made of the grids below it
                continue;
            }
            json.begin_object().key("type").value("Feature").key("properties").begin_object();
            json.key("code").value(draft.units()[unit].row.code);
            json.key("name").value(draft.units()[unit].row.name);
            json.end_object().key("geometry");
            write_multi_polygon(json, ground, frame);
            json.end_object();
        }
    });
    json.end_array().end_object();
    return Response{.status = 200, .content_type = "application/geo+json", .headers = {}, .body = std::move(text)}.with(
        "Cache-Control", "no-store");
}

namespace {

/// What a call answers, or the conflict that it meets.
template <class Call> Response or_conflict(const ApiContext &api, spatial::Frame frame, Call &&call) {
    try {
        return call();
    } catch (const PlanConflict &conflict) {
        return conflict_response(conflict, frame, api.store.world()->utc_offset_minutes);
    }
}

bool take_dry_run(QueryParameters &query) {
    const auto text = query.take("dry_run");
    if (text && *text != "true" && *text != "false") {
        throw ApiError(ErrorCode::bad_call, "not_a_flag", "'dry_run' is true or false.", "dry_run");
    }
    return text == "true";
}

} // namespace

Response post_plan_op(ApiContext &api, const Request &request) {
    QueryParameters query(request.query());
    const auto frame = take_frame(query);
    const bool dry_run = take_dry_run(query);
    query.finish();
    require_json(request);
    const auto op = read_plan_op(request.body, frame);
    const auto id = plan_id(request);
    const auto precondition = plan_precondition(request);
    return or_conflict(api, frame, [&] {
        const auto answer = dry_run ? api.plans.try_out(request.caller, id, precondition, op)
                                    : api.plans.apply(request.caller, id, precondition, op);
        return done_response(api, answer, frame, dry_run);
    });
}

Response post_plan_undo(ApiContext &api, const Request &request) {
    const auto frame = take_only_frame(request);
    return or_conflict(api, frame, [&] {
        return done_response(api, api.plans.undo(request.caller, plan_id(request), plan_precondition(request)), frame);
    });
}

Response post_plan_redo(ApiContext &api, const Request &request) {
    const auto frame = take_only_frame(request);
    return or_conflict(api, frame, [&] {
        return done_response(api, api.plans.redo(request.caller, plan_id(request), plan_precondition(request)), frame);
    });
}

Response post_plan_rebase(ApiContext &api, const Request &request) {
    const auto frame = take_only_frame(request);
    return or_conflict(api, frame, [&] {
        return row_response(api, api.plans.rebase(request.caller, plan_id(request), plan_precondition(request)));
    });
}

} // namespace jingwei::server
