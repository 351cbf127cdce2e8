#pragma once

#include "spatial/box_meeting.hpp"

#include <vector>

namespace jingwei::spatial {

/// A packed tree of boxes over segments in Morton order. Unlike SegmentGrid its cost does not depend on how evenly the
/// segments lie. Immutable; keeps its own boxes.
class SegmentTree {
  public:
    SegmentTree() = default;
    explicit SegmentTree(std::span<const Segment> segments);

    /// Calls visit(i) for each segment whose box meets `box`.
    template <class Visit> void for_each_near(const LatticeBox &box, Visit &&visit) const {
        if (!m_levels.empty()) {
            visit_near(m_levels.size() - 1, 0, box, visit);
        }
    }

    /// Whether any segment's box meets `box`.
    [[nodiscard]] bool has_near(const LatticeBox &box) const {
        return !m_levels.empty() && has_near(m_levels.size() - 1, 0, box);
    }

    /// Calls visit(i) for each segment whose box comes within a unit of `s`, in x and in y: of a long slanting line far fewer
    /// than meet its box.
    template <class Visit> void for_each_along(const Segment &s, Visit &&visit) const {
        if (!m_levels.empty()) {
            visit_along(m_levels.size() - 1, 0, s, visit);
        }
    }

    /// Calls visit(i, j) once for each pair of segments whose boxes meet; i lies before j in the tree. After those of each i,
    /// `go_on()` says whether to.
    template <class Visit, class GoOn> void for_each_pair(Visit &&visit, GoOn &&go_on) const {
        for (std::size_t at = 0; at < m_order.size() && go_on(); ++at) {
            visit_later(m_levels.size() - 1, 0, at, visit);
        }
    }

  private:
    static constexpr std::size_t fan_out = 8;

    template <class Visit> void visit_near(std::size_t level, std::size_t node, const LatticeBox &box, Visit &visit) const {
        if (!m_levels[level][node].intersects(box)) {
            return;
        }
        if (level == 0) {
            visit(m_order[node]);
            return;
        }
        const auto end = std::min((node + 1) * fan_out, m_levels[level - 1].size());
        for (auto child = node * fan_out; child < end; ++child) {
            visit_near(level - 1, child, box, visit);
        }
    }

    [[nodiscard]] bool has_near(std::size_t level, std::size_t node, const LatticeBox &box) const {
        if (level == 0 || !m_levels[level][node].intersects(box)) {
            return m_levels[level][node].intersects(box);
        }
        const auto end = std::min((node + 1) * fan_out, m_levels[level - 1].size());
        for (auto child = node * fan_out; child < end; ++child) {
            if (has_near(level - 1, child, box)) {
                return true;
            }
        }
        return false;
    }

    template <class Visit> void visit_along(std::size_t level, std::size_t node, const Segment &s, Visit &visit) const {
        const auto &box = m_levels[level][node];
        if (!segment_meets(s, {box.min_x - 1, box.min_y - 1, box.max_x + 1, box.max_y + 1})) {
            return;
        }
        if (level == 0) {
            visit(m_order[node]);
            return;
        }
        const auto end = std::min((node + 1) * fan_out, m_levels[level - 1].size());
        for (auto child = node * fan_out; child < end; ++child) {
            visit_along(level - 1, child, s, visit);
        }
    }

    /// Below `node`, the segments after place `at` whose boxes meet that of the segment there.
    template <class Visit> void visit_later(std::size_t level, std::size_t node, std::size_t at, Visit &visit) const {
        if (!m_levels[level][node].intersects(m_levels[0][at])) {
            return;
        }
        if (level == 0) {
            visit(m_order[at], m_order[node]);
            return;
        }
        const auto end = std::min((node + 1) * fan_out, m_levels[level - 1].size());
        for (auto child = std::max(node * fan_out, (at + 1) >> (3 * (level - 1))); child < end; ++child) {
            visit_later(level - 1, child, at, visit);
        }
    }

    std::vector<std::vector<LatticeBox>> m_levels; ///< [0] the boxes in Morton order, each next level their parents
    std::vector<std::uint32_t> m_order;
};

} // namespace jingwei::spatial
