#pragma once

#include "spatial/drawn_rings.hpp"

namespace jingwei::spatial {

/// From which zoom on each point of the borders is drawn.
struct Thinning {
    std::vector<std::uint8_t> from_zoom; ///< by point; 0 for nodes, at most LevelCoverage::full_zoom
    std::vector<std::uint8_t> rounds;    ///< by point: in which round of the zoom below it was taken away
    std::size_t kept_for_others = 0;     ///< points that some zoom draws only because taking them away would cross a border
    std::size_t kept_for_ground = 0;     ///< or would take too much of a ring's ground
    std::size_t examined = 0;            ///< boxes and points that the searches looked at: the work, whatever the machine
};

/// Thins borders zoom by zoom, from the finest down, so that a point of one zoom is a point of the next. At each zoom the
/// points that Douglas and Peucker would leave out (within half a pixel: 4 of the 4096 units of a tile's side) are taken
/// away one after another, each only when
/// - no other point lies in the triangle that the border sweeps over, and no border runs straight between the same two
///   places already: so a border that crossed nothing crosses nothing afterwards, touches nothing new, and keeps its
///   place around each node;
/// - none lies within two positions of the piece that goes, outside of the triangle: there it may have come by rounding,
///   and would be left farther behind;
/// - a closed border keeps three places;
/// - each ring of a pixel or more of ground keeps half of its ground.
/// What stays for these reasons is tried again at the next zoom. A border keeps within half a pixel of where it was, beside
/// points that had to stay within one. The idea of the swept triangle: de Berg, van Kreveld, Schirra, "Topologically correct
/// subdivision simplification using the bandwidth criterion", 1998. Exact where it decides about crossing. `positions` are
/// the borders' points, projected. O(n log n) for borders as they are drawn. Stable for the same input.
[[nodiscard]] Thinning thin_borders(std::span<const TilePosition> positions, std::span<const Arc> arcs,
                                    const DrawnRings &rings);

/// Borders as they were thinned.
struct ThinnedBorders {
    std::span<const TilePosition> positions;
    std::span<const Arc> arcs;
    std::span<const ArcUse> uses;
    std::span<const DrawnRing> rings;
    std::span<const std::uint8_t> from_zoom, rounds;
};

/// The same as thin_borders, from borders most of which were thinned before and come in the same order: only those are thinned
/// anew that changed, that lie beside such ones or bound one ring with them, and so on while points of theirs go at another
/// time than they did. Of the counts none is told but what was examined. Costs a look at each point.
[[nodiscard]] Thinning thin_borders_after(const ThinnedBorders &before, std::span<const TilePosition> positions,
                                          std::span<const Arc> arcs, const DrawnRings &rings);

} // namespace jingwei::spatial
