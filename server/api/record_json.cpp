#include "server/api/record_json.hpp"

#include "data/roster.hpp"
#include "server/service/instant.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

/// Writes one field by the type it is kept as.
template <class Row> struct WriteField {
    JsonWriter &json;
    const Row &row;
    const FieldRules &rules;
    const RecordView &view;

    void operator()(std::string Row::*member) const {
        if (rules.form != Form::phone && rules.form != Form::contact) {
            json.key(rules.name).value_or_null(row.*member);
            return;
        }
        json.key("phone_masked").value_or_null(data::mask_phone(row.*member));
        if (view.in_full) {
            json.key(rules.name).value_or_null(row.*member);
        }
    }
    void operator()(bool Row::*member) const { json.key(rules.name).value(row.*member); }
    void operator()(int Row::*member) const { json.key(rules.name).value(row.*member); }
    void operator()(std::optional<int> Row::*member) const { json.key(rules.name).value(row.*member); }
    void operator()(std::optional<double> Row::*member) const { json.key(rules.name).value(row.*member); }
    void operator()(std::optional<data::TimeMs> Row::*member) const { instant(row.*member); }
    void operator()(data::TimeMs Row::*member) const {
        const bool open = row.*member == data::always_from || row.*member == data::always_to;
        instant(open ? std::nullopt : std::optional(row.*member));
    }

  private:
    void instant(const std::optional<data::TimeMs> &at) const {
        json.key(rules.name).value_or_null(at ? format_instant(*at, view.world->utc_offset_minutes) : std::string());
    }
};

void write_ring(JsonWriter &json, const spatial::Ring &ring, spatial::Frame frame) {
    json.begin_array();
    for (std::size_t i = 0; i <= ring.size(); ++i) {
        const auto place = spatial::from_store_frame(spatial::to_lonlat(ring[i % ring.size()]), frame);
        json.begin_array().rounded(place.lon, 7).rounded(place.lat, 7).end_array();
    }
    json.end_array();
}

void write_outline(JsonWriter &json, const data::BuildingRow &row, spatial::Frame frame) {
    json.key("footprint");
    if (row.footprint.empty()) {
        json.null();
        return;
    }
    json.begin_object().key("type").value("Polygon").key("coordinates").begin_array();
    write_ring(json, row.footprint, frame);
    for (const spatial::Ring &courtyard : row.courtyards) {
        write_ring(json, courtyard, frame);
    }
    json.end_array().end_object();
}

/// What an assignment's codes are called.
void write_names(JsonWriter &json, const data::AssignmentRow &row, const data::World &world) {
    const auto person = world.roster->find_person(row.person_code);
    json.key("person_name").value_or_null(person ? world.roster->people[*person].name : std::string());
    const auto role = std::ranges::find(*world.roles, row.role, &data::Role::code);
    json.key("role_name").value_or_null(role == world.roles->end() ? std::string() : role->label_zh);
    const data::ThemeWorld *theme = world.theme(row.theme);
    const data::GridIndex grid = theme == nullptr ? 0 : theme->find(row.grid_code);
    json.key("grid_name").value_or_null(grid == 0 ? std::string() : theme->grids[grid].name);
}

} // namespace

void write_lonlat(JsonWriter &json, data::LatticePoint at, spatial::Frame frame) {
    const spatial::LonLat place = spatial::from_store_frame(spatial::to_lonlat(at), frame);
    json.key("lon").rounded(place.lon, 7);
    json.key("lat").rounded(place.lat, 7);
}

void write_grid_at(JsonWriter &json, const data::ThemeWorld &theme, data::LatticePoint at) {
    const data::GridIndex grid = theme.locator == nullptr ? 0 : theme.locator->locate(at);
    json.key("grid");
    if (grid == 0) {
        json.null();
        return;
    }
    json.begin_object();
    json.key("code").value(theme.grids[grid].code);
    json.key("name").value(theme.grids[grid].name);
    json.end_object();
}

template <class Row> void write_record(JsonWriter &json, const Row &row, const RecordView &view) {
    json.begin_object();
    if constexpr (std::is_same_v<Row, data::AssignmentRow>) {
        json.key("id").value(row.id);
    }
    for (const Field<Row> &field : record_type<Row>().fields) {
        if (field.rules.personal && !view.in_full) {
            json.key(field.rules.name).null();
            continue;
        }
        std::visit(WriteField<Row>{json, row, field.rules, view}, field.member);
    }
    if constexpr (std::is_same_v<Row, data::AssignmentRow>) {
        write_names(json, row, *view.world);
    }
    if constexpr (Placed<Row>) {
        write_lonlat(json, row.at, view.frame);
        write_grid_at(json, *view.theme.theme, row.at);
    }
    if constexpr (Outlined<Row>) {
        if (view.footprint) {
            write_outline(json, row, view.frame);
        }
    }
    if (view.versions) {
        json.key("version").value(data::version_of(row));
    }
    json.end_object();
}

void write_record(JsonWriter &json, const data::Record &record, const RecordView &view) {
    std::visit([&](const auto &row) { write_record(json, row, view); }, record);
}

template void write_record(JsonWriter &, const data::CameraRow &, const RecordView &);
template void write_record(JsonWriter &, const data::KeySiteRow &, const RecordView &);
template void write_record(JsonWriter &, const data::RentalHouseRow &, const RecordView &);
template void write_record(JsonWriter &, const data::BuildingRow &, const RecordView &);
template void write_record(JsonWriter &, const data::PersonRow &, const RecordView &);
template void write_record(JsonWriter &, const data::AssignmentRow &, const RecordView &);

} // namespace jingwei::server
