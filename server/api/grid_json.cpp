#include "server/api/grid_json.hpp"

#include "data/export_values.hpp"
#include "spatial/shape_figures.hpp"

namespace jingwei::server {

namespace {

std::optional<int> shown(std::optional<int> count, bool in_full) {
    return in_full ? count : data::unless_few(count);
}

} // namespace

void write_grid_members(JsonWriter &json, const GridView &view) {
    const data::Grid &grid = view.grid();
    const data::Level &level = view.ref.theme->levels[grid.level];
    json.key("theme").value(view.ref.theme->code);
    json.key("code").value(grid.code);
    json.key("name").value(grid.name);
    json.key("level").value(level.code);
    json.key("level_name").value(level.label_zh);
    json.key("rank").value(level.position);
    json.key("kind").value(grid.dedicated ? "dedicated" : "base");
    json.key("parent").value_or_null(grid.parent == 0 ? std::string_view() : view.ref.theme->grids[grid.parent].code);
    json.key("division").value_or_null((*view.world.divisions)[grid.division].code);
    json.key("fallback").value_or_null(grid.fallback_org);
    json.key("households").value(shown(grid.households, view.in_full));
    json.key("residents").value(shown(grid.residents, view.in_full));
    json.key("area_m2").rounded(grid.area_m2, 1);
}

void write_shape_figures(JsonWriter &json, const GridView &view) {
    const auto figures = spatial::shape_figures(view.ref.theme->shapes[view.index], view.grid().area_m2);
    json.key("perimeter_m").rounded(figures.perimeter_m, 1);
    json.key("compactness").rounded(figures.compactness, 3);
    json.key("hull_share").rounded(figures.hull_share, 3);
}

void write_grid_name(JsonWriter &json, const data::ThemeWorld &theme, data::GridIndex index) {
    const data::Grid &grid = theme.grids[index];
    json.key("code").value(grid.code);
    json.key("name").value(grid.name);
    json.key("level").value(theme.levels[grid.level].code);
}

namespace {

void write_ring(JsonWriter &json, const spatial::Ring &ring, spatial::Frame frame) {
    json.begin_array();
    const auto write_point = [&](spatial::LatticePoint point) {
        const spatial::LonLat place = spatial::from_store_frame(spatial::to_lonlat(point), frame);
        json.begin_array().rounded(place.lon, 7).rounded(place.lat, 7).end_array();
    };
    for (const spatial::LatticePoint point : ring) {
        write_point(point);
    }
    write_point(ring.front());
    json.end_array();
}

} // namespace

void write_multi_polygon(JsonWriter &json, const spatial::MultiPolygon &polygons, spatial::Frame frame) {
    json.begin_object();
    json.key("type").value("MultiPolygon");
    json.key("coordinates").begin_array();
    for (const spatial::Polygon &polygon : polygons) {
        json.begin_array();
        write_ring(json, polygon.outer, frame);
        for (const spatial::Ring &hole : polygon.holes) {
            write_ring(json, hole, frame);
        }
        json.end_array();
    }
    json.end_array().end_object();
}

} // namespace jingwei::server
