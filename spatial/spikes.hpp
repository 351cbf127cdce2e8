#pragma once

#include "spatial/polygon.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// How far rounding may be closed, in lattice units: docs/adr/0002.
constexpr std::int64_t noding_reach = 2;

/// Takes the spikes out of a ring: places where it runs out and straight back, which cover no ground. `tips` receives those
/// longer than rounding explains.
[[nodiscard]] Ring without_spikes(const Ring &ring, std::vector<LatticePoint> &tips);

/// Where the vertices of a ring run forth to a tip and back over the same vertices to the foot.
struct Fold {
    std::uint32_t tip = 0, foot = 0;
};

/// The ring, as numbers of its vertices, without its folds, which it adds to `folds`; fewer than three vertices where the ring
/// is nothing else. O(n).
[[nodiscard]] std::vector<std::uint32_t> without_folds(std::span<const std::uint32_t> ring, std::vector<Fold> &folds);

/// The small loops that a ring closes at the tip of a spike. Their ground is not the ring's by winding nor by parity, but
/// programs that merge the doubled lines of the spike first take it as the ring's.
[[nodiscard]] std::vector<Ring> loops_at_spikes(const Ring &ring);

} // namespace jingwei::spatial
