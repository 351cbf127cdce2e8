#pragma once

#include "spatial/thinning.hpp"

namespace jingwei::spatial {

/// Points that go when they went before, whatever lies around them: of the arcs that are not thinned but only stand beside
/// those that are.
struct Replay {
    std::vector<bool> arcs;                          ///< by arc: whether its points go so; empty = none
    std::span<const std::uint8_t> from_zoom, rounds; ///< by point; of other arcs no matter
};

/// As thin_borders, where some arcs are replayed. Rings with a replayed arc alone may be left out of `rings`.
[[nodiscard]] Thinning thin_beside(std::span<const TilePosition> positions, std::span<const Arc> arcs, const DrawnRings &rings,
                                   const Replay &replay);

} // namespace jingwei::spatial
