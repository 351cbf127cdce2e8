#pragma once

#include "spatial/lattice.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
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

/// Angular order of the directions (ax, ay) and (bx, by), counter-clockwise from due east. Exact up to 2^31 units.
[[nodiscard]] bool turns_before(std::int64_t ax, std::int64_t ay, std::int64_t bx, std::int64_t by);

/// A segment from its lower end to its upper.
struct Upward {
    LatticePoint low, high;
    explicit Upward(const Segment &s) : low(s.a.y < s.b.y ? s.a : s.b), high(s.a.y < s.b.y ? s.b : s.a) {}
    /// Whether it crosses the height just above y.
    [[nodiscard]] bool crosses_above(std::int32_t y) const { return low.y <= y && y < high.y; }
};

/// Whether s meets the height just above y farther east than t; both cross it. Exact.
[[nodiscard]] bool is_east_of(const Upward &s, const Upward &t, std::int32_t y);

/// Looks for the segment that a walk to the west, just above p, meets first. Segments are offered in any order.
class WestSearch {
  public:
    /// `or_on`: a segment that p lies on counts as west of it.
    WestSearch(LatticePoint p, bool or_on) : m_p(p), m_least_turn(or_on ? 1 : 0) {}
    /// Whether the segment is met, and before all that were offered so far.
    [[nodiscard]] bool offer(const Segment &segment) {
        const Upward s(segment);
        if (!s.crosses_above(m_p.y) || cross(s.low, s.high, m_p) >= m_least_turn ||
            (m_best && !is_east_of(s, *m_best, m_p.y))) {
            return false;
        }
        m_best = s;
        return true;
    }
    /// Whether nothing west of x can be met before the best.
    [[nodiscard]] bool is_settled(std::int64_t x) const {
        return m_best && x <= INT32_MAX && cross(m_best->low, m_best->high, {static_cast<std::int32_t>(x), m_p.y}) > 0;
    }

  private:
    LatticePoint m_p;
    std::int64_t m_least_turn;
    std::optional<Upward> m_best;
};

/// The columns or the rows of a SegmentGrid: all of one width, or crowded where the segments are.
class GridAxis {
  public:
    GridAxis() = default;
    GridAxis(std::int64_t low, std::int64_t high, std::int64_t width)
        : m_low(low), m_width(width), m_count(static_cast<std::size_t>((high - low) / width) + 1) {}
    /// About `count` parts with equally many of the places in each.
    GridAxis(std::vector<std::int32_t> places, std::size_t count);

    [[nodiscard]] std::size_t count() const { return m_count; }
    /// The part that holds a place between the first and the last.
    [[nodiscard]] std::size_t part_of(std::int64_t place) const {
        if (m_starts.empty()) {
            return static_cast<std::size_t>((place - m_low) / m_width);
        }
        return static_cast<std::size_t>(std::upper_bound(m_starts.begin() + 1, m_starts.end(), place) - m_starts.begin()) - 1;
    }
    [[nodiscard]] std::int64_t start_of(std::size_t part) const {
        return m_starts.empty() ? m_low + static_cast<std::int64_t>(part) * m_width : m_starts[part];
    }
    [[nodiscard]] std::int64_t end_of(std::size_t part) const {
        return m_starts.empty() || part + 1 < m_count ? start_of(part + 1) : m_end;
    }

  private:
    std::int64_t m_low = 0;
    std::int64_t m_width = 1;
    std::size_t m_count = 0;
    std::vector<std::int64_t> m_starts; ///< empty when all parts are of one width
    std::int64_t m_end = 0;
};

/// A grid over segments with about one segment a cell: of equal cells, or, where those would leave most segments in few of
/// them, of columns and rows that are narrow where the segments are. Immutable; refers to the segments only while it is built.
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
            if (c == 0 || done(m_columns.start_of(c))) {
                return;
            }
        }
    }

    [[nodiscard]] std::size_t cell_count() const { return m_columns.count() * m_rows.count(); }
    /// How many pairs of segments have a cell in common, counted once a cell: the work of comparing all with all in it.
    [[nodiscard]] std::size_t pair_count() const;
    [[nodiscard]] std::span<const std::uint32_t> cell(std::size_t index) const {
        return std::span(m_cells).subspan(m_offsets[index], m_offsets[index + 1] - m_offsets[index]);
    }

  private:
    struct Cell {
        std::size_t column, row;
    };
    [[nodiscard]] Cell cell_of(std::int64_t x, std::int64_t y) const { return {m_columns.part_of(x), m_rows.part_of(y)}; }
    [[nodiscard]] std::span<const std::uint32_t> cell(std::size_t column, std::size_t row) const {
        return cell(row * m_columns.count() + column);
    }
    template <class Visit> void for_each_cell_of(const Segment &s, Visit &&visit) const;

    void fill(std::span<const Segment> segments);

    LatticeBox m_bounds;
    GridAxis m_columns;
    GridAxis m_rows;
    std::vector<std::uint32_t> m_offsets;
    std::vector<std::uint32_t> m_cells;
};

} // namespace jingwei::spatial
