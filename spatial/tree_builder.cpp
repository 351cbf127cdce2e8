#include "spatial/tree_builder.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace jingwei::spatial {
namespace {

using Index = Locator::Index;

constexpr std::size_t crowded = 12; // segments; more are cut
constexpr int smallest_log2 = 6;    // a cell of 64 units (0.7 m) is never cut
constexpr int widest_log2 = 14;     // larger leaves would be wide
constexpr int least_fan = 2;        // log2: sixteen children are a cache line
constexpr int most_fan = 6;

/// Into how many cells a side (log2) a crowded cell is cut: about a segment a cell.
int choose_fan(std::size_t segments, int log2_side) {
    const int wanted = static_cast<int>(std::bit_width(segments - 1) + 1) / 2;
    return std::clamp(std::min(wanted, log2_side - smallest_log2), least_fan, most_fan);
}

} // namespace

TreeBuilder::TreeBuilder(const BorderSegments &borders, std::uint32_t first_word, std::uint32_t first_arc)
    : m_borders(borders), m_arcs(borders.coverage(), first_arc), m_leaves(borders, m_arcs, first_word, m_words),
      m_first_word(first_word) {}

bool TreeBuilder::is_leaf(BorderSegments::List list, const CellSquare &cell) const {
    if (cell.log2_side <= smallest_log2) {
        return true;
    }
    return list.size() <= crowded && (cell.log2_side <= widest_log2 || are_long(list));
}

/// Cutting a large cell gains nothing where its segments are longer than a narrow leaf takes.
bool TreeBuilder::are_long(BorderSegments::List list) const {
    return std::ranges::all_of(list, [&](std::uint32_t s) {
        const LatticePoint a = m_borders.start(s);
        const LatticePoint b = m_borders.end(s);
        const auto reach = std::max(std::abs(std::int64_t{a.x} - b.x), std::abs(std::int64_t{a.y} - b.y));
        return reach > std::int64_t{1} << widest_log2;
    });
}

Index::Entry TreeBuilder::build_cell(BorderSegments::List list, const CellSquare &cell, Label corner, Allowance allowed) {
    if (list.empty()) {
        return Index::make(Index::Kind::pure, corner);
    }
    return is_leaf(list, cell) ? m_leaves.write(list, cell, corner) : build_node(list, cell, corner, allowed);
}

/// How far the segments reach inside a cell, in x and in y together.
double TreeBuilder::reach_inside(BorderSegments::List list, const CellSquare &cell) const {
    double reach = 0;
    for (const auto segment : list) {
        const LatticePoint a = m_borders.start(segment);
        const LatticePoint b = m_borders.end(segment);
        const double dx = static_cast<double>(b.x) - a.x;
        const double dy = static_cast<double>(b.y) - a.y;
        double from = 0;
        double to = 1;
        const auto clip = [&](double at, double along, double low) {
            if (along != 0) {
                const double low_at = (low - at) / along;
                const double high_at = (low + static_cast<double>(cell.side()) - at) / along;
                from = std::max(from, std::min(low_at, high_at));
                to = std::min(to, std::max(low_at, high_at));
            }
        };
        clip(a.x, dx, static_cast<double>(cell.x));
        clip(a.y, dy, static_cast<double>(cell.y));
        reach += std::max(to - from, 0.0) * (std::abs(dx) + std::abs(dy));
    }
    return reach;
}

TreeBuilder::Cut TreeBuilder::cut(BorderSegments::List list, const CellSquare &cell, Allowance allowed) {
    CellDivision &division = m_divisions.at(allowed.depth);
    const double reach = reach_inside(list, cell);
    for (int fan = choose_fan(list.size(), cell.log2_side); fan >= least_fan; --fan) {
        // a segment lies in about one cell more than it crosses sides of: finer cuts need not be tried
        const auto side = static_cast<double>(std::int64_t{1} << (cell.log2_side - fan));
        if (reach / side + static_cast<double>(list.size()) > static_cast<double>(allowed.entries)) {
            continue;
        }
        const std::int64_t cells = std::int64_t{1} << fan;
        const CellDivision::Frame frame{cell.x, cell.y, cell.log2_side - fan, cells, cells};
        division.fill(m_borders, frame, {}, [&](auto &&visit) { std::ranges::for_each(list, visit); });
        std::size_t entries = 0;
        for (std::size_t number = 0; number < frame.size(); ++number) {
            entries += division.list(number).size();
        }
        if (entries <= allowed.entries) {
            return {fan, entries};
        }
    }
    return {0, 0};
}

Index::Entry TreeBuilder::build_node(BorderSegments::List list, const CellSquare &cell, Label corner, Allowance allowed) {
    const auto [fan, entries] = cut(list, cell, allowed);
    if (fan == 0) {
        return m_leaves.write(list, cell, corner);
    }
    const std::int64_t side = std::int64_t{1} << fan;
    const CellDivision::Frame frame{cell.x, cell.y, cell.log2_side - fan, side, side};
    const std::size_t node = (m_words.size() + Index::node_alignment - 1) / Index::node_alignment * Index::node_alignment;
    m_words.resize(node + frame.size());
    CellDivision &division = m_divisions.at(allowed.depth);
    Label row_corner = corner;
    for (std::int64_t row = 0; row < side; ++row) {
        Label at = row_corner;
        for (std::int64_t column = 0; column < side; ++column) {
            const auto number = frame.number(column, row);
            const CellSquare part = frame.cell(column, row);
            const auto share = entries == 0 ? 0 : allowed.entries * division.list(number).size() / entries;
            const Entry entry = build_cell(division.list(number), part, at, {allowed.depth + 1, share});
            m_words[node + number] = entry;
            at = m_borders.walk_east(division.list(number), {part.x, part.y}, part.x + part.side(), at);
        }
        const CellSquare west = frame.cell(0, row);
        row_corner =
            m_borders.walk_north(division.list(frame.number(0, row)), {west.x, west.y}, west.y + west.side(), row_corner);
    }
    return Index::make(Index::Kind::node, m_first_word + static_cast<std::uint32_t>(node) + static_cast<std::uint32_t>(fan));
}

} // namespace jingwei::spatial
