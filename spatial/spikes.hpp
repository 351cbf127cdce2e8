#pragma once

#include "spatial/polygon.hpp"

namespace jingwei::spatial {

/// How far rounding may be closed, in lattice units: docs/adr/0002.
constexpr std::int64_t noding_reach = 2;

/// Takes the spikes out of a ring: places where it runs out and straight back, which cover no ground. `tips` receives those
/// longer than rounding explains.
[[nodiscard]] Ring without_spikes(const Ring &ring, std::vector<LatticePoint> &tips);

/// The small loops that a ring closes at the tip of a spike. Their ground is not the ring's by winding nor by parity, but
/// programs that merge the doubled lines of the spike first take it as the ring's.
[[nodiscard]] std::vector<Ring> loops_at_spikes(const Ring &ring);

} // namespace jingwei::spatial
