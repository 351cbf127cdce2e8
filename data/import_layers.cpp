#include "data/import_layers.hpp"

#include "data/import_fill.hpp"
#include "data/import_settle.hpp"
#include "data/import_values.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// What to do about a shape that is no point.
std::string_view advice_for_point(const Shape &shape) {
    return shape.type_name == "GeometryCollection"
               ? "; leave the one of its shapes that counts (of a building its outline, or the point) and delete the others"
           : shape.kind == ShapeKind::line || shape.kind == ShapeKind::polygon
               ? "; where symbols of a drawing are blocks, put a point at each, in a layer of its own, or have the CAD program "
                 "write the insertion points as a table (.csv)"
               : "";
}

std::optional<spatial::LonLat> position_of(ImportRow &row, const Shape *shape) {
    if (shape == nullptr) {
        const auto lon = row.number("lon");
        const auto lat = row.number("lat");
        if (row.text("lon").empty() || row.text("lat").empty()) {
            row.refuse("it has no place: longitude or latitude is missing");
        }
        if (!lon || !lat) {
            return std::nullopt;
        }
        return spatial::LonLat{*lon, *lat};
    }
    if (shape->kind != ShapeKind::point || shape->parts.size() != 1) {
        row.refuse(fmt::format("a {} where a point is needed{}", shape->type_name, advice_for_point(*shape)));
        return std::nullopt;
    }
    return shape->parts[0][0][0];
}

void note_far_off(ImportSink &sink, const ImportRow &row, LatticePoint place) {
    if (!sink.request.elsewhere && is_far_off(place, sink.rules.store_box)) {
        sink.far_lines.push_back(row.line());
    }
}

/// `at` is where the store has the object; 0, 0 where it has none.
bool fill_place(ImportSink &sink, ImportRow &row, const Shape *shape, LatticePoint &at) {
    const auto position = position_of(row, shape);
    if (!position) {
        return false;
    }
    if (auto fault = place_fault(*position, sink.rules); !fault.empty()) {
        row.refuse(std::move(fault));
        return false;
    }
    const auto known = at == LatticePoint{} ? std::nullopt : std::optional(at);
    at = to_place(*position, sink.rules);
    note_far_off(sink, row, at);
    sink.frame_sample.add(*position, sink.rules.frame, known);
    return true;
}

/// The record to start from: the store's, where there is one.
template <class Row> Row start_from(const Row *old, const std::string &code) {
    Row record = old != nullptr ? *old : Row{};
    record.code = code;
    return record;
}

void take_camera(ImportSink &sink, ImportRow &row, const Shape *shape) {
    const auto code = take_code(sink, row);
    const auto *old = sink.world.cameras->find(code);
    auto record = start_from(old, code);
    fill(row, "name", record.name);
    fill_kind(sink, row, "camera_kind", record.kind);
    fill_place(sink, row, shape, record.at);
    fill_between(row, "azimuth_deg", 0, 360, record.azimuth_deg);
    if (record.azimuth_deg == 360.0) {
        record.azimuth_deg = 0;
    }
    fill_between(row, "fov_deg", 0.001, 360, record.fov_deg);
    fill_between(row, "range_m", 0.001, 100'000, record.range_m);
    fill_between(row, "height_m", -1'000, 10'000, record.height_m);
    fill(row, "online", record.online);
    fill(row, "gb_id", record.gb_id);
    const bool digits = record.gb_id.find_first_not_of("0123456789") == std::string::npos;
    if (!record.gb_id.empty() && (record.gb_id.size() != 20 || !digits)) {
        row.refuse(fmt::format("gb_id '{}' is not 20 digits (GB/T 28181)", record.gb_id));
    }
    claim_gb_id(sink, row, record);
    fill(row, "owner", record.owner);
    fill(row, "platform", record.platform);
    fill(row, "channel", record.channel);
    fill(row, "built_phase", record.built_phase);
    fill(row, "boundary_crossing", record.boundary_crossing);
    if (row.sound()) {
        keep(sink, std::move(record), old, sink.content.cameras);
    }
}

void take_key_site(ImportSink &sink, ImportRow &row, const Shape *shape) {
    const auto code = take_code(sink, row);
    const auto *old = sink.world.key_sites->find(code);
    auto record = start_from(old, code);
    fill(row, "name", record.name);
    fill_kind(sink, row, "key_site_kind", record.kind);
    fill_place(sink, row, shape, record.at);
    fill(row, "address", record.address);
    fill(row, "responsible", record.responsible);
    if (row.has("phone")) {
        record.phone = row.phone("phone");
    }
    fill_attention(sink, row, record.attention);
    if (row.sound()) {
        keep(sink, std::move(record), old, sink.content.key_sites);
    }
}

/// The place that columns beside an outline say, where it lies within: they may be of another frame, or metres.
std::optional<LatticePoint> place_within(const ImportRow &row, const spatial::Ring &outline, const PlaceRules &rules) {
    const auto lon = number_value(row.text("lon"));
    const auto lat = number_value(row.text("lat"));
    if (!lon || !lat || !place_fault({*lon, *lat}, rules).empty()) {
        return std::nullopt;
    }
    const auto place = to_place({*lon, *lat}, rules);
    return is_inside(place, outline) ? std::optional(place) : std::nullopt;
}

bool is_shifted(spatial::Frame of) {
    return std::isfinite(spatial::densify_limit_m(of));
}

/// Why the outline of a building cannot be taken; empty = it can. Holes without an area are left out.
std::string outline_fault(spatial::MultiPolygon &polygons) {
    if (polygons.size() != 1 || polygons[0].outer.size() < 3 || spatial::doubled_area(polygons[0].outer) == 0) {
        return "its outline is not one polygon with an area";
    }
    auto &ground = polygons[0];
    std::erase_if(ground.holes, [](const spatial::Ring &hole) { return spatial::doubled_area(hole) == 0; });
    const auto lies_outside = [&ground](const spatial::Ring &hole) {
        return std::ranges::none_of(hole, [&ground](LatticePoint corner) { return is_inside(corner, ground.outer); });
    };
    return std::ranges::any_of(ground.holes, lies_outside) ? "a hole of its outline lies outside it" : "";
}

/// A building's outline gives its place too, unless it is the one that the store has.
void fill_footprint(ImportSink &sink, ImportRow &row, const Shape &shape, BuildingRow &record) {
    auto fault = shape_fault(shape, sink.rules);
    if (!fault.empty()) {
        row.refuse(std::move(fault));
        return;
    }
    auto polygons = to_polygons(shape, sink.rules);
    fault = outline_fault(polygons);
    if (!fault.empty()) {
        row.refuse(std::move(fault));
        return;
    }
    const spatial::Polygon old{std::move(record.footprint), std::move(record.courtyards)};
    auto outline = polygon_to_keep(polygons[0], old, is_shifted(sink.rules.frame));
    const auto place = outline == old ? record.at : spatial::label_point(polygons);
    record.footprint = std::move(outline.outer);
    record.courtyards = std::move(outline.holes);
    record.at = place_within(row, record.footprint, sink.rules).value_or(place);
    note_far_off(sink, row, record.at);
}

void take_building(ImportSink &sink, ImportRow &row, const Shape *shape) {
    const auto code = take_code(sink, row);
    const auto *old = sink.world.buildings->find(code);
    auto record = start_from(old, code);
    fill(row, "name", record.name);
    fill(row, "address", record.address);
    fill_listed(sink, row, "building_use", "building_use", record.building_use);
    if (shape != nullptr && shape->kind == ShapeKind::polygon) {
        fill_footprint(sink, row, *shape, record);
    } else if (shape != nullptr && shape->kind == ShapeKind::line) {
        row.refuse(open_line);
    } else {
        fill_place(sink, row, shape, record.at);
    }
    fill(row, "floors", record.floors);
    fill(row, "units", record.units);
    fill(row, "households", record.households);
    fill(row, "residents", record.residents);
    if (row.sound()) {
        keep(sink, std::move(record), old, sink.content.buildings);
    }
}

void take_rental_house(ImportSink &sink, ImportRow &row, const Shape *shape) {
    const auto code = take_code(sink, row);
    const auto *old = sink.world.rental_houses->find(code);
    auto record = start_from(old, code);
    fill(row, "address", record.address);
    fill_place(sink, row, shape, record.at);
    fill(row, "building_code", record.building_code);
    if (!record.building_code.empty() && sink.world.buildings->find(record.building_code) == nullptr) {
        row.refuse(fmt::format("there is no building '{}'; import the buildings first", record.building_code));
    }
    fill_listed(sink, row, "building_use", "building_use", record.building_use);
    fill_listed(sink, row, "rental_use", "rental_use", record.rental_use);
    fill_listed(sink, row, "hazard", "rental_hazard", record.hazard);
    if (auto let_kind = row.listed("let_kind", *sink.world.code_lists, "let_kind"); !let_kind.empty()) {
        record.let_kind = std::move(let_kind);
    }
    fill(row, "tenant_count", record.tenant_count);
    if (row.has("last_visit")) {
        record.last_visit = row.date("last_visit", sink.world.utc_offset_minutes);
    }
    if (row.sound()) {
        keep(sink, std::move(record), old, sink.content.rental_houses);
    }
}

void take_reference_line(ImportSink &sink, ImportRow &row, const Shape *shape) {
    const auto code = take_code(sink, row);
    const auto known = sink.basis.lines.find(code);
    const auto *old = known != sink.basis.lines.end() ? &known->second : nullptr;
    auto record = start_from(old, code);
    fill(row, "name", record.name);
    fill_kind(sink, row, "reference_line_kind", record.kind);
    if (shape == nullptr || shape->kind != ShapeKind::line || shape->parts.size() != 1) {
        row.refuse(shape == nullptr ? "it has no geometry"
                                    : fmt::format("a {} of {} parts where one line is needed (QGIS: Multipart to singleparts)",
                                                  shape->type_name, shape->parts.size()));
        return;
    }
    if (auto fault = shape_fault(*shape, sink.rules); !fault.empty()) {
        row.refuse(std::move(fault));
        return;
    }
    record.line = course_to_keep(to_course(shape->parts[0][0], sink.rules), record.line, is_shifted(sink.rules.frame));
    if (record.line.size() < 2) {
        row.refuse("its line has no length");
    } else {
        note_far_off(sink, row, record.line.front());
    }
    if (row.sound()) {
        keep(sink, std::move(record), old, sink.content.reference_lines);
    }
}

} // namespace

std::string take_code(ImportSink &sink, ImportRow &row) {
    auto code = sink.keys != nullptr ? sink.keys->code_of(row) : row.code();
    const auto contended = [&] { return sink.keys != nullptr && sink.keys->is_contended(code); }; // looks through all claims
    if (row.sound() && !sink.seen.insert(code).second && !contended()) {
        row.refuse(fmt::format("the code '{}' comes twice in this file", code));
    }
    return code;
}

void take_row(ImportSink &sink, ImportRow &row, const Shape *shape) {
    switch (sink.request.layer) {
    case ImportLayer::grids:
        return take_grid(sink, row, shape);
    case ImportLayer::cameras:
        return take_camera(sink, row, shape);
    case ImportLayer::key_sites:
        return take_key_site(sink, row, shape);
    case ImportLayer::buildings:
        return take_building(sink, row, shape);
    case ImportLayer::rental_houses:
        return take_rental_house(sink, row, shape);
    case ImportLayer::reference_lines:
        return take_reference_line(sink, row, shape);
    case ImportLayer::people:
        return take_person(sink, row);
    case ImportLayer::assignments:
        return take_assignment(sink, row);
    case ImportLayer::roster:
        return take_roster_row(sink, row);
    case ImportLayer::divisions:
        return take_division(sink, row);
    case ImportLayer::staffing_rules:
        return take_staffing_rule(sink, row);
    case ImportLayer::organisations:
        return take_organisation(sink, row);
    case ImportLayer::external_refs:
        return take_external_ref(sink, row);
    }
}

} // namespace jingwei::data
