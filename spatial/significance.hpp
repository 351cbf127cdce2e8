#pragma once

#include "spatial/tile_grid.hpp"

#include <span>
#include <vector>

namespace jingwei::spatial {

/// How far a line would move if it lost each of its points, after Douglas and Peucker.
struct Significance {
    std::vector<double> squared; ///< by point, in tile positions squared; infinite for points that must stay
    std::size_t measured = 0;    ///< distances measured: the work, whatever the machine
};

/// The tolerance (squared) from which on each point may be left out: never more than that of the points it hangs from, so that
/// what one tolerance keeps is among what a smaller one keeps, and what is left out lies within the tolerance of what is kept.
/// Ends stay; a closed line keeps three places. Where splitting at the farthest point leaves the halves too uneven for too
/// long, the middle is split instead, at the same tolerance: O(n log n) for any line. At least two points.
[[nodiscard]] Significance significance(std::span<const TilePosition> line);

} // namespace jingwei::spatial
