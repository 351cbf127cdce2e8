#pragma once

#include "spatial/chain_grid.hpp"

namespace jingwei::spatial {

/// Where arcs meet as they must not, and what lies around each component of them: by cells, or by a sweep where those would
/// be crowded, so that no input takes quadratic time. Immutable; points and arcs must outlive it.
class ArcSearch {
  public:
    ArcSearch(std::span<const LatticePoint> points, std::span<const Arc> arcs);

    /// Where two segments share more than a node of both their arcs, or a joint of one; sorted, about `limit` at most. Where
    /// arcs are crowded, one place for lines that cross, and all points that are shared. Exact.
    [[nodiscard]] std::vector<ChainGrid::Meeting> wrong_meetings(std::size_t limit) const;

    /// `surrounding_cycles` of the graph of the same arcs, which must not meet wrongly.
    [[nodiscard]] std::vector<std::uint32_t> surroundings(const ArcGraph &graph) const;

    [[nodiscard]] bool is_sweeping() const { return m_chains.is_crowded(); }
    /// Pairs that are compared to find what meets wrongly: the work, whatever the machine.
    [[nodiscard]] std::size_t candidates() const { return m_chains.is_crowded() ? m_compared : m_chains.pair_count(); }

  private:
    void sweep_over_all();

    std::span<const LatticePoint> m_points;
    std::span<const Arc> m_arcs;
    ChainGrid m_chains;
    // where the chains are crowded:
    std::vector<Segment> m_segments;
    std::vector<std::uint32_t> m_arc_of;
    std::optional<ChainGrid::Meeting> m_crossing;
    std::size_t m_compared = 0;
};

} // namespace jingwei::spatial
