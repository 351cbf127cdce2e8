#pragma once

#include "spatial/thinning.hpp"

namespace jingwei::spatial {

/// Points that go when they went before, whatever lies around them: of the arcs that are not thinned but only stand beside
/// those that are.
struct Replay {
    std::vector<bool> arcs;                          ///< by arc: whether its points go so; empty = none
    std::span<const std::uint8_t> from_zoom, rounds; ///< by point; of other arcs no matter
};

/// Points so many positions outside of the piece of border that a point is taken from are in its way too: what rounding to
/// positions put on the other side of it, it would leave farther behind with every point taken.
constexpr std::uint32_t thinning_margin = 2;

/// As thin_borders, where some arcs are replayed. Rings with a replayed arc alone may be left out of `rings`.
[[nodiscard]] Thinning thin_beside(std::span<const TilePosition> positions, std::span<const Arc> arcs, const DrawnRings &rings,
                                   const Replay &replay);

} // namespace jingwei::spatial
