#pragma once

#include "spatial/lattice.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// A straight piece of a border between two lattice points.
struct Segment {
    LatticePoint a;
    LatticePoint b;
};

[[nodiscard]] constexpr LatticeBox bounds(const Segment &s) {
    LatticeBox box;
    box.add(s.a);
    box.add(s.b);
    return box;
}

[[nodiscard]] constexpr std::int64_t distance_squared(LatticePoint p, LatticePoint q) {
    const std::int64_t dx = std::int64_t{p.x} - q.x;
    const std::int64_t dy = std::int64_t{p.y} - q.y;
    return dx * dx + dy * dy;
}

/// Whether p lies on the closed segment. Exact.
[[nodiscard]] bool is_on(LatticePoint p, const Segment &s);

/// Whether the distance from p to the closed segment is at most `limit` lattice units. Exact.
[[nodiscard]] bool is_within(LatticePoint p, const Segment &s, std::int64_t limit);

/// Whether two different segments share more than a common end: they cross, an end of one lies inside the other, or they
/// run over each other. Exact.
[[nodiscard]] bool meet_improperly(const Segment &s, const Segment &t);

/// Where two segments that meet improperly do so, to the nearest lattice point: for reports only.
[[nodiscard]] LatticePoint meeting_point(const Segment &s, const Segment &t);

/// A uniform grid over segments with about one segment a cell. Immutable; refers to the segments only while it is built.
class SegmentGrid {
  public:
    explicit SegmentGrid(std::span<const Segment> segments);

    /// Calls visit(index) for each segment that has a cell in common with the box; an index may come several times.
    template <class Visit> void for_each_near(const LatticeBox &box, Visit &&visit) const {
        if (m_cells.empty() || !m_bounds.intersects(box)) {
            return;
        }
        const auto [c0, r0] = cell_of(std::max(box.min_x, m_bounds.min_x), std::max(box.min_y, m_bounds.min_y));
        const auto [c1, r1] = cell_of(std::min(box.max_x, m_bounds.max_x), std::min(box.max_y, m_bounds.max_y));
        for (std::size_t r = r0; r <= r1; ++r) {
            for (std::size_t c = c0; c <= c1; ++c) {
                for (const auto index : cell(c, r)) {
                    visit(index);
                }
            }
        }
    }

    /// Calls visit(index) for the segments of the cells from p's cell to the west, cell by cell; after each cell asks
    /// `done(west_x)` whether anything west of that x can still matter, and stops when it cannot.
    template <class Visit, class Done> void walk_west(LatticePoint p, Visit &&visit, Done &&done) const {
        if (m_cells.empty() || p.y < m_bounds.min_y || p.y > m_bounds.max_y || p.x < m_bounds.min_x) {
            return;
        }
        auto [c, r] = cell_of(std::min(p.x, m_bounds.max_x), p.y);
        for (;; --c) {
            for (const auto index : cell(c, r)) {
                visit(index);
            }
            if (c == 0 || done(m_bounds.min_x + static_cast<std::int64_t>(c) * m_cell_width)) {
                return;
            }
        }
    }

    [[nodiscard]] std::size_t cell_count() const { return m_columns * m_rows; }
    [[nodiscard]] std::span<const std::uint32_t> cell(std::size_t index) const {
        return std::span(m_cells).subspan(m_offsets[index], m_offsets[index + 1] - m_offsets[index]);
    }

  private:
    struct Cell {
        std::size_t column, row;
    };
    [[nodiscard]] Cell cell_of(std::int64_t x, std::int64_t y) const {
        return {static_cast<std::size_t>((x - m_bounds.min_x) / m_cell_width),
                static_cast<std::size_t>((y - m_bounds.min_y) / m_cell_height)};
    }
    [[nodiscard]] std::span<const std::uint32_t> cell(std::size_t column, std::size_t row) const {
        return cell(row * m_columns + column);
    }
    template <class Visit> void for_each_cell_of(const Segment &s, Visit &&visit) const;

    LatticeBox m_bounds;
    std::int64_t m_cell_width = 1;
    std::int64_t m_cell_height = 1;
    std::size_t m_columns = 0;
    std::size_t m_rows = 0;
    std::vector<std::uint32_t> m_offsets;
    std::vector<std::uint32_t> m_cells;
};

} // namespace jingwei::spatial
