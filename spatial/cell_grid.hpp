#pragma once

#include "spatial/segment.hpp"

#include <cmath>

namespace jingwei::spatial {

/// How a box is cut into equal cells. What lies outside the box belongs to the nearest cell of its rim, so that a grid stays
/// right, if not fast, when things grow beyond it.
class CellGrid {
  public:
    struct Range {
        std::size_t first_column, first_row, last_column, last_row;
        [[nodiscard]] std::size_t cells() const { return (last_column - first_column + 1) * (last_row - first_row + 1); }
    };

    CellGrid() = default;
    /// About `wanted` cells, at most 2^14 a side.
    CellGrid(const LatticeBox &box, std::size_t wanted);

    [[nodiscard]] const LatticeBox &box() const { return m_box; }
    [[nodiscard]] std::size_t cell_count() const { return m_columns * m_rows; }
    [[nodiscard]] std::size_t column(std::int64_t x) const { return step(x - m_box.min_x, m_width, m_columns); }
    [[nodiscard]] std::size_t row(std::int64_t y) const { return step(y - m_box.min_y, m_height, m_rows); }
    [[nodiscard]] std::size_t cell(std::size_t column, std::size_t row) const { return row * m_columns + column; }
    [[nodiscard]] std::size_t cell_of(LatticePoint p) const { return cell(column(p.x), row(p.y)); }
    /// The x of the western side of a column that is not the first.
    [[nodiscard]] std::int64_t west_of(std::size_t column) const {
        return m_box.min_x + static_cast<std::int64_t>(column) * m_width;
    }
    [[nodiscard]] Range range(const LatticeBox &box) const {
        return {column(box.min_x), row(box.min_y), column(box.max_x), row(box.max_y)};
    }

    template <class Visit> void for_each_cell(const Range &range, Visit &&visit) const {
        for (auto r = range.first_row; r <= range.last_row; ++r) {
            for (auto c = range.first_column; c <= range.last_column; ++c) {
                visit(cell(c, r));
            }
        }
    }

    /// The cells that a segment passes, and now and then one beside it.
    template <class Visit> void for_each_cell(const Segment &s, Visit &&visit) const {
        const auto box = bounds(s);
        const auto all = range(box);
        if (all.first_column == all.last_column || all.first_row == all.last_row) {
            for_each_cell(all, visit);
            return;
        }
        const Segment east = s.a.x <= s.b.x ? s : Segment{s.b, s.a};
        const double slope =
            static_cast<double>(std::int64_t{east.b.y} - east.a.y) / static_cast<double>(std::int64_t{east.b.x} - east.a.x);
        const auto y_at = [&](std::int64_t x) {
            return static_cast<double>(east.a.y) +
                   slope * static_cast<double>(std::clamp<std::int64_t>(x, east.a.x, east.b.x) - east.a.x);
        };
        for (auto c = all.first_column; c <= all.last_column; ++c) {
            const double y0 = y_at(c == 0 ? INT32_MIN : west_of(c));
            const double y1 = y_at(c + 1 == m_columns ? INT32_MAX : west_of(c + 1));
            // one unit of margin makes the double arithmetic conservative
            const auto low = static_cast<std::int64_t>(std::floor(std::min(y0, y1))) - 1;
            const auto high = static_cast<std::int64_t>(std::ceil(std::max(y0, y1))) + 1;
            const auto last = row(std::min<std::int64_t>(high, box.max_y));
            for (auto r = row(std::max<std::int64_t>(low, box.min_y)); r <= last; ++r) {
                visit(cell(c, r));
            }
        }
    }

  private:
    static std::size_t step(std::int64_t from, std::int64_t size, std::size_t count) {
        return from <= 0 ? 0 : std::min(static_cast<std::size_t>(from / size), count - 1);
    }

    LatticeBox m_box{0, 0, 0, 0};
    std::int64_t m_width = 1;
    std::int64_t m_height = 1;
    std::size_t m_columns = 1;
    std::size_t m_rows = 1;
};

} // namespace jingwei::spatial
