#pragma once

#include "spatial/tile_plane.hpp"
#include "tiles/grid_source.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

/// Which units are drawn as one where a level is drawn at zooms that are too coarse for it, as when it is the only one.
namespace jingwei::tiles {

/// A tile has the label points of at most this many units of a theme; with more, units are gathered. So many take some 100 kB
/// when they are gzipped.
constexpr std::size_t most_units = 3000;

/// By unit: the unit that draws its ground; no_label where it has none to draw.
using DrawnBy = std::vector<spatial::Label>;

/// The deepest unit at or above `level` that holds a unit's ground; where there is none, the topmost above it.
[[nodiscard]] spatial::Label drawn_unit(const std::vector<SourceUnit> &units, spatial::Label unit, std::uint16_t level);

/// Every unit's ground drawn by the deepest unit at or above a level.
[[nodiscard]] DrawnBy drawn_at_level(const GridSource &source, std::uint16_t level);

/// The same, with units of the level that have one parent and whose label points lie in one square drawn by the first of them.
/// The squares are a 32nd of the side of the zoom's tiles, or larger ones by doubling, until no tile of the zoom has too many.
/// Units of other levels, as what is left of one whose children are drawn, stay as they are. O(units).
[[nodiscard]] DrawnBy gathered(const GridSource &source, std::uint16_t level, int zoom, const spatial::TilePlane &plane);

/// The most label points of drawn units that one tile of a zoom has.
[[nodiscard]] std::size_t busiest_tile(const GridSource &source, const DrawnBy &drawn, int zoom,
                                       const spatial::TilePlane &plane);

} // namespace jingwei::tiles
