#include "server/api/record_body.hpp"

#include "data/import_settle.hpp"
#include "server/api/field_value.hpp"
#include "server/api/outline_value.hpp"
#include "server/api_error.hpp"
#include "server/json_object.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

using simdjson::dom::element;

/// Turns the value of one field into a step, by the type it is kept as.
template <class Row> class StepOf {
  public:
    StepOf(const FieldRules &rules, element value, const BodyRules &body) : m_rules(rules), m_value(value), m_body(body) {}

    std::function<void(Row &)> operator()(std::string Row::*member) const {
        return step(member, [this] { return checked_text(m_rules, m_value, m_body.world); });
    }
    std::function<void(Row &)> operator()(bool Row::*member) const {
        return step(member, [this] { return checked_flag(m_rules, m_value); });
    }
    std::function<void(Row &)> operator()(int Row::*member) const {
        return step(member, [this] { return checked_whole(m_rules, m_value); });
    }
    std::function<void(Row &)> operator()(std::optional<int> Row::*member) const {
        return step(member, [this] { return std::optional(checked_whole(m_rules, m_value)); });
    }
    std::function<void(Row &)> operator()(std::optional<double> Row::*member) const {
        return step(member, [this] { return std::optional(checked_number(m_rules, m_value)); });
    }
    std::function<void(Row &)> operator()(std::optional<data::TimeMs> Row::*member) const {
        return step(member, [this] { return std::optional(checked_instant(m_rules, m_value, m_body.world)); });
    }
    std::function<void(Row &)> operator()(data::TimeMs Row::*member) const {
        return step(member, [this] { return checked_instant(m_rules, m_value, m_body.world); });
    }

  private:
    /// Null clears: the value is that of a row nothing was said of.
    template <class T, class Check> std::function<void(Row &)> step(T Row::*member, const Check &check) const {
        if (m_value.is_null() && m_rules.needed) {
            refuse_value(m_rules.name, fmt::format("'{}' cannot be null.", m_rules.name));
        }
        T value = m_value.is_null() ? Row{}.*member : check();
        if (!m_rules.fixed || m_body.whole) {
            return [member, value = std::move(value)](Row &row) { row.*member = value; };
        }
        return [member, value = std::move(value), name = m_rules.name](Row &row) {
            if (row.*member != value) {
                throw ApiError(ErrorCode::bad_call, "field_is_fixed",
                               fmt::format("'{}' cannot be changed; end or remove this record and add a new one.", name),
                               std::string(name));
            }
        };
    }
    const FieldRules &m_rules;
    element m_value;
    const BodyRules &m_body;
};

/// Fields with a default of their own may be left out even when a record always has them.
template <class Row> bool needs_saying(const Field<Row> &field) {
    const auto *text = std::get_if<std::string Row::*>(&field.member);
    return text != nullptr && (Row{}.**text).empty();
}

template <class Row> void read_fields(JsonObject &object, const BodyRules &rules, Patch<Row> &patch) {
    const RecordType<Row> &type = record_type<Row>();
    for (const Field<Row> &field : type.fields) {
        if (const auto value = object.take(field.rules.name)) {
            patch.add(std::visit(StepOf<Row>(field.rules, *value, rules), field.member));
        } else if (rules.whole && field.rules.needed && needs_saying(field)) {
            refuse_missing(field.rules.name, type.noun);
        }
    }
}

template <class Row> void read_place(JsonObject &object, const BodyRules &rules, Patch<Row> &patch) {
    const auto lon = object.take("lon");
    const auto lat = object.take("lat");
    if (lon && lat) {
        patch.add([at = checked_place(*lon, *lat, rules.world, rules.frame)](Row &row) { row.at = at; });
    } else if (lon || lat || rules.whole) {
        const std::string_view missing = lon ? "lat" : "lon";
        throw ApiError(ErrorCode::bad_call, "missing_field", fmt::format("'{}' is missing: a place has lon and lat.", missing),
                       std::string(missing));
    }
}

template <class Row> void read_footprint(JsonObject &object, const BodyRules &rules, Patch<Row> &patch) {
    if (const auto value = object.take("footprint")) {
        auto outline = value->is_null() ? spatial::Polygon() : checked_footprint(*value, rules.world, rules.frame);
        patch.add([outline = std::move(outline), shifted = std::isfinite(spatial::densify_limit_m(rules.frame))](Row &row) {
            auto kept = data::polygon_to_keep(outline, {row.footprint, row.courtyards}, shifted);
            row.footprint = std::move(kept.outer);
            row.courtyards = std::move(kept.holes);
        });
    }
}

[[noreturn]] void unknown_reference(std::string_view field, std::string_view what, std::string_view code) {
    throw ApiError(ErrorCode::bad_data, "unknown_reference",
                   fmt::format("There is no {} with the code '{}'; add it first.", what, code), std::string(field));
}

struct CheckReferences {
    const data::World &world;

    void operator()(const data::RentalHouseRow &row) const {
        if (!row.building_code.empty() && world.buildings->find(row.building_code) == nullptr) {
            unknown_reference("building", "building", row.building_code);
        }
    }
    void operator()(const data::AssignmentRow &row) const {
        if (!world.roster->find_person(row.person_code)) {
            unknown_reference("person", "person", row.person_code);
        }
        if (std::ranges::find(*world.roles, row.role, &data::Role::code) == world.roles->end()) {
            unknown_reference("role", "role", row.role);
        }
        const data::ThemeWorld *theme = world.theme(row.theme);
        if (theme == nullptr) {
            unknown_reference("theme", "theme", row.theme);
        }
        if (row.id == 0 && theme->find(row.grid_code) == 0) { // an old assignment may outlive its grid
            unknown_reference("grid", "grid", row.grid_code);
        }
        if (row.from >= row.to) {
            throw ApiError(ErrorCode::bad_data, "ends_before_it_begins", "'to' has to be later than 'from'.", "to");
        }
    }
    template <class Row> void operator()(const Row & /*row*/) const {}
};

} // namespace

template <class Row> Patch<Row> read_patch(std::string_view body, const BodyRules &rules) {
    JsonObject object(body);
    Patch<Row> patch;
    read_fields(object, rules, patch);
    if constexpr (Placed<Row>) {
        read_place(object, rules, patch);
    }
    if constexpr (Outlined<Row>) {
        read_footprint(object, rules, patch);
    }
    object.finish(record_type<Row>().noun);
    return patch;
}

void check_references(const data::World &world, const data::Record &record) {
    std::visit(CheckReferences{world}, record);
}

template Patch<data::CameraRow> read_patch(std::string_view, const BodyRules &);
template Patch<data::KeySiteRow> read_patch(std::string_view, const BodyRules &);
template Patch<data::RentalHouseRow> read_patch(std::string_view, const BodyRules &);
template Patch<data::BuildingRow> read_patch(std::string_view, const BodyRules &);
template Patch<data::PersonRow> read_patch(std::string_view, const BodyRules &);
template Patch<data::AssignmentRow> read_patch(std::string_view, const BodyRules &);

} // namespace jingwei::server
