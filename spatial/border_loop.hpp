#pragma once

#include "spatial/coverage.hpp"
#include "spatial/polygon.hpp"

#include <functional>

namespace jingwei::spatial {

/// Whose ground lies across the border of a gap that runs from one point to the next with the gap on its left.
using AcrossBorder = std::function<Label(LatticePoint from, LatticePoint to)>;

/// The border of a gap as one closed walk with the gap on its left; its holes are joined by bridges, walked in both directions.
struct BorderLoop {
    Ring points;
    std::vector<Label> across; ///< of the edge that leaves each corner; no_label for a bridge
    std::size_t looked_at = 0; ///< corners and edges, to find the bridges: the work, whatever the machine

    [[nodiscard]] std::size_t size() const { return points.size(); }
    [[nodiscard]] std::size_t before(std::size_t i) const { return i == 0 ? size() - 1 : i - 1; }
    [[nodiscard]] std::size_t after(std::size_t i) const { return i + 1 == size() ? 0 : i + 1; }
};

/// The rings of a gap must not cross. Each hole is joined to the nearest corner that sees it; O(n log n) where that is one of
/// the nearest few, which is nearly always.
[[nodiscard]] BorderLoop border_loop(const Polygon &gap, const AcrossBorder &across);

} // namespace jingwei::spatial
