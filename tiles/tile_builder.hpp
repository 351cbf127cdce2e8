#pragma once

#include "tiles/grid_figures.hpp"
#include "tiles/point_source.hpp"
#include "tiles/sector_source.hpp"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace jingwei::tiles {

/// One layer of a tile: its definition and what writes its features. `write` may be called from several threads at once.
struct TileLayer {
    const LayerDefinition *definition = nullptr;
    std::function<void(spatial::TileId, LayerWriter &)> write;
};

using ThemeTiles = std::vector<std::shared_ptr<const GridTiles>>;

/// The layer of this name over several themes: `grids`, `grid_edges` or `grid_labels`. Throws Error for another.
[[nodiscard]] TileLayer edition_layer(std::string_view name, ThemeTiles themes);
[[nodiscard]] TileLayer grids_layer(ThemeTiles themes);
[[nodiscard]] TileLayer grid_edges_layer(ThemeTiles themes);
[[nodiscard]] TileLayer grid_labels_layer(ThemeTiles themes);

/// The layer `grid_figures` over several themes.
using ThemeFigures = std::vector<std::shared_ptr<const FigureTable>>;
/// Its features in one tile; in brief where they would be too large.
void write_figures(const ThemeFigures &themes, spatial::TileId tile, LayerWriter &layer);
[[nodiscard]] TileLayer grid_figures_layer(ThemeFigures themes);

/// The layer `camera_sectors`.
[[nodiscard]] TileLayer camera_sectors_layer(SectorSource source);

/// A layer of objects: one whose definition has `points`. Throws Error for another.
[[nodiscard]] TileLayer point_layer(std::string_view name, PointSource source);

/// One MVT 2.1 tile of these layers, uncompressed, in the order given; a name that comes twice is written once. The empty
/// string when nothing is in the tile (HTTP 204). The layers have to be made for this grid. Throws Error (bad_call) for a tile
/// outside the grid or a zoom that is not served.
[[nodiscard]] std::string build_tile(std::span<const TileLayer> layers, spatial::TileId tile, spatial::TileGrid grid);

} // namespace jingwei::tiles
