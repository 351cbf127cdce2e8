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
    if (record.kind.empty()) {
        row.refuse("its kind is empty: write base or dedicated, or leave the column out, which means base");
    } else if (record.kind != "base" && record.kind != "dedicated") {
        row.refuse(fmt::format("unknown kind '{}': a grid is base or dedicated", record.kind));
    }
}

bool is_division(const World &world, std::string_view code) {
    return std::ranges::find(*world.divisions, code, &Division::code) != world.divisions->end();
}

bool is_coarsest(const World &world, const ImportRequest &request) {
    const auto *theme = world.theme(request.theme);
    const auto coarsest = std::ranges::min_element(theme->levels, {}, &Level::rank);
    return coarsest != theme->levels.end() && coarsest->code == request.level;
}

/// The division that the row names, or that a code of the coarsest level begins with, as codes of the national form do.
void fill_division(ImportSink &sink, ImportRow &row, GridRow &record) {
    constexpr std::size_t division_digits = 6;
    if (row.has("division")) {
        record.division_code = row.text("division");
        if (!is_division(sink.world, record.division_code)) {
            row.refuse(fmt::format("there is no division '{}'; import it first: jingwei import DB divisions FILE.csv",
                                   record.division_code));
        }
        return;
    }
    const auto prefix = record.code.substr(0, division_digits);
    const bool tells = record.code.size() > division_digits && record.division_code.empty() && record.parent_code.empty();
    if (tells && is_division(sink.world, prefix) && is_coarsest(sink.world, sink.request)) {
        record.division_code = prefix;
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
    fill_division(sink, row, record);
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
        row.refuse("it has no geometry, or none that can be read: a coordinate may be missing, null or no number");
        return;
    }
    if (shape->kind != ShapeKind::polygon) {
        row.refuse(shape->kind == ShapeKind::line ? open_line
                                                  : fmt::format("a {} where a polygon is needed", shape->type_name));
        return;
    }
    if (auto fault = shape_fault(*shape, sink.rules); !fault.empty()) {
        row.refuse(std::move(fault));
        return;
    }
    if (row.has("priority")) {
        grid.priority = row.number("priority");
    }
    grid.polygons = to_polygons(*shape, sink.rules);
    const bool collapsed = std::ranges::any_of(grid.polygons, [](const auto &polygon) { return polygon.outer.size() < 3; });
    if (collapsed && !sink.request.fix) {
        row.refuse("a part of it has no area: its ring collapses to fewer than three points; --fix leaves such parts out");
    }
    if (row.sound()) {
        sink.grids.push_back(std::move(grid));
    }
}

} // namespace jingwei::data
