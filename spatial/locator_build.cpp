#include "spatial/error.hpp"
#include "spatial/leaf_writer.hpp"
#include "spatial/locator_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace jingwei::spatial {
namespace {

using Index = Locator::Index;
using SegmentList = std::vector<std::uint32_t>;

constexpr std::size_t crowded = 12; // segments; more are cut
constexpr int smallest_log2 = 6;    // a cell of 64 units (0.7 m) is never cut
constexpr int widest_log2 = 14;     // larger leaves would be wide
constexpr int root_shift = -1;      // against the side that holds one segment a cell
constexpr std::size_t children = std::size_t{Index::fan} * Index::fan;

/// Builds the tree over the root grid that `index` states; every word goes into one list, the root's entries first.
class Builder {
  public:
    Builder(Index &index, const Coverage &coverage)
        : m_index(index), m_coverage(coverage), m_points(coverage.all_points()), m_arc_of(arcs_of_points(coverage)),
          m_leaves(coverage, m_arc_of, m_words) {}

    void build() {
        distribute();
        const auto cells = static_cast<std::size_t>(m_index.columns * m_index.rows);
        m_words.reserve(cells + 4 * m_lists.size());
        m_words.resize(cells);
        for (std::int64_t r = 0; r < m_index.rows; ++r) {
            Label corner = no_label; // west of everything
            for (std::int64_t c = 0; c < m_index.columns; ++c) {
                const auto i = static_cast<std::size_t>(r * m_index.columns + c);
                const CellSquare cell{m_index.origin_x + (c << m_index.root_log2), m_index.origin_y + (r << m_index.root_log2),
                                      m_index.root_log2};
                const auto list = std::span(m_lists).subspan(m_offsets[i], m_offsets[i + 1] - m_offsets[i]);
                const auto entry = build_cell(list, cell, corner, 0);
                m_words[i] = entry;
                corner = walk_east(list, {cell.x, cell.y}, cell.x + cell.side(), corner);
            }
        }
        m_index.cells = CellArena(m_words);
    }

  private:
    struct Place {
        std::int64_t x = 0, y = 0;
    };

    static std::vector<std::uint32_t> arcs_of_points(const Coverage &coverage) {
        if (coverage.arcs().size() >= ChainHead::most_arcs) {
            throw Error(ErrorCode::bad_data, "the coverage has more than 33 million borders; split the theme");
        }
        std::vector<std::uint32_t> arcs(coverage.all_points().size());
        for (std::uint32_t a = 0; a < coverage.arcs().size(); ++a) {
            const Arc &arc = coverage.arcs()[a];
            std::fill_n(arcs.begin() + arc.first_point, arc.point_count, a);
        }
        return arcs;
    }

    /// Whether the segment touches the closed box. Exact.
    [[nodiscard]] bool touches(std::uint32_t segment, const CellSquare &cell) const {
        const LatticePoint a = m_points[segment];
        const LatticePoint b = m_points[segment + 1];
        const std::int64_t x1 = cell.x + cell.side();
        const std::int64_t y1 = cell.y + cell.side();
        if (std::max(a.x, b.x) < cell.x || std::min(a.x, b.x) > x1 || std::max(a.y, b.y) < cell.y || std::min(a.y, b.y) > y1) {
            return false;
        }
        const std::int64_t dx = std::int64_t{b.x} - a.x;
        const std::int64_t dy = std::int64_t{b.y} - a.y;
        const auto side_of = [&](std::int64_t x, std::int64_t y) {
            const auto c = dx * (y - a.y) - dy * (x - a.x);
            return (c > 0) - (c < 0);
        };
        const int s = side_of(cell.x, cell.y);
        return s == 0 || s != side_of(x1, cell.y) || s != side_of(cell.x, y1) || s != side_of(x1, y1);
    }

    /// Calls visit(cell number) for each root cell whose closed box the segment touches.
    template <class Visit> void for_each_root_cell(std::uint32_t segment, Visit &&visit) const {
        const LatticePoint a = m_points[segment];
        const LatticePoint b = m_points[segment + 1];
        // one unit of margin to the west and south: a closed box also owns its far sides
        const auto column = [&](std::int64_t x) { return (x - m_index.origin_x) >> m_index.root_log2; };
        const auto row = [&](std::int64_t y) { return (y - m_index.origin_y) >> m_index.root_log2; };
        const auto c0 = std::max<std::int64_t>(column(std::int64_t{std::min(a.x, b.x)} - 1), 0);
        const auto c1 = std::min(column(std::max(a.x, b.x)), m_index.columns - 1);
        const auto r0 = std::max<std::int64_t>(row(std::int64_t{std::min(a.y, b.y)} - 1), 0);
        const auto r1 = std::min(row(std::max(a.y, b.y)), m_index.rows - 1);
        const bool one = c0 == c1 && r0 == r1;
        for (auto r = r0; r <= r1; ++r) {
            for (auto c = c0; c <= c1; ++c) {
                const CellSquare cell{m_index.origin_x + (c << m_index.root_log2), m_index.origin_y + (r << m_index.root_log2),
                                      m_index.root_log2};
                if (one || touches(segment, cell)) {
                    visit(static_cast<std::size_t>(r * m_index.columns + c));
                }
            }
        }
    }

    template <class Visit> void for_each_border(Visit &&visit) const {
        for (const Arc &arc : m_coverage.arcs()) {
            if (m_coverage.left_label(arc) != m_coverage.right_label(arc)) {
                for (std::uint32_t i = 0; i + 1 < arc.point_count; ++i) {
                    visit(arc.first_point + i);
                }
            }
        }
    }

    /// The segments of each root cell, ascending: counted, then filed.
    void distribute() {
        m_offsets.assign(static_cast<std::size_t>(m_index.columns * m_index.rows) + 1, 0);
        for_each_border([&](std::uint32_t s) { for_each_root_cell(s, [&](std::size_t cell) { ++m_offsets[cell + 1]; }); });
        for (std::size_t i = 1; i < m_offsets.size(); ++i) {
            m_offsets[i] += m_offsets[i - 1];
        }
        m_lists.resize(m_offsets.back());
        std::vector<std::uint32_t> next(m_offsets.begin(), m_offsets.end() - 1);
        for_each_border([&](std::uint32_t s) { for_each_root_cell(s, [&](std::size_t cell) { m_lists[next[cell]++] = s; }); });
    }

    /// The segment's ends, the lower first, and what is added to the owner by passing it from west to east.
    struct Rising {
        LatticePoint a, b;
        Label step;
    };
    [[nodiscard]] Rising rising(std::uint32_t segment) const {
        const LatticePoint a = m_points[segment];
        const LatticePoint b = m_points[segment + 1];
        const Arc &arc = m_coverage.arcs()[m_arc_of[segment]];
        const Label step = m_coverage.right_label(arc) - m_coverage.left_label(arc);
        return a.y < b.y ? Rising{a, b, step} : Rising{b, a, 0U - step};
    }

    static std::int64_t turn(const Rising &e, std::int64_t x, std::int64_t y) {
        return (std::int64_t{e.b.x} - e.a.x) * (y - e.a.y) - (std::int64_t{e.b.y} - e.a.y) * (x - e.a.x);
    }

    /// The owner at (x1, from.y), given that at `from` west of it. `list` holds every segment that meets the way.
    [[nodiscard]] Label walk_east(std::span<const std::uint32_t> list, Place from, std::int64_t x1, Label owner) const {
        for (const auto segment : list) {
            const Rising e = rising(segment);
            const bool meets = e.a.y <= from.y && from.y < e.b.y;
            if (meets && turn(e, x1, from.y) <= 0 && turn(e, from.x, from.y) > 0) {
                owner += e.step;
            }
        }
        return owner;
    }

    /// The owner at (from.x, y1), given that at `from` below it.
    [[nodiscard]] Label walk_north(std::span<const std::uint32_t> list, Place from, std::int64_t y1, Label owner) const {
        for (const auto segment : list) {
            const Arc &arc = m_coverage.arcs()[m_arc_of[segment]];
            const Label across = m_coverage.left_label(arc) - m_coverage.right_label(arc);
            const LatticePoint a = m_points[segment];
            const LatticePoint b = m_points[segment + 1];
            const bool eastward = a.x < b.x;
            const LatticePoint west = eastward ? a : b;
            const LatticePoint east = eastward ? b : a;
            // the segment passes below (x + e, y + e^2): strictly, or through (x, y) itself without rising to the east
            const auto passes_below = [&](std::int64_t y) {
                const auto c =
                    (std::int64_t{east.x} - west.x) * (y - west.y) - (std::int64_t{east.y} - west.y) * (from.x - west.x);
                return c > 0 || (c == 0 && east.y <= west.y);
            };
            if (west.x <= from.x && from.x < east.x && passes_below(y1) && !passes_below(from.y)) {
                owner += eastward ? across : 0U - across;
            }
        }
        return owner;
    }

    [[nodiscard]] bool is_leaf(std::span<const std::uint32_t> list, const CellSquare &cell) const {
        if (cell.log2_side <= smallest_log2) {
            return true;
        }
        return list.size() <= crowded && (cell.log2_side <= widest_log2 || are_long(list));
    }

    /// Cutting a large cell gains nothing where its segments are longer than a narrow leaf takes.
    [[nodiscard]] bool are_long(std::span<const std::uint32_t> list) const {
        return std::ranges::all_of(list, [&](std::uint32_t s) {
            const auto reach = std::max(std::abs(std::int64_t{m_points[s].x} - m_points[s + 1].x),
                                        std::abs(std::int64_t{m_points[s].y} - m_points[s + 1].y));
            return reach > std::int64_t{1} << widest_log2;
        });
    }

    Index::Entry build_cell(std::span<const std::uint32_t> list, const CellSquare &cell, Label corner, std::size_t depth) {
        if (list.empty()) {
            return Index::make(Index::Kind::pure, corner);
        }
        return is_leaf(list, cell) ? m_leaves.write(list, cell, corner) : build_node(list, cell, corner, depth);
    }

    Index::Entry build_node(std::span<const std::uint32_t> list, const CellSquare &cell, Label corner, std::size_t depth) {
        while (m_words.size() % children != 0) { // sixteen entries are a cache line
            m_words.push_back(0);
        }
        const std::size_t node = m_words.size();
        m_words.resize(node + children);
        const int log2_side = cell.log2_side - 2;
        for (std::size_t i = 0; i < children; ++i) {
            const CellSquare part{cell.x + (static_cast<std::int64_t>(i % Index::fan) << log2_side),
                                  cell.y + (static_cast<std::int64_t>(i / Index::fan) << log2_side), log2_side};
            const Label at_west = walk_north(list, {cell.x, cell.y}, part.y, corner);
            const Label at_corner = walk_east(list, {cell.x, part.y}, part.x, at_west);
            SegmentList &inside = scratch(depth);
            inside.clear();
            std::ranges::copy_if(list, std::back_inserter(inside), [&](std::uint32_t s) { return touches(s, part); });
            const auto entry = build_cell(inside, part, at_corner, depth + 1);
            m_words[node + i] = entry;
        }
        return Index::make(Index::Kind::node, static_cast<std::uint32_t>(node));
    }

    /// A list for each depth, kept from cell to cell; a list in use is not moved by making deeper ones.
    SegmentList &scratch(std::size_t depth) { return m_scratch.at(depth); }

    Index &m_index;
    const Coverage &m_coverage;
    std::span<const LatticePoint> m_points;
    std::vector<std::uint32_t> m_arc_of;
    std::vector<std::uint32_t> m_words;
    LeafWriter m_leaves;
    std::vector<std::uint32_t> m_offsets; ///< of each root cell in m_lists, and the end
    SegmentList m_lists;
    std::array<SegmentList, 16> m_scratch; ///< 2^30 is cut to 2^6 in twelve steps
};

std::size_t border_count(const Coverage &coverage) {
    std::size_t count = 0;
    for (const Arc &arc : coverage.arcs()) {
        count += coverage.left_label(arc) != coverage.right_label(arc) ? arc.point_count - 1 : 0;
    }
    return count;
}

/// The side of a root cell: a few segments each on average where the ground is evenly cut, never so small that the root
/// outgrows what lies in it.
int choose_root_log2(const LatticeBox &box, std::size_t segment_count) {
    const double width = static_cast<double>(std::int64_t{box.max_x} - box.min_x + 3);
    const double height = static_cast<double>(std::int64_t{box.max_y} - box.min_y + 3);
    const double per_cell = width * height / static_cast<double>(std::max<std::size_t>(segment_count, 1));
    return std::clamp(static_cast<int>(std::lround(std::log2(std::sqrt(per_cell)))) + root_shift, smallest_log2, 30);
}

} // namespace

Locator::Index::Index(const Coverage &coverage) {
    if (coverage.empty()) {
        return;
    }
    sides.reserve(coverage.arcs().size());
    for (const Arc &arc : coverage.arcs()) {
        sides.push_back({coverage.left_label(arc), coverage.right_label(arc)});
    }
    const auto &box = coverage.bounds();
    root_log2 = choose_root_log2(box, border_count(coverage));
    origin_x = std::int64_t{box.min_x} - 1;
    origin_y = std::int64_t{box.min_y} - 1;
    columns = ((box.max_x - origin_x + 1) >> root_log2) + 1;
    rows = ((box.max_y - origin_y + 1) >> root_log2) + 1;
    Builder(*this, coverage).build();
    blocks.assign(static_cast<std::size_t>(block_columns() * block_rows()), 0);
    for (std::int64_t row = 0; row < rows; ++row) {
        for (std::int64_t column = 0; column < columns; ++column) {
            if (has_borders(root_cell(column, row).entry)) {
                blocks[static_cast<std::size_t>(row / fan * block_columns() + column / fan)] = 1;
            }
        }
    }
}

} // namespace jingwei::spatial
