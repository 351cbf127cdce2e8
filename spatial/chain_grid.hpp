#pragma once

#include "spatial/arc_graph.hpp"
#include "spatial/arc_line.hpp"
#include "spatial/cell_grid.hpp"

namespace jingwei::spatial {

/// The arcs of a coverage in chains of a few segments, listed by cells: finds where arcs meet as they must not. Immutable;
/// points and arcs must outlive it. O(n), because it gives up where chains crowd in few cells or lie across very many.
class ChainGrid {
  public:
    ChainGrid(std::span<const LatticePoint> points, std::span<const Arc> arcs);

    /// Whether it gave up: then it must be asked nothing else.
    [[nodiscard]] bool is_crowded() const { return m_is_crowded; }
    /// How many pairs of chains have a cell in common, counted once a cell: the work, whatever the machine.
    [[nodiscard]] std::size_t pair_count() const { return m_pairs; }

    struct Meeting {
        LatticePoint place; ///< exact for a shared point, else to the nearest lattice point
        std::uint32_t arc;
        friend auto operator<=>(const Meeting &, const Meeting &) = default;
    };
    /// Where two segments share more than a node of both their arcs, or a joint of one; each pair once, sorted, and no more
    /// than about `limit`. Exact.
    [[nodiscard]] std::vector<Meeting> wrong_meetings(std::size_t limit) const;

    /// The east side of the first segment strictly west of p, just above it.
    [[nodiscard]] std::optional<HalfArc> west_of(LatticePoint p) const;

  private:
    struct Chain {
        LatticeBox box;
        std::uint32_t arc;
        std::uint32_t first;    ///< its first point, among all points
        std::uint16_t segments; ///< at least one
        bool by_segment;        ///< listed in the cells of its segments, not of its box
    };
    static constexpr std::size_t roomy = 9;
    /// Cells that a chain is listed in, and pairs that it is part of, on average: more is crowded. Borders as they are drawn
    /// come to three and six.
    static constexpr std::size_t most_cells = 32;
    static constexpr std::size_t most_pairs = 64;

    template <class Visit> void for_each_cell_of(const Chain &chain, Visit &&visit) const;
    void cut_into_chains();
    [[nodiscard]] bool count_cells();
    [[nodiscard]] std::span<const std::uint32_t> chains_in(std::size_t cell) const {
        return std::span(m_listed).subspan(m_offsets[cell], m_offsets[cell + 1] - m_offsets[cell]);
    }
    [[nodiscard]] Segment segment(std::size_t point) const { return {m_points[point], m_points[point + 1]}; }
    [[nodiscard]] bool is_arc_end(const Arc &arc, std::size_t point, LatticePoint p) const;
    [[nodiscard]] bool meet_wrongly(const Chain &x, std::size_t i, const Chain &y, std::size_t j) const;
    void compare(const Chain &x, const Chain &y, std::vector<Meeting> &meetings) const;

    std::span<const LatticePoint> m_points;
    std::span<const Arc> m_arcs;
    CellGrid m_grid;
    std::vector<Chain> m_chains;
    std::vector<std::uint32_t> m_offsets;
    std::vector<std::uint32_t> m_listed;
    std::size_t m_pairs = 0;
    bool m_is_crowded = false;
};

} // namespace jingwei::spatial
