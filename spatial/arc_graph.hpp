#pragma once

#include "spatial/coverage.hpp"
#include "spatial/segment.hpp"

#include <functional>
#include <optional>

namespace jingwei::spatial {

/// An arc walked in one of its two directions: arc index * 2, plus 1 when against its points' order.
using HalfArc = std::uint32_t;

/// The cycles that half arcs form, each with its ground on the left: > 0 area for an outer outline, < 0 for the outside
/// of a connected component (a hole of whatever face surrounds it).
struct Cycle {
    HalfArc first = 0;
    __int128 doubled_area = 0;
    LatticePoint west; ///< the smallest point by (x, y)
};

/// The planar graph of a set of arcs: rotation around nodes, and the cycles. `left` and `right` of the arcs may be faces or
/// labels: it does not look at them. Points and arcs must outlive it.
class ArcGraph {
  public:
    ArcGraph(std::span<const LatticePoint> points, std::span<const Arc> arcs);

    [[nodiscard]] std::span<const Cycle> cycles() const { return m_cycles; }
    [[nodiscard]] std::uint32_t cycle_of(HalfArc h) const { return m_cycle_of[h]; }
    /// The half arc that continues with the same ground on its left.
    [[nodiscard]] HalfArc next(HalfArc h) const { return m_next[h]; }
    [[nodiscard]] std::uint32_t left(HalfArc h) const { return (h & 1U) == 0 ? m_arcs[h / 2].left : m_arcs[h / 2].right; }
    [[nodiscard]] LatticePoint origin(HalfArc h) const;
    /// Calls visit(point) for the points of a half arc in its direction, without its last point.
    template <class Visit> void for_each_point(HalfArc h, Visit &&visit) const {
        const auto &arc = m_arcs[h / 2];
        for (std::uint32_t i = 0; i + 1 < arc.point_count; ++i) {
            visit(m_points[(h & 1U) == 0 ? arc.first_point + i : arc.first_point + arc.point_count - 1 - i]);
        }
    }
    /// The points of a whole cycle, without the repeated first.
    [[nodiscard]] Ring ring(const Cycle &cycle) const;

    /// Calls visit(a, b) for each pair of half arcs that leave one node next to each other, b counter-clockwise after a:
    /// the ground between them is left of a and, seen from b, right of b.
    void for_each_sector(const std::function<void(HalfArc a, HalfArc b)> &visit) const;

  private:
    void sort_around_nodes();
    /// What an arc adds to the cycles that it is part of.
    struct Share {
        __int128 doubled_area = 0; ///< seen from the first point of all, in the order of its points
        LatticePoint west;         ///< its smallest point
    };
    void link();
    void trace_cycles();
    [[nodiscard]] std::vector<Share> shares_of_arcs() const;

    std::span<const LatticePoint> m_points;
    std::span<const Arc> m_arcs;
    std::vector<HalfArc> m_around; ///< half arcs by origin node, counter-clockwise within a node
    std::vector<std::uint32_t> m_node_offsets;
    std::vector<HalfArc> m_next;
    std::vector<std::uint32_t> m_cycle_of;
    std::vector<Cycle> m_cycles;
};

constexpr std::uint32_t no_cycle = UINT32_MAX;

/// The half arc whose left is the ground east of a segment of an arc that is not level: it runs down.
[[nodiscard]] inline HalfArc east_side(std::uint32_t arc, const Segment &s) {
    return arc * 2 + (s.a.y < s.b.y ? 1U : 0U);
}
/// The half arc with the ground just before a point on its left, where the point is the smallest of a component: met first on
/// a way from the point that crosses no other border. Nothing when there is none.
using MetBefore = std::function<std::optional<HalfArc>(LatticePoint)>;
/// For each cycle of negative area, the cycle that bounds the ground just outside it (its surroundings), or no_cycle where
/// that is the unbounded outside. Cycles of positive area answer themselves. Exact; needs segments that do not cross.
[[nodiscard]] std::vector<std::uint32_t> surrounding_cycles(const ArcGraph &graph, const MetBefore &met_before);

} // namespace jingwei::spatial
