#include "spatial/locator_index.hpp"
#include "spatial/tree_builder.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

constexpr double root_load = 0.5;        // segments a root cell, on average
constexpr double most_root_cells = 8;    // that a segment lies in, on average
constexpr std::size_t room_share = 8;    // words set aside for updates, of those that there are,
constexpr std::size_t least_room = 4096; // and beside them
constexpr int smallest_root_log2 = 6;
constexpr int largest_root_log2 = 30;

/// How far all border segments reach together, in x and in y.
double total_reach(const BorderSegments &borders) {
    double reach = 0;
    borders.for_each_border([&](std::uint32_t segment) {
        const LatticePoint a = borders.start(segment);
        const LatticePoint b = borders.end(segment);
        reach += std::abs(static_cast<double>(a.x) - b.x) + std::abs(static_cast<double>(a.y) - b.y);
    });
    return reach;
}

/// The side of a root cell: where the ground is evenly cut, a cell holds few segments, so that one step leads to a leaf; never
/// so small that the root outgrows what lies in it, nor that long borders lie in more than a few cells each.
int choose_root_log2(const LatticeBox &box, const BorderSegments &borders) {
    const double segments = static_cast<double>(std::max<std::size_t>(borders.border_count(), 1));
    const double width = static_cast<double>(std::int64_t{box.max_x} - box.min_x + 3);
    const double height = static_cast<double>(std::int64_t{box.max_y} - box.min_y + 3);
    const double even = std::sqrt(width * height / segments * root_load);
    const double for_long_ones = total_reach(borders) / (segments * most_root_cells);
    const int log2 = std::max(static_cast<int>(std::lround(std::log2(even))),
                              static_cast<int>(std::ceil(std::log2(std::max(for_long_ones, 1.0)))));
    return std::clamp(log2, smallest_root_log2, largest_root_log2);
}

} // namespace

Locator::Index::Index(const Coverage &coverage) {
    const BorderSegments borders(coverage);
    TreeBuilder tree(borders, 0, 0);
    if (!coverage.empty()) {
        const auto &box = coverage.bounds();
        root_log2 = choose_root_log2(box, borders);
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
