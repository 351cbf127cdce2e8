#pragma once

#include "spatial/arc_line.hpp"
#include "spatial/cell_grid.hpp"

#include <cstdint>

namespace jingwei::spatial {

/// Finds the chains of lines near a place, and is kept up to date line by line: a uniform grid whose cells list chains.
/// Adding or removing a line costs its chains, not the number of lines. Reading is thread-safe.
class LineIndex {
  public:
    LineIndex() = default;
    /// An empty index whose cells suit about `chains` chains within the box.
    LineIndex(const LatticeBox &box, std::size_t chains);

    void insert(std::uint32_t arc, const ArcLine &line);
    void erase(std::uint32_t arc, const ArcLine &line);

    [[nodiscard]] std::size_t chain_count() const { return m_chains; }
    /// Whether it holds so much more than it was cut for, or so far from there, that it should be built anew.
    [[nodiscard]] bool outgrown() const { return m_chains > m_intended * 4 + min_chains; }
    [[nodiscard]] std::size_t bytes() const {
        return m_heads.capacity() * sizeof(std::uint32_t) + m_entries.capacity() * sizeof(Entry);
    }
    [[nodiscard]] const CellGrid &grid() const { return m_grid; }

    /// Calls visit(arc, chain) for every chain that may come near the box; some come several times.
    template <class Visit> void for_each_near(const LatticeBox &box, Visit &&visit) const {
        m_grid.for_each_cell(m_grid.range(box), [&](std::size_t cell) { visit_cell(cell, visit); });
    }

    /// Calls visit(arc, chain) for the chains level with p, cell by cell to the west; after each cell asks `done(west_x)`
    /// whether nothing west of that x can matter any more.
    template <class Visit, class Done> void walk_west(LatticePoint p, Visit &&visit, Done &&done) const {
        const auto row = m_grid.row(p.y);
        for (auto column = m_grid.column(p.x);; --column) {
            visit_cell(m_grid.cell(column, row), visit);
            if (column == 0 || done(m_grid.west_of(column))) {
                return;
            }
        }
    }

  private:
    static constexpr std::size_t min_chains = 64;
    static constexpr std::uint32_t none = UINT32_MAX;
    /// Chains that reach over more cells than this are listed segment by segment.
    static constexpr std::size_t roomy = 9;
    struct Entry {
        std::uint32_t arc, chain, next;
    };

    template <class Visit> void visit_cell(std::size_t cell, Visit &visit) const {
        for (auto e = m_heads[cell]; e != none; e = m_entries[e].next) {
            visit(m_entries[e].arc, m_entries[e].chain);
        }
    }
    template <class Visit> void for_each_cell_of(const ArcLine &line, std::size_t chain, Visit &&visit) const;
    void put(std::size_t cell, std::uint32_t arc, std::uint32_t chain);
    void take(std::size_t cell, std::uint32_t arc, std::uint32_t chain);

    CellGrid m_grid;
    std::size_t m_intended = 0;
    std::size_t m_chains = 0;
    std::vector<std::uint32_t> m_heads = std::vector<std::uint32_t>(1, none);
    std::vector<Entry> m_entries;
    std::uint32_t m_free = none;
};

} // namespace jingwei::spatial
