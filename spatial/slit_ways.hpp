#pragma once

#include "spatial/coverage.hpp"
#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// Ways across the outside that may be the mouth of a slit, and the work it was to find them.
struct SlitWays {
    std::vector<Segment> ways; ///< from a corner of the outer border to the border opposite, or three units beyond it
    std::size_t steps = 0;
};

/// For each corner of the outer border the straight way to the nearest place of another unit's outer border, where that is
/// nearer than `widest_um` micrometres and the border between the two is longer than eight times the way, or not the same.
[[nodiscard]] SlitWays find_slit_ways(const Coverage &coverage, std::int64_t widest_um);

/// Of a line that is not much longer than some kilometres, in whole micrometres at its own latitude.
[[nodiscard]] std::int64_t length_um(std::span<const LatticePoint> line);

/// So much border, in mouths' widths, is beside a slit.
constexpr std::int64_t slit_border_ratio = 8;

} // namespace jingwei::spatial
