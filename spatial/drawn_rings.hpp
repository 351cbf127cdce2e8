#pragma once

#include "spatial/simplify.hpp"

namespace jingwei::spatial {

/// Borders on the lattice, before they are projected: arcs joined through the nodes where only two groups meet.
/// `left` and `right` of the arcs are groups.
struct DrawnBorders {
    std::vector<LatticePoint> points;
    std::vector<Arc> arcs;
};

/// Dissolves the borders inside groups and joins what is left; O(n log n). Stable for the same input.
[[nodiscard]] DrawnBorders join_borders(const Coverage &coverage, std::span<const Label> group_of_label);

/// The rings of every group, by group; `first_rings` has one more entry than groups.
struct DrawnRings {
    std::vector<ArcUse> uses;
    std::vector<DrawnRing> rings;
    std::vector<std::uint32_t> first_rings;
};

/// Walks the borders into rings that touch themselves nowhere, outer rings first, each followed by its holes. Exact.
[[nodiscard]] DrawnRings assemble_rings(const DrawnBorders &borders, std::size_t group_count);

} // namespace jingwei::spatial
