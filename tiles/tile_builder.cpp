#include "tiles/tile_builder.hpp"

#include "spatial/error.hpp"
#include "tiles/layer_budget.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::tiles {

namespace {

/// Every theme in full or, where that is too large for a tile, every theme in brief.
void write_themes(const auto &themes, auto write, spatial::TileId tile, LayerWriter &layer) {
    for (const Detail detail : {Detail::full, Detail::brief}) {
        layer.clear();
        for (const auto &theme : themes) {
            (theme.get()->*write)(tile, layer, detail);
        }
        if (fits_bytes(layer)) {
            return;
        }
    }
}

TileLayer theme_layer(std::string_view name, ThemeTiles themes,
                      void (GridTiles::*write)(spatial::TileId, LayerWriter &, Detail) const) {
    return {find_layer(name), [themes = std::move(themes), write](spatial::TileId tile, LayerWriter &layer) {
                write_themes(themes, write, tile, layer);
            }};
}

void require_inside(spatial::TileId tile, spatial::TileGrid grid) {
    const int first_zoom = spatial::min_zoom(grid);
    if (tile.z < first_zoom || tile.z > max_served_zoom) {
        throw Error(ErrorCode::bad_call, fmt::format("There is no zoom {} in {}; ask for {} to {}.", tile.z,
                                                     spatial::tile_grid_name(grid), first_zoom, max_served_zoom));
    }
    const auto [columns, rows] = spatial::tile_counts(grid, tile.z);
    if (tile.x >= columns || tile.y >= rows) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("Zoom {} of {} has the columns 0 to {} and the rows 0 to {}; there is no tile {}/{}/{}.",
                                tile.z, spatial::tile_grid_name(grid), columns - 1, rows - 1, tile.z, tile.x, tile.y));
    }
}

} // namespace

TileLayer grids_layer(ThemeTiles themes) {
    return theme_layer("grids", std::move(themes), &GridTiles::write_fills);
}

TileLayer grid_edges_layer(ThemeTiles themes) {
    return theme_layer("grid_edges", std::move(themes), &GridTiles::write_edges);
}

TileLayer grid_labels_layer(ThemeTiles themes) {
    return theme_layer("grid_labels", std::move(themes), &GridTiles::write_labels);
}

TileLayer edition_layer(std::string_view name, ThemeTiles themes) {
    if (name != "grids" && name != "grid_edges" && name != "grid_labels") {
        throw Error(ErrorCode::bad_call, fmt::format("There is no layer of editions \"{}\".", name));
    }
    return name == "grids"        ? grids_layer(std::move(themes))
           : name == "grid_edges" ? grid_edges_layer(std::move(themes))
                                  : grid_labels_layer(std::move(themes));
}

void write_figures(const ThemeFigures &themes, spatial::TileId tile, LayerWriter &layer) {
    write_themes(themes, &FigureTable::write, tile, layer);
}

TileLayer grid_figures_layer(ThemeFigures themes) {
    return {find_layer("grid_figures"),
            [themes = std::move(themes)](spatial::TileId tile, LayerWriter &layer) { write_figures(themes, tile, layer); }};
}

TileLayer camera_sectors_layer(SectorSource source) {
    return {find_layer("camera_sectors"), [source = std::move(source)](spatial::TileId tile, LayerWriter &layer) {
                write_sectors(source, tile, spatial::TileGrid::web_mercator_quad, layer);
            }};
}

TileLayer point_layer(std::string_view name, PointSource source) {
    const LayerDefinition *definition = find_layer(name);
    if (definition == nullptr || !definition->points) {
        throw Error(ErrorCode::bad_call, fmt::format("There is no layer of objects \"{}\".", name));
    }
    return {definition, [drawer = PointDrawer(*definition, std::move(source))](spatial::TileId tile, LayerWriter &layer) {
                drawer.write(tile, layer);
            }};
}

std::string build_tile(std::span<const TileLayer> layers, spatial::TileId tile, spatial::TileGrid grid) {
    require_inside(tile, grid);
    thread_local LayerWriter layer_writer(*layer_definitions().data()); // its memory is used from tile to tile
    TileWriter writer;
    std::vector<const LayerDefinition *> written;
    for (const TileLayer &layer : layers) {
        if (std::find(written.begin(), written.end(), layer.definition) != written.end()) {
            continue;
        }
        written.push_back(layer.definition);
        if (tile.z >= layer.definition->min_zoom) {
            layer_writer.restart(*layer.definition);
            layer.write(tile, layer_writer);
            writer.add(layer_writer);
        }
    }
    return std::move(writer).bytes();
}

} // namespace jingwei::tiles
