#pragma once

#include "server/http/message.hpp"
#include "server/json_writer.hpp"
#include "server/service/plan_service.hpp"

/// How plans look in answers.
namespace jingwei::server {

/// `name` and a list, each item by write(item).
template <class Items, class Write> void write_list(JsonWriter &json, std::string_view name, const Items &items, Write write) {
    json.key(name).begin_array();
    for (const auto &item : items) {
        write(item);
    }
    json.end_array();
}

/// A plan itself, as members of an object that is open; times at the offset.
void write_plan(JsonWriter &json, const data::PlanRow &plan, int utc_offset_minutes);

/// What is asked of a measure: least and most.
void write_bounds(JsonWriter &json, const data::GridRule &rule);
void write_numbers(JsonWriter &json, const GridNumbers &grid);
void write_person(JsonWriter &json, const PersonNumbers &person);
void write_problem(JsonWriter &json, const PlanProblem &problem, spatial::Frame frame, int utc_offset_minutes);
/// A border that an operation drew or gave up.
void write_border(JsonWriter &json, const MovedBorder &border, spatial::Frame frame);
void write_moved(JsonWriter &json, const MovedObject &moved);
void write_near(JsonWriter &json, const NearObject &near);
/// `plan`: told too, where the operation is not of the plan that the answer is about.
void write_op(JsonWriter &json, const data::PlanOpRow &op, int utc_offset_minutes, std::optional<std::int64_t> plan = {});

/// The problem of a change that meets another one, with the border, both shapes and both authors.
[[nodiscard]] Response conflict_response(const PlanConflict &conflict, spatial::Frame frame, int utc_offset_minutes);

} // namespace jingwei::server
