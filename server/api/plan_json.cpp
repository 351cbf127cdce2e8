#include "server/api/plan_json.hpp"

#include "server/api/grid_json.hpp"
#include "server/api/record_json.hpp"
#include "server/http/problem.hpp"
#include "server/service/instant.hpp"

namespace jingwei::server {

namespace {

/// Members of an object that is open.
void write_tally(JsonWriter &json, const UnitTally &tally) {
    json.key("buildings").value(tally.buildings);
    json.key("households").value(tally.households);
    json.key("residents").value(tally.residents);
    json.key("rental_houses").value(tally.rental_houses);
    json.key("cameras").value(tally.cameras);
    json.key("key_sites").value(tally.key_sites);
}

struct Shape {
    double area_m2 = 0, compactness = 0;
    std::optional<double> walk_radius_m;
};

void write_state(JsonWriter &json, const UnitTally &tally, const Shape &shape) {
    json.begin_object();
    json.key("area_m2").rounded(shape.area_m2, 1);
    write_tally(json, tally);
    json.key("compactness").rounded(shape.compactness, 3);
    json.key("walk_radius_m");
    shape.walk_radius_m ? json.rounded(*shape.walk_radius_m, 1) : json.null();
    json.end_object();
}

void write_range(JsonWriter &json, const std::vector<data::GridRule> &range) {
    json.key("range").begin_object();
    for (const auto &rule : range) {
        if (rule.measure != "code_digits") {
            json.key(rule.measure);
            write_bounds(json, rule);
        }
    }
    json.end_object();
}

void write_lines(JsonWriter &json, const std::vector<std::vector<spatial::LatticePoint>> &lines, spatial::Frame frame) {
    if (lines.empty()) {
        json.null();
        return;
    }
    json.begin_object().key("type").value("MultiLineString").key("coordinates").begin_array();
    for (const auto &line : lines) {
        json.begin_array();
        for (const auto p : line) {
            const auto at = spatial::from_store_frame(spatial::to_lonlat(p), frame);
            json.begin_array().rounded(at.lon, 7).rounded(at.lat, 7).end_array();
        }
        json.end_array();
    }
    json.end_array().end_object();
}

void write_side(JsonWriter &json, const DisputeSide &side, spatial::Frame frame) {
    json.begin_object();
    json.key("by").value_or_null(side.by);
    json.key("border");
    write_lines(json, side.now, frame);
    json.key("border_before");
    write_lines(json, side.was, frame);
    json.key("ground");
    if (side.ground.empty()) {
        json.null();
    } else {
        write_multi_polygon(json, side.ground, frame);
    }
    json.end_object();
}

} // namespace

void write_border(JsonWriter &json, const MovedBorder &border, spatial::Frame frame) {
    json.begin_object().key("between").begin_array();
    json.value_or_null(border.left).value_or_null(border.right).end_array();
    json.key("drawn").value(border.drawn).key("line");
    write_lines(json, {border.line}, frame);
    json.end_object();
}

void write_bounds(JsonWriter &json, const data::GridRule &rule) {
    json.begin_object();
    json.key("least").value(rule.least);
    json.key("most").value(rule.most);
    json.end_object();
}

void write_numbers(JsonWriter &json, const GridNumbers &grid) {
    json.begin_object();
    json.key("code").value(grid.code);
    json.key("name").value(grid.name);
    json.key("change").value(grid.gone ? "gone" : grid.is_new ? "new" : "changed");
    json.key("now");
    write_state(json, grid.tally, {grid.area_m2, grid.compactness, grid.walk_radius_m});
    json.key("published");
    if (grid.is_new) {
        json.null();
    } else {
        write_state(json, grid.tally_before, {grid.area_before_m2, grid.compactness_before, grid.walk_radius_before_m});
    }
    write_range(json, grid.range);
    json.end_object();
}

void write_person(JsonWriter &json, const PersonNumbers &person) {
    json.begin_object();
    json.key("code").value(person.code);
    json.key("name").value(person.name);
    write_list(json, "grids", person.grids, [&](const auto &code) { json.value(code); });
    json.key("now").begin_object();
    write_tally(json, person.tally);
    json.end_object().key("published").begin_object();
    write_tally(json, person.tally_before);
    json.end_object().end_object();
}

void write_problem(JsonWriter &json, const PlanProblem &problem, spatial::Frame frame, int utc_offset_minutes) {
    json.begin_object();
    json.key("key").value(problem.key());
    json.key("kind").value(problem.kind);
    json.key("severity").value(problem.error ? "error" : "warning");
    json.key("grid").value_or_null(problem.grid);
    if (problem.place) {
        write_lonlat(json, spatial::to_lattice(*problem.place), frame);
    } else {
        json.key("lon").null().key("lat").null();
    }
    json.key("size");
    problem.size ? json.rounded(*problem.size, 2) : json.null();
    json.key("unit").value_or_null(problem.unit);
    json.key("detail").value(problem.detail);
    json.key("fix");
    problem.fix.empty() ? json.null() : json.raw(problem.fix);
    json.key("ignored");
    if (problem.reason) {
        json.begin_object();
        json.key("reason").value(problem.reason->reason);
        json.key("by").value(problem.reason->actor);
        json.key("at").value(format_instant(problem.reason->at, utc_offset_minutes));
        json.end_object();
    } else {
        json.null();
    }
    json.end_object();
}

void write_moved(JsonWriter &json, const MovedObject &moved) {
    json.begin_object();
    json.key("layer").value(moved.layer);
    json.key("code").value(moved.code);
    json.key("from").value_or_null(moved.from);
    json.key("to").value_or_null(moved.to);
    json.end_object();
}

void write_near(JsonWriter &json, const NearObject &near) {
    json.begin_object();
    json.key("layer").value(near.layer);
    json.key("code").value(near.code);
    json.key("grid").value_or_null(near.grid);
    json.key("across").value_or_null(near.across);
    json.key("distance_m").rounded(near.distance_m, 2);
    json.end_object();
}

void write_op(JsonWriter &json, const data::PlanOpRow &op, int utc_offset_minutes, std::optional<std::int64_t> plan) {
    json.begin_object();
    if (plan) {
        json.key("plan").value(*plan);
    }
    json.key("number").value(op.number);
    json.key("revision").value(op.revision);
    json.key("state").value(op.done ? "done" : op.dropped ? "dropped" : "undone");
    json.key("by").value(op.actor);
    json.key("at").value(format_instant(op.at, utc_offset_minutes));
    json.key("op").raw(op.intent);
    json.end_object();
}

void write_plan(JsonWriter &json, const data::PlanRow &plan, int utc_offset_minutes) {
    json.key("id").value(plan.id);
    json.key("name").value(plan.name);
    json.key("theme").value(plan.theme);
    json.key("within").value_or_null(plan.within);
    json.key("state").value(data::plan_state_name(plan.state));
    json.key("revision").value(plan.revision);
    json.key("base_edition").value(plan.base_edition);
    json.key("approved_revision").value(plan.approved_revision);
    json.key("edition").value(plan.edition);
    json.key("note").value_or_null(plan.note);
    json.key("created").value(format_instant(plan.created_at, utc_offset_minutes));
    json.key("created_by").value(plan.created_by);
    json.key("changed").value(format_instant(plan.changed_at, utc_offset_minutes));
    json.key("publish_at");
    plan.publish_at ? json.value(format_instant(*plan.publish_at, utc_offset_minutes)) : json.null();
    json.key("publish_by").value_or_null(plan.publish_by);
    json.key("notice").value_or_null(plan.notice);
}

Response conflict_response(const PlanConflict &conflict, spatial::Frame frame, int utc_offset_minutes) {
    const auto &dispute = conflict.dispute();
    auto response = problem_of(std::make_exception_ptr(static_cast<const ApiError &>(conflict)));
    std::string text(response.text());
    text.pop_back(); // the problem's members go on
    text += R"(,"conflict":)";
    JsonWriter json(text);
    json.begin_object();
    json.key("grid").value_or_null(dispute.grid);
    json.key("between");
    if (dispute.left.empty() && dispute.right.empty()) {
        json.null();
    } else {
        json.begin_array().value_or_null(dispute.left).value_or_null(dispute.right).end_array();
    }
    json.key("revision").value(dispute.revision);
    json.key("yours");
    write_side(json, dispute.yours, frame);
    json.key("theirs");
    write_side(json, dispute.theirs, frame);
    write_list(json, "ops", dispute.ops, [&](const auto &done) { write_op(json, done.op, utc_offset_minutes, done.plan); });
    json.end_object();
    text += "}";
    response.body = std::move(text);
    return response;
}

} // namespace jingwei::server
