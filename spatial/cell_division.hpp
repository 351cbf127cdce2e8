#pragma once

#include "spatial/border_segments.hpp"

namespace jingwei::spatial {

/// Square cells in rows from the south, and which segments touch the closed box of each: the root of the cell tree, or a node
/// of it, while it is built. Kept and filled anew from cell to cell.
class CellDivision {
  public:
    struct Frame {
        std::int64_t x = 0, y = 0; ///< south-west corner
        int log2_side = 0;         ///< of a cell
        std::int64_t columns = 0, rows = 0;

        [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(columns * rows); }
        [[nodiscard]] CellSquare cell(std::int64_t column, std::int64_t row) const {
            return {x + (column << log2_side), y + (row << log2_side), log2_side};
        }
        [[nodiscard]] std::size_t number(std::int64_t column, std::int64_t row) const {
            return static_cast<std::size_t>(row * columns + column);
        }
        /// Calls visit(cell number) for each cell whose closed box meets the closed box given.
        template <class Visit> void for_each_cell_near(const LatticeBox &box, Visit &&visit) const {
            // one unit of margin to the west and south: a closed box also owns its far sides
            const auto c0 = std::max<std::int64_t>((std::int64_t{box.min_x} - 1 - x) >> log2_side, 0);
            const auto c1 = std::min((box.max_x - x) >> log2_side, columns - 1);
            const auto r0 = std::max<std::int64_t>((std::int64_t{box.min_y} - 1 - y) >> log2_side, 0);
            const auto r1 = std::min((box.max_y - y) >> log2_side, rows - 1);
            for (auto row = r0; row <= r1; ++row) {
                for (auto column = c0; column <= c1; ++column) {
                    visit(column, row, c0 == c1 && r0 == r1);
                }
            }
        }
    };

    /// Divides the segments that `for_each(visit)` names, ascending; it is called twice. Cells that `wanted` (by number; empty:
    /// all) leaves out get none.
    template <class ForEach>
    void fill(const BorderSegments &borders, const Frame &frame, std::span<const std::uint8_t> wanted, ForEach &&for_each) {
        m_offsets.assign(frame.size() + 1, 0);
        const auto visit_cells = [&](std::uint32_t segment, auto &&visit) {
            LatticeBox box;
            box.add(borders.start(segment));
            box.add(borders.end(segment));
            frame.for_each_cell_near(box, [&](std::int64_t column, std::int64_t row, bool only_one) {
                const auto number = frame.number(column, row);
                if ((wanted.empty() || wanted[number] != 0) &&
                    (only_one || borders.touches(segment, frame.cell(column, row)))) {
                    visit(number);
                }
            });
        };
        for_each([&](std::uint32_t segment) { visit_cells(segment, [&](std::size_t cell) { ++m_offsets[cell + 1]; }); });
        for (std::size_t i = 1; i < m_offsets.size(); ++i) {
            m_offsets[i] += m_offsets[i - 1];
        }
        m_segments.resize(m_offsets.back());
        m_next.assign(m_offsets.begin(), m_offsets.end() - 1);
        for_each([&](std::uint32_t segment) {
            visit_cells(segment, [&](std::size_t cell) { m_segments[m_next[cell]++] = segment; });
        });
    }

    [[nodiscard]] BorderSegments::List list(std::size_t cell) const {
        return std::span(m_segments).subspan(m_offsets[cell], m_offsets[cell + 1] - m_offsets[cell]);
    }

  private:
    std::vector<std::uint32_t> m_offsets, m_next; ///< of each cell in m_segments
    std::vector<std::uint32_t> m_segments;
};

} // namespace jingwei::spatial
