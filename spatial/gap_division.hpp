#pragma once

#include "spatial/gap_border.hpp"

namespace jingwei::spatial {

/// The lines that divide a gap among its neighbours.
struct DividingLines {
    std::vector<Segment> lines{}; ///< empty when one neighbour holds all of the border
    int diagrams = 0;             ///< how many it took
    std::size_t faults = 0;       ///< of the best one: pieces that are not drawn, as they would lie wrong, and loose ends
};

/// Divides a gap so that each place goes to the neighbour whose border is nearest to it: by the Voronoi diagram of the
/// border's sides. What is equally near to two because a corner of both is nearest is halved. Exact but for rounding to the
/// lattice (less than a unit) and for curves, which become chords half a unit off at most: where the gap is a few units wide
/// lines may touch or cross its border, so they have to be noded with it. O(n log n) for n sides, and as many steps as curves
/// are long in square roots of units.
[[nodiscard]] DividingLines dividing_lines(const GapBorder &border);

} // namespace jingwei::spatial
