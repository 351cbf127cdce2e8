#pragma once

#include "spatial/segment.hpp"

#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace jingwei::spatial {

/// What a sweep over segments finds.
struct SweepFindings {
    std::optional<std::pair<std::uint32_t, std::uint32_t>> meeting; ///< two segments that meet improperly, or are the same
    /// By place asked for: the first segment below it, where a way straight down is turned by next to nothing to the west.
    /// As far as the sweep came before it stopped at a meeting.
    std::vector<std::optional<std::uint32_t>> below;
    std::size_t comparisons = 0; ///< of a segment with a segment or a place: the work, whatever the machine
};

/// Sweeps over segments from west to east and keeps them in their order along the sweep line (Shamos and Hoey, "Geometric
/// intersection problems", 1976). O(n log n) for any segments: however many start at one point, cross the same ground or lie
/// beside each other. No segment is a mere point. `asked` ascends; no segment ends in a place asked for. Exact: a segment that
/// rises straight up counts as leaning to the east.
[[nodiscard]] SweepFindings sweep(std::span<const Segment> segments, std::span<const LatticePoint> asked);

} // namespace jingwei::spatial
