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

} // namespace jingwei::server
