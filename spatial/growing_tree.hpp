#pragma once

#include "spatial/segment_tree.hpp"

namespace jingwei::spatial {

/// Segments that come one by one, in trees of twice as many each: O(log² n) to add one, over all, and to ask.
class GrowingTree {
  public:
    void add(const Segment &segment) {
        std::vector<Segment> carried{segment};
        std::size_t size = 0;
        for (; size < m_parts.size() && !m_parts[size].empty(); ++size) {
            carried.insert(carried.end(), m_parts[size].begin(), m_parts[size].end());
            m_parts[size].clear();
            m_trees[size] = {};
        }
        if (size == m_parts.size()) {
            m_parts.emplace_back();
            m_trees.emplace_back();
        }
        m_trees[size] = SegmentTree(carried);
        m_parts[size] = std::move(carried);
    }

    /// Calls visit(segment) for each whose box meets `box`.
    template <class Visit> void for_each_near(const LatticeBox &box, Visit &&visit) const {
        for (std::size_t size = 0; size < m_parts.size(); ++size) {
            m_trees[size].for_each_near(box, [&](std::uint32_t i) { visit(m_parts[size][i]); });
        }
    }

  private:
    std::vector<std::vector<Segment>> m_parts; ///< 2^i segments, or none
    std::vector<SegmentTree> m_trees;          ///< over each part
};

} // namespace jingwei::spatial
