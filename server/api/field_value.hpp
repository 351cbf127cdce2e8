#pragma once

#include "data/world.hpp"
#include "server/api/record_fields.hpp"
#include "spatial/frames.hpp"

#include <simdjson.h>

/// JSON values of a body as the typed values of rows. Everything throws ApiError{bad_call} that names the field.
namespace jingwei::server {

[[nodiscard]] std::string checked_text(const FieldRules &rules, simdjson::dom::element value, const data::World &world);
[[nodiscard]] bool checked_flag(const FieldRules &rules, simdjson::dom::element value);
[[nodiscard]] int checked_whole(const FieldRules &rules, simdjson::dom::element value);
[[nodiscard]] double checked_number(const FieldRules &rules, simdjson::dom::element value);
[[nodiscard]] data::TimeMs checked_instant(const FieldRules &rules, simdjson::dom::element value, const data::World &world);

/// A place given as `lon` and `lat`, both of them, in a frame.
[[nodiscard]] data::LatticePoint checked_place(simdjson::dom::element lon, simdjson::dom::element lat, const data::World &world,
                                               spatial::Frame frame);
/// The same of a place that is read already. `field` is what a refusal names.
[[nodiscard]] data::LatticePoint checked_point(spatial::LonLat place, const data::World &world, spatial::Frame frame,
                                               std::string_view field);

[[noreturn]] void refuse_value(std::string_view field, const std::string &detail);
[[noreturn]] void refuse_missing(std::string_view field, std::string_view noun);

} // namespace jingwei::server
