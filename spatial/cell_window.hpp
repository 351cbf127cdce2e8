#pragma once

#include <algorithm>
#include <cstdint>

namespace jingwei::spatial {

/// Columns and rows of a grid's cells around a middle, which may lie outside: all that a search reaches, or a ring of it.
struct CellWindow {
    std::int64_t west, east, south, north;
    std::int64_t column, row; ///< the middle
    std::int64_t ring;        ///< cells from the middle to the rim

    [[nodiscard]] bool empty() const { return west > east || south > north; }
    /// The first ring that has a cell of it, and the last.
    [[nodiscard]] std::int64_t first_ring() const {
        return std::max({std::int64_t{0}, west - column, column - east, south - row, row - north});
    }
    [[nodiscard]] std::int64_t last_ring() const { return std::max({column - west, east - column, row - south, north - row}); }
    /// What of it lies within so many cells of the middle.
    [[nodiscard]] CellWindow within(std::int64_t reach) const {
        return {std::max(west, column - reach),
                std::min(east, column + reach),
                std::max(south, row - reach),
                std::min(north, row + reach),
                column,
                row,
                reach};
    }

    /// Calls visit(column, row) for the cells at the rim, row by row.
    template <class Visit> void for_each_at_rim(Visit &&visit) const {
        for (auto r = south; r <= north; ++r) {
            const bool whole_row = r == row - ring || r == row + ring;
            const auto step = whole_row ? 1 : 2 * ring;
            for (auto c = whole_row ? west : column - ring; c <= east; c += step) {
                if (c >= west) {
                    visit(c, r);
                }
            }
        }
    }

    /// Of a window of 8 x 8 cells: bit 8 * row + column of each of its cells.
    [[nodiscard]] std::uint64_t bits_of_block() const {
        if (empty()) {
            return 0;
        }
        const auto columns = (std::uint64_t{2} << east) - (std::uint64_t{1} << west);
        const auto end = north == 7 ? 0 : std::uint64_t{1} << (8 * (north + 1));
        return columns * 0x0101010101010101U & (end - (std::uint64_t{1} << (8 * south)));
    }
};

} // namespace jingwei::spatial
