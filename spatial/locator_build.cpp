#include "spatial/locator_index.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {
namespace {

constexpr std::size_t crowded = 8; // edges; more are cut, see docs/performance.md
constexpr int smallest_log2 = 6;   // a cell of 64 units (0.7 m) is never cut

using EdgeList = std::vector<std::uint32_t>;

/// Whether the segment touches the closed box. Exact.
bool touches(const LocatorEdge &e, std::int64_t x0, std::int64_t y0, std::int64_t side) {
    const std::int64_t x1 = x0 + side;
    const std::int64_t y1 = y0 + side;
    if (std::max(e.a.x, e.b.x) < x0 || std::min(e.a.x, e.b.x) > x1 || e.b.y < y0 || e.a.y > y1) {
        return false;
    }
    const std::int64_t dx = std::int64_t{e.b.x} - e.a.x;
    const std::int64_t dy = std::int64_t{e.b.y} - e.a.y;
    const auto side_of = [&](std::int64_t x, std::int64_t y) {
        const auto c = dx * (y - e.a.y) - dy * (x - e.a.x);
        return (c > 0) - (c < 0);
    };
    const int s = side_of(x0, y0);
    return s == 0 || s != side_of(x1, y0) || s != side_of(x0, y1) || s != side_of(x1, y1);
}

class Builder {
  public:
    Builder(Locator::Index &index, std::vector<LocatorEdge> all) : m_index(index), m_all(std::move(all)) {}

    void build() {
        auto lists = distribute();
        m_index.root.resize(static_cast<std::size_t>(m_index.columns * m_index.rows));
        for (std::int64_t r = 0; r < m_index.rows; ++r) {
            Label corner = no_label; // west of everything
            for (std::int64_t c = 0; c < m_index.columns; ++c) {
                const auto i = static_cast<std::size_t>(r * m_index.columns + c);
                const auto x = m_index.origin_x + (c << m_index.root_log2);
                const auto y = m_index.origin_y + (r << m_index.root_log2);
                m_index.root[i] = build_cell(lists[i], x, y, m_index.root_log2, corner);
                corner = walk(lists[i], x, y, x + (std::int64_t{1} << m_index.root_log2), corner);
                EdgeList().swap(lists[i]);
            }
        }
        m_index.nodes.shrink_to_fit();
        m_index.leaves.shrink_to_fit();
        m_index.edges.shrink_to_fit();
    }

  private:
    std::vector<EdgeList> distribute() const {
        std::vector<EdgeList> lists(static_cast<std::size_t>(m_index.columns * m_index.rows));
        const auto side = std::int64_t{1} << m_index.root_log2;
        for (std::uint32_t e = 0; e < m_all.size(); ++e) {
            const auto &edge = m_all[e];
            // one unit of margin to the west and south: a closed box also owns its far sides
            const auto c0 = (std::min(edge.a.x, edge.b.x) - m_index.origin_x - 1) >> m_index.root_log2;
            const auto c1 = (std::max(edge.a.x, edge.b.x) - m_index.origin_x) >> m_index.root_log2;
            const auto r0 = (edge.a.y - m_index.origin_y - 1) >> m_index.root_log2;
            const auto r1 = (edge.b.y - m_index.origin_y) >> m_index.root_log2;
            for (auto r = std::max<std::int64_t>(r0, 0); r <= std::min(r1, m_index.rows - 1); ++r) {
                for (auto c = std::max<std::int64_t>(c0, 0); c <= std::min(c1, m_index.columns - 1); ++c) {
                    if (touches(edge, m_index.origin_x + c * side, m_index.origin_y + r * side, side)) {
                        lists[static_cast<std::size_t>(r * m_index.columns + c)].push_back(e);
                    }
                }
            }
        }
        return lists;
    }

    [[nodiscard]] Label walk(const EdgeList &list, std::int64_t x0, std::int64_t y, std::int64_t x1, Label owner) const {
        for (const auto e : list) {
            owner = walk_east(std::span(&m_all[e], 1), {static_cast<std::int32_t>(x0), static_cast<std::int32_t>(y)},
                              {static_cast<std::int32_t>(x1), static_cast<std::int32_t>(y)}, owner);
        }
        return owner;
    }

    Locator::Index::Entry build_cell(const EdgeList &list, std::int64_t x, std::int64_t y, int log2_side, Label corner) {
        if (list.empty()) {
            return Locator::Index::make(Locator::Index::Kind::pure, corner);
        }
        if (list.size() <= crowded || log2_side <= smallest_log2) {
            return build_leaf(list, x, corner);
        }
        const auto node = static_cast<std::uint32_t>(m_index.nodes.size());
        m_index.nodes.emplace_back();
        const int child_log2 = log2_side - 2;
        const auto side = std::int64_t{1} << child_log2;
        Label row_corner = corner;
        for (std::uint32_t r = 0; r < Locator::Index::fan; ++r) {
            Label child_corner = row_corner;
            for (std::uint32_t c = 0; c < Locator::Index::fan; ++c) {
                const auto cx = x + c * side;
                const auto cy = y + r * side;
                EdgeList inside;
                std::ranges::copy_if(list, std::back_inserter(inside),
                                     [&](std::uint32_t e) { return touches(m_all[e], cx, cy, side); });
                const auto entry = build_cell(inside, cx, cy, child_log2, child_corner);
                m_index.nodes[node].at(r * Locator::Index::fan + c) = entry;
                child_corner = walk(inside, cx, cy, cx + side, child_corner);
                if (c == 0) {
                    row_corner = climb(inside, cx, cy, cy + side, row_corner);
                }
            }
        }
        return Locator::Index::make(Locator::Index::Kind::node, node);
    }

    /// The owner at (x, y1), given the owner at (x, y0) below it.
    [[nodiscard]] Label climb(const EdgeList &list, std::int64_t x, std::int64_t y0, std::int64_t y1, Label owner) const {
        for (const auto e : list) {
            owner = walk_north(m_all[e], x, y0, y1, owner);
        }
        return owner;
    }

    Locator::Index::Entry build_leaf(const EdgeList &list, std::int64_t x, Label corner) {
        Locator::Index::Leaf leaf;
        leaf.first_edge = static_cast<std::uint32_t>(m_index.edges.size());
        leaf.edge_count = static_cast<std::uint16_t>(list.size());
        leaf.corner = corner;
        const auto crosses_west = [&](std::uint32_t e) {
            return std::min(m_all[e].a.x, m_all[e].b.x) <= x && x < std::max(m_all[e].a.x, m_all[e].b.x);
        };
        for (const bool west : {true, false}) {
            for (const auto e : list) {
                if (crosses_west(e) == west) {
                    m_index.edges.push_back(m_all[e]);
                    leaf.west_count = static_cast<std::uint16_t>(leaf.west_count + (west ? 1 : 0));
                }
            }
        }
        m_index.leaves.push_back(leaf);
        return Locator::Index::make(Locator::Index::Kind::leaf, static_cast<std::uint32_t>(m_index.leaves.size() - 1));
    }

    Locator::Index &m_index;
    std::vector<LocatorEdge> m_all;
};

std::vector<LocatorEdge> borders_of(const Coverage &coverage) {
    std::vector<LocatorEdge> edges;
    edges.reserve(coverage.segment_count());
    for (const auto &arc : coverage.arcs()) {
        const auto left = coverage.left_label(arc);
        const auto right = coverage.right_label(arc);
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size() && left != right; ++i) {
            const auto a = points[i];
            const auto b = points[i + 1];
            const bool runs_up = a.y < b.y || (a.y == b.y && a.x < b.x);
            edges.push_back(runs_up ? LocatorEdge{a, b, left, right} : LocatorEdge{b, a, right, left});
        }
    }
    return edges;
}

/// The side of a root cell: a few edges each on average, and at most about four million cells.
int choose_root_log2(const LatticeBox &box, std::size_t edge_count) {
    const double width = static_cast<double>(std::int64_t{box.max_x} - box.min_x + 3);
    const double height = static_cast<double>(std::int64_t{box.max_y} - box.min_y + 3);
    const double wanted = std::sqrt(width * height * 6 / static_cast<double>(std::max<std::size_t>(edge_count, 1)));
    const double floor = std::sqrt(width * height / 4e6);
    return std::clamp(static_cast<int>(std::ceil(std::log2(std::max(wanted, floor)))), smallest_log2, 30);
}

} // namespace

Locator::Index::Index(const Coverage &coverage) {
    if (coverage.empty()) {
        return;
    }
    auto all = borders_of(coverage);
    const auto &box = coverage.bounds();
    root_log2 = choose_root_log2(box, all.size());
    origin_x = std::int64_t{box.min_x} - 1;
    origin_y = std::int64_t{box.min_y} - 1;
    columns = ((box.max_x - origin_x + 1) >> root_log2) + 1;
    rows = ((box.max_y - origin_y + 1) >> root_log2) + 1;
    Builder(*this, std::move(all)).build();
}

} // namespace jingwei::spatial
