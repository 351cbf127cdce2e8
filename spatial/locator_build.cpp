#include "spatial/locator_index.hpp"
#include "spatial/tree_builder.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

constexpr double root_load = 0.5;        // segments a root cell, on average
constexpr std::size_t room_share = 8;    // words set aside for updates, of those that there are,
constexpr std::size_t least_room = 4096; // and beside them
constexpr int smallest_root_log2 = 6;
constexpr int largest_root_log2 = 30;

/// The side of a root cell: where the ground is evenly cut, a cell holds few segments, so that one step leads to a leaf; never
/// so small that the root outgrows what lies in it.
int choose_root_log2(const LatticeBox &box, std::size_t segment_count) {
    const double width = static_cast<double>(std::int64_t{box.max_x} - box.min_x + 3);
    const double height = static_cast<double>(std::int64_t{box.max_y} - box.min_y + 3);
    const double per_cell = width * height / static_cast<double>(std::max<std::size_t>(segment_count, 1)) * root_load;
    return std::clamp(static_cast<int>(std::lround(std::log2(std::sqrt(per_cell)))), smallest_root_log2, largest_root_log2);
}

} // namespace

Locator::Index::Index(const Coverage &coverage) {
    const BorderSegments borders(coverage);
    TreeBuilder tree(borders, 0, 0);
    if (!coverage.empty()) {
        const auto &box = coverage.bounds();
        root_log2 = choose_root_log2(box, borders.border_count());
        origin_x = std::int64_t{box.min_x} - 1;
        origin_y = std::int64_t{box.min_y} - 1;
        columns = ((box.max_x - origin_x + 1) >> root_log2) + 1;
        rows = ((box.max_y - origin_y + 1) >> root_log2) + 1;
        const CellDivision::Frame frame{origin_x, origin_y, root_log2, columns, rows};
        CellDivision division;
        division.fill(borders, frame, {}, [&](auto &&visit) { borders.for_each_border(visit); });
        root.resize(frame.size());
        blocks.assign(static_cast<std::size_t>(block_columns() * block_rows()), 0);
        for (std::int64_t row = 0; row < rows; ++row) {
            Label corner = no_label; // west of everything
            for (std::int64_t column = 0; column < columns; ++column) {
                const auto number = frame.number(column, row);
                const CellSquare cell = frame.cell(column, row);
                root[number] = tree.build(division.list(number), cell, corner);
                mark(column, row);
                corner = borders.walk_east(division.list(number), {cell.x, cell.y}, cell.x + cell.side(), corner);
            }
        }
    }
    const auto built = tree.finish();
    words = std::make_shared<WordArena>(built, built.size() / room_share + least_room);
    sides = std::make_shared<WordArena>(tree.sides(), tree.sides().size() / room_share + least_room);
}

} // namespace jingwei::spatial
