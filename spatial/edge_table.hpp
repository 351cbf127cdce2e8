#pragma once

#include "spatial/coverage.hpp"

namespace jingwei::spatial {

/// A ring over numbered points, interior on its left, without the repeated last point.
struct NodedRing {
    Label label = no_label;
    std::uint32_t polygon = 0; ///< which polygon of the input it came from; its outer ring comes before its holes
    std::vector<std::uint32_t> vertices;
    bool is_hole = false;
};

/// An edge of a ring, seen from its end with the smaller number.
struct RingEdge {
    std::uint32_t high = 0; ///< its other end
    Label label = no_label;
    std::uint32_t place = 0; ///< twice the number of edges before it in all rings; odd when it runs from `high`

    [[nodiscard]] bool forward() const { return (place & 1U) == 0; }
};

/// All edges of some rings by their ends: what lies between the same two points stands together. O(n) for edges that meet
/// few others in their ends, O(n log n) always.
class EdgeTable {
  public:
    EdgeTable() = default;
    EdgeTable(std::size_t point_count, std::span<const NodedRing> rings);

    [[nodiscard]] std::size_t size() const { return m_edges.size(); }

    /// Calls visit(low, edges) for each pair of points with edges between them, by rising numbers: those that run backwards
    /// first, then by label.
    template <class Visit> void for_each_pair(Visit &&visit) const {
        for (std::uint32_t low = 0; low + 1 < m_offsets.size(); ++low) {
            for (auto i = m_offsets[low]; i < m_offsets[low + 1];) {
                auto end = i + 1;
                while (end < m_offsets[low + 1] && m_edges[end].high == m_edges[i].high) {
                    ++end;
                }
                visit(low, std::span(m_edges).subspan(i, end - i));
                i = end;
            }
        }
    }

  private:
    std::vector<std::uint32_t> m_offsets; ///< by the smaller end
    std::vector<RingEdge> m_edges;
};

} // namespace jingwei::spatial
