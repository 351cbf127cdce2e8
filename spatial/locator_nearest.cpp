#include "spatial/cell_window.hpp"
#include "spatial/locator_index.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace jingwei::spatial {
namespace {

using Index = Locator::Index;

/// A place where arithmetic in doubles may take a border for off, though the point lies on it: nearer than this.
constexpr double doubtful_m2 = 1e-4;

/// The nearest place of a border segment. Where that is on the lattice is worked out only when it is asked for.
struct Foot {
    double distance2 = 0; ///< square metres
    Segment segment{};
    double share = 0; ///< of the way along the segment
    bool on = false;  ///< the point lies on the segment, exactly

    [[nodiscard]] LatticePoint place(LatticePoint from) const {
        const auto at = [this](std::int32_t a, std::int32_t b) {
            return static_cast<std::int32_t>(std::llround(a + share * static_cast<double>(std::int64_t{b} - a)));
        };
        return on ? from : LatticePoint{at(segment.a.x, segment.b.x), at(segment.a.y, segment.b.y)};
    }
};

/// Visits the segments near a point, nearest cells first, as long as they can lie within a limit that the visitor may lower.
class NearestSearch {
  public:
    NearestSearch(const Index &index, LatticePoint p)
        : m_index(index), m_point(p), m_scale(local_scale(p.y)), m_units_an_east_m(1 / m_scale.east_m),
          m_units_a_north_m(1 / m_scale.north_m) {}

    /// visit(foot, arc) returns the new limit in square metres.
    template <class Visit> void run(double limit_m, Visit &&visit) {
        if (m_index.root.empty() || limit_m < 0) {
            return;
        }
        set_limit(limit_m * limit_m);
        const Index::Grid blocks{m_index.origin_x,
                                 m_index.origin_y,
                                 m_index.root_log2 + Index::block_log2,
                                 m_index.block_columns(),
                                 m_index.block_rows(),
                                 nullptr,
                                 0};
        for_each_ring(blocks, [&](const CellWindow &ring) {
            ring.for_each_at_rim([&](std::int64_t column, std::int64_t row) {
                const auto mask = m_index.blocks[static_cast<std::size_t>(row * blocks.columns + column)];
                if (mask != 0) {
                    visit_block(m_index.block_grid(column, row), mask, visit);
                }
            });
        });
    }

  private:
    void set_limit(double limit2) {
        m_limit2 = limit2;
        m_doubtful2 = std::max(limit2 * (1 + 1e-6), doubtful_m2);
        m_reach_is_known = false;
    }

    void find_reach() {
        constexpr double whole_lattice = 1e10;
        const double reach_m = std::sqrt(m_limit2);
        const auto units = [](double reach) {
            return static_cast<std::int64_t>(reach < whole_lattice ? reach : whole_lattice) + 1;
        };
        m_reach_x = units(reach_m * m_units_an_east_m);
        m_reach_y = units(reach_m * m_units_a_north_m);
        m_reach_is_known = true;
    }

    /// The cells of a grid that the limit reaches.
    [[nodiscard]] CellWindow window(const Index::Grid &grid) {
        if (!m_reach_is_known) {
            find_reach();
        }
        const auto x = m_point.x - grid.x;
        const auto y = m_point.y - grid.y;
        return {std::max<std::int64_t>((x - m_reach_x) >> grid.log2_side, 0),
                std::min((x + m_reach_x) >> grid.log2_side, grid.columns - 1),
                std::max<std::int64_t>((y - m_reach_y) >> grid.log2_side, 0),
                std::min((y + m_reach_y) >> grid.log2_side, grid.rows - 1),
                x >> grid.log2_side,
                y >> grid.log2_side,
                0};
    }

    /// Calls visit(window) for ring after ring around the point, as far as the limit then reaches.
    template <class Visit> void for_each_ring(const Index::Grid &grid, Visit &&visit) {
        auto all = window(grid);
        for (auto ring = all.first_ring(); !all.empty() && ring <= all.last_ring(); ++ring) {
            visit(all.within(ring));
            all = window(grid);
        }
    }

    /// `mask` says which cells of a block have borders.
    template <class Visit> void visit_block(const Index::Grid &block, std::uint64_t mask, Visit &&visit) {
        auto all = window(block);
        for (auto ring = all.first_ring(); !all.empty() && ring <= all.last_ring(); ++ring) {
            const auto near_mask = mask & all.within(ring).bits_of_block();
            mask &= all.bits_of_block() & ~near_mask;
            if (near_mask != 0) {
                NearCells near(block);
                for (auto rest = near_mask; rest != 0; rest &= rest - 1) {
                    const auto bit = std::countr_zero(rest);
                    add(near, bit & 7, bit >> Index::block_log2);
                }
                visit_nearest_first(near, visit);
            }
            if (mask == 0) {
                return;
            }
            all = window(block);
        }
    }

    /// Of what a node is cut into any cell may have borders.
    template <class Visit> void visit_node(const Index::Grid &grid, Visit &&visit) {
        for_each_ring(grid, [&](const CellWindow &ring) {
            NearCells near(grid);
            ring.for_each_at_rim([&](std::int64_t column, std::int64_t row) {
                if (!Index::has_borders(grid.entries[row * grid.stride + column])) {
                    return;
                }
                if (near.count == near.cells.size()) {
                    visit_nearest_first(near, visit);
                }
                add(near, column, row);
            });
            visit_nearest_first(near, visit);
        });
    }

    /// Some cells with borders of a grid.
    struct NearCells {
        struct Near {
            double distance2;
            std::int32_t column, row;
        };
        explicit NearCells(const Index::Grid &of) : grid(of) {}
        const Index::Grid &grid;
        std::size_t count = 0;
        std::array<Near, 64> cells; // NOLINT(cppcoreguidelines-pro-type-member-init): only what `count` says is read
    };

    void add(NearCells &near, std::int64_t column, std::int64_t row) const {
        const auto cell = near.grid.cell(column, row);
        const double distance = distance2(cell);
        if (distance <= m_limit2) {
            near.cells[near.count++] = {distance, static_cast<std::int32_t>(column), static_cast<std::int32_t>(row)};
            __builtin_prefetch(m_index.words->data() + (Index::value_of(cell.entry) & ~(words_a_line - 1)));
        }
    }

    template <class Visit> void visit_nearest_first(NearCells &near, Visit &&visit) {
        while (near.count > 0) {
            auto nearest = near.cells.begin();
            const auto end = nearest + static_cast<std::ptrdiff_t>(near.count);
            for (auto at = nearest + 1; at != end; ++at) {
                nearest = at->distance2 < nearest->distance2 ? at : nearest;
            }
            if (nearest->distance2 > m_limit2) {
                break;
            }
            const auto cell = near.grid.cell(nearest->column, nearest->row);
            *nearest = near.cells[--near.count];
            visit_cell(cell, visit);
        }
        near.count = 0;
    }

    [[nodiscard]] double distance2(const Index::Cell &cell) const {
        const auto gap = [](std::int64_t v, std::int64_t low, std::int64_t high) {
            return static_cast<double>(std::max({low - v, v - high, std::int64_t{0}}));
        };
        const double dx = gap(m_point.x, cell.x, cell.x + cell.side()) * m_scale.east_m;
        const double dy = gap(m_point.y, cell.y, cell.y + cell.side()) * m_scale.north_m;
        return dx * dx + dy * dy;
    }

    template <class Visit> void visit_cell(const Index::Cell &cell, Visit &&visit) {
        if (Index::kind_of(cell.entry) == Index::Kind::node) {
            visit_node(m_index.grid_of(cell), visit);
            return;
        }
        m_index.for_each_segment(cell, [&](LatticePoint a, LatticePoint b, std::uint32_t arc) {
            visit_segment({a, b}, arc, visit);
        });
    }

    /// Most segments are too far: whether one is shows without a division and without a branch. Across the segment's direction
    /// and beyond its ends, both times its length, are the two sides of the way to it.
    template <class Visit> void visit_segment(const Segment &s, std::uint32_t arc, Visit &&visit) {
        const double ax = static_cast<double>(std::int64_t{s.a.x} - m_point.x) * m_scale.east_m;
        const double ay = static_cast<double>(std::int64_t{s.a.y} - m_point.y) * m_scale.north_m;
        const double bx = static_cast<double>(std::int64_t{s.b.x} - m_point.x) * m_scale.east_m;
        const double by = static_cast<double>(std::int64_t{s.b.y} - m_point.y) * m_scale.north_m;
        const double dx = bx - ax;
        const double dy = by - ay;
        const double length2 = dx * dx + dy * dy;
        const double along = -(ax * dx + ay * dy);
        const double across = ax * dy - ay * dx;
        const double beyond = std::max(std::max(-along, along - length2), 0.0);
        if (across * across + beyond * beyond > m_doubtful2 * length2) {
            return;
        }
        if (beyond == 0) {
            visit_foot({across * across / length2, s, along / length2}, arc, visit);
        } else if (along < 0) {
            visit_foot({ax * ax + ay * ay, s, 0}, arc, visit);
        } else {
            visit_foot({bx * bx + by * by, s, 1}, arc, visit);
        }
    }

    template <class Visit> void visit_foot(Foot foot, std::uint32_t arc, Visit &&visit) {
        if (foot.distance2 <= doubtful_m2 && is_on(m_point, foot.segment)) {
            foot.on = true;
            foot.distance2 = 0;
        }
        if (foot.distance2 <= m_limit2) {
            const double limit2 = visit(foot, arc);
            if (limit2 < m_limit2) {
                set_limit(limit2);
            }
        }
    }

    const Index &m_index;
    LatticePoint m_point;
    LocalScale m_scale;
    double m_units_an_east_m, m_units_a_north_m;
    double m_limit2 = 0;
    double m_doubtful2 = 0;                    ///< the limit, and as much more as arithmetic in doubles may be wrong
    bool m_reach_is_known = false;             ///< it is worked out when a window is asked for: leaves lower the limit often
    std::int64_t m_reach_x = 0, m_reach_y = 0; ///< the limit in lattice units, rounded up
};

} // namespace

std::optional<BorderHit> Locator::nearest_border(LatticePoint p, double radius_m) const {
    struct Best {
        Foot foot;
        std::uint32_t arc = 0;
    };
    std::optional<Best> best;
    const auto rank = [&](const Best &found) {
        const auto [left, right] = m_index->sides_of(found.arc);
        return std::tuple(found.foot.place(p), left, right);
    };
    NearestSearch(*m_index, p).run(radius_m, [&](const Foot &foot, std::uint32_t arc) {
        const Best found{foot, arc};
        if (!best || foot.distance2 < best->foot.distance2 ||
            (foot.distance2 == best->foot.distance2 && rank(found) < rank(*best))) {
            best = found;
        }
        return best->foot.distance2;
    });
    if (!best) {
        return std::nullopt;
    }
    const auto [left, right] = m_index->sides_of(best->arc);
    return BorderHit{std::sqrt(best->foot.distance2), best->foot.place(p), left, right};
}

std::vector<Locator::UnitDistance> Locator::within(LatticePoint p, double radius_m) const {
    std::map<Label, double> nearest; // squared
    NearestSearch(*m_index, p).run(radius_m, [&](const Foot &foot, std::uint32_t arc) {
        const auto [left, right] = m_index->sides_of(arc);
        for (const auto label : {left, right}) {
            const auto [it, is_new] = nearest.try_emplace(label, foot.distance2);
            if (!is_new) {
                it->second = std::min(it->second, foot.distance2);
            }
        }
        return radius_m * radius_m;
    });
    const auto owner = locate(p);
    nearest[owner] = 0;
    nearest.erase(no_label);
    std::vector<UnitDistance> result;
    for (const auto &[label, distance2] : nearest) {
        result.push_back({label, std::sqrt(distance2)});
    }
    std::ranges::sort(result, {}, [&](const UnitDistance &u) { return std::tuple(u.distance_m, u.label != owner, u.label); });
    return result;
}

} // namespace jingwei::spatial
