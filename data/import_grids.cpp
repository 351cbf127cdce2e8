#include "data/import_layers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// The row of the grid that has this code now, so that columns the file does not have are kept.
GridRow current_row(const World &world, const ThemeWorld *theme, const std::string &code) {
    GridRow row;
    const auto index = theme != nullptr ? theme->find(code) : 0;
    if (index != 0) {
        const auto &grid = theme->grids[index];
        row.name = grid.name;
        row.kind = grid.dedicated ? "dedicated" : "base";
        row.division_code = (*world.divisions)[grid.division].code;
        row.fallback_org = grid.fallback_org;
        row.households = grid.households;
        row.residents = grid.residents;
    }
    row.code = code;
    return row;
}

void fill_kind(ImportSink &sink, ImportRow &row, GridRow &record) {
    if (row.has("kind")) {
        record.kind = row.listed("kind", *sink.world.code_lists, "grid_kind");
    } else if (!sink.request.kind.empty()) {
        record.kind = sink.request.kind;
    }
    if (record.kind != "base" && record.kind != "dedicated") {
        row.refuse(fmt::format("unknown kind '{}': a grid is base or dedicated", record.kind));
    }
}

GridRow read_grid(ImportSink &sink, ImportRow &row) {
    const auto code = take_code(sink, row);
    auto record = current_row(sink.world, sink.world.theme(sink.request.theme), code);
    record.level = sink.request.level;
    if (row.has("name")) {
        record.name = row.text("name");
    }
    if (record.name.empty()) {
        record.name = code;
    }
    record.parent_code = row.text("parent");
    fill_kind(sink, row, record);
    if (row.has("division")) {
        record.division_code = row.text("division");
        const bool known =
            std::ranges::find(*sink.world.divisions, record.division_code, &Division::code) != sink.world.divisions->end();
        if (!known) {
            row.refuse(fmt::format("there is no division '{}'", record.division_code));
        }
    }
    if (row.has("fallback_org")) {
        record.fallback_org = row.text("fallback_org");
    }
    if (row.has("households")) {
        record.households = row.count("households");
    }
    if (row.has("residents")) {
        record.residents = row.count("residents");
    }
    return record;
}

} // namespace

void take_grid(ImportSink &sink, ImportRow &row, const Shape *shape) {
    ImportedGrid grid{.row = read_grid(sink, row), .polygons = {}, .line = row.line()};
    if (shape == nullptr) {
        row.refuse("it has no geometry");
        return;
    }
    if (shape->kind != ShapeKind::polygon) {
        row.refuse(fmt::format("a {} where a polygon is needed", shape->type_name));
        return;
    }
    if (auto fault = shape_fault(*shape, sink.rules); !fault.empty()) {
        row.refuse(std::move(fault));
        return;
    }
    grid.polygons = to_polygons(*shape, sink.rules);
    if (std::ranges::any_of(grid.polygons, [](const auto &polygon) { return polygon.outer.size() < 3; })) {
        row.refuse("a part of it has no area: its ring collapses to fewer than three points");
    }
    if (row.sound()) {
        sink.grids.push_back(std::move(grid));
    }
}

} // namespace jingwei::data
