#pragma once

#include "spatial/sided_line.hpp"
#include "spatial/tile_grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

/// Which tiles a change touches: the exact dirty sets that revisions of tiles come from.
namespace jingwei::tiles {

/// Tiles of one zoom, ascending, each once; or every tile of it, where listing them is worth less than it costs.
struct DirtyTiles {
    bool all = false;
    std::vector<spatial::TileId> tiles;

    [[nodiscard]] bool contains(spatial::TileId tile) const;
    [[nodiscard]] bool empty() const { return !all && tiles.empty(); }
};

/// More tiles of one zoom than this are not listed.
constexpr std::size_t most_dirty_tiles = 100'000;

/// A line of a drawn map, in tile positions, and numbers that stand for what tiles say of the ground on its two sides. Ground
/// that no tile shows is 0.
using SidedLine = spatial::SidedLine<spatial::TilePosition, std::uint64_t>;

/// Where two maps differ, each given by all the lines that bound its ground: the tiles that a segment meets which only one of
/// the maps has, or which has other sides there; `buffer` 4096ths around a tile belong to it. Up to max_built_zoom lines are
/// compared as drawn, rounded to the units of the zoom's tiles; beyond it every position counts. O(points + tiles).
[[nodiscard]] DirtyTiles tiles_of_changed_lines(std::span<const SidedLine> before, std::span<const SidedLine> after, int zoom,
                                                int buffer);

/// The same, and the tiles between, which no such segment meets but whose ground has become another's.
[[nodiscard]] DirtyTiles tiles_of_changed_ground(std::span<const SidedLine> before, std::span<const SidedLine> after, int zoom,
                                                 int buffer);

/// A mark that one tile a zoom owns: its place, and a number for all that the tile says of it.
struct MarkedPlace {
    spatial::TilePosition position;
    std::uint64_t content = 0;
    friend auto operator<=>(const MarkedPlace &, const MarkedPlace &) = default;
};

/// The tiles that own a mark which only one of the two sets has.
[[nodiscard]] DirtyTiles tiles_of_changed_marks(std::vector<MarkedPlace> before, std::vector<MarkedPlace> after, int zoom);

/// The tile of a zoom that owns a position.
[[nodiscard]] spatial::TileId owning_tile(spatial::TilePosition position, int zoom);

} // namespace jingwei::tiles
