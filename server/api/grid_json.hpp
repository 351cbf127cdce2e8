#pragma once

#include "server/json_writer.hpp"
#include "server/service/grid_service.hpp"
#include "spatial/frames.hpp"

namespace jingwei::server {

/// One unit of a theme, to be shown.
struct GridView {
    const data::World &world;
    ThemeRef ref;
    data::GridIndex index;
    bool in_full = false; ///< numbers of people below 5 too
    [[nodiscard]] const data::Grid &grid() const { return ref.theme->grids[index]; }
};

/// The members that a list row, a card and a feature share.
void write_grid_members(JsonWriter &json, const GridView &view);

/// How large and how round the ground of a unit is; the area is among the members above.
void write_shape_figures(JsonWriter &json, const GridView &view);

/// A GeoJSON geometry; rings are closed.
void write_multi_polygon(JsonWriter &json, const spatial::MultiPolygon &polygons, spatial::Frame frame);

/// code, name and level of a unit.
void write_grid_name(JsonWriter &json, const data::ThemeWorld &theme, data::GridIndex index);

} // namespace jingwei::server
