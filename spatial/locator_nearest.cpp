#include "spatial/locator_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>

namespace jingwei::spatial {
namespace {

using Index = Locator::Index;

struct Foot {
    double distance2 = 0; ///< square metres
    LatticePoint point;
};

/// A place where arithmetic in doubles may take a border for off, though the point lies on it: nearer than this.
constexpr double doubtful_m2 = 1e-4;

/// Visits the segments near a point, nearest cells first, as long as they can lie within a limit that the visitor may lower.
class NearestSearch {
  public:
    NearestSearch(const Index &index, LatticePoint p) : m_index(index), m_point(p), m_scale(local_scale(p.y)) {}

    /// visit(foot, arc) returns the new limit in square metres.
    template <class Visit> void run(double limit_m, Visit &&visit) {
        if (m_index.root.empty() || limit_m < 0) {
            return;
        }
        m_limit2 = limit_m * limit_m;
        const Index::Grid blocks{m_index.origin_x,
                                 m_index.origin_y,
                                 m_index.root_log2 + Index::block_log2,
                                 m_index.block_columns(),
                                 m_index.block_rows(),
                                 nullptr,
                                 0};
        search(blocks, [&](const Centre &centre, std::int64_t ring) {
            for_each_in_ring(blocks, centre, ring, [&](std::int64_t column, std::int64_t row) {
                const auto mask = m_index.blocks[static_cast<std::size_t>(row * blocks.columns + column)];
                if (mask != 0) {
                    visit_grid(m_index.block_grid(column, row), mask, visit);
                }
            });
        });
    }

  private:
    /// Where a grid's rings are counted from: the cell of the point, which may lie outside.
    struct Centre {
        std::int64_t column = 0, row = 0;
    };

    /// Calls visit_ring(centre, ring) for ring after ring around the point, until one lies too far.
    template <class VisitRing> void search(const Index::Grid &grid, VisitRing &&visit_ring) const {
        const Centre centre{(m_point.x - grid.x) >> grid.log2_side, (m_point.y - grid.y) >> grid.log2_side};
        const auto east = grid.columns - 1 - centre.column;
        const auto north = grid.rows - 1 - centre.row;
        const auto last_ring = std::max({std::abs(centre.column), std::abs(east), std::abs(centre.row), std::abs(north)});
        const auto first_ring = std::max({std::int64_t{0}, -centre.column, -east, -centre.row, -north});
        const double inset_m = inset(grid, centre);
        const double step_m =
            static_cast<double>(std::int64_t{1} << grid.log2_side) * std::min(m_scale.east_m, m_scale.north_m);
        for (auto ring = first_ring; ring <= last_ring; ++ring) {
            const double reach_m = ring == 0 ? 0 : inset_m + static_cast<double>(ring - 1) * step_m;
            if (reach_m * reach_m > m_limit2) {
                return;
            }
            visit_ring(centre, ring);
        }
    }

    /// From the point to the nearest side of the cell that it lies in, in metres.
    [[nodiscard]] double inset(const Index::Grid &grid, const Centre &centre) const {
        const auto side = std::int64_t{1} << grid.log2_side;
        const auto west = m_point.x - (grid.x + (centre.column << grid.log2_side));
        const auto south = m_point.y - (grid.y + (centre.row << grid.log2_side));
        return std::min(static_cast<double>(std::min(west, side - west)) * m_scale.east_m,
                        static_cast<double>(std::min(south, side - south)) * m_scale.north_m);
    }

    template <class Visit>
    static void for_each_in_ring(const Index::Grid &grid, const Centre &centre, std::int64_t ring, Visit &&visit) {
        const auto c0 = std::max<std::int64_t>(centre.column - ring, 0);
        const auto c1 = std::min(centre.column + ring, grid.columns - 1);
        const auto r0 = std::max<std::int64_t>(centre.row - ring, 0);
        const auto r1 = std::min(centre.row + ring, grid.rows - 1);
        for (auto r = r0; r <= r1; ++r) {
            const bool whole_row = r == centre.row - ring || r == centre.row + ring;
            const auto step = whole_row || ring == 0 ? 1 : 2 * ring;
            for (auto c = whole_row ? c0 : centre.column - ring; c <= (whole_row ? c1 : centre.column + ring); c += step) {
                if (c >= c0 && c <= c1) {
                    visit(c, r);
                }
            }
        }
    }

    /// `mask` says which cells of a block have borders; of what a node is cut into, any may.
    template <class Visit> void visit_grid(const Index::Grid &grid, std::optional<std::uint64_t> mask, Visit &&visit) {
        search(grid, [&](const Centre &centre, std::int64_t ring) {
            NearCells near;
            for_each_in_ring(grid, centre, ring, [&](std::int64_t column, std::int64_t row) {
                if (!mask || (*mask >> ((row << Index::block_log2) + column) & 1U) != 0) {
                    add(grid.cell(column, row), near, visit);
                }
            });
            visit_nearest_first(near, visit);
        });
    }

    /// Some cells with borders, of one ring: those of a near ring all fit.
    struct NearCells {
        struct Near {
            double distance2;
            Index::Cell cell;
        };
        std::array<Near, 32> cells;
        std::size_t count = 0;
    };

    template <class Visit> void add(const Index::Cell &cell, NearCells &near, Visit &&visit) {
        if (!Index::has_borders(cell.entry)) {
            return;
        }
        const double distance = distance2(cell);
        if (distance > m_limit2) {
            return;
        }
        if (near.count == near.cells.size()) {
            visit_nearest_first(near, visit);
        }
        near.cells.at(near.count++) = {distance, cell};
    }

    template <class Visit> void visit_nearest_first(NearCells &near, Visit &&visit) {
        const auto cells = std::span(near.cells).first(near.count);
        if (cells.size() > 1) {
            std::ranges::sort(cells, {}, &NearCells::Near::distance2);
        }
        for (std::size_t i = 0; i < cells.size() && cells[i].distance2 <= m_limit2; ++i) {
            visit_cell(cells[i].cell, visit);
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
            visit_grid(m_index.grid_of(cell), std::nullopt, visit);
            return;
        }
        m_index.for_each_segment(cell, [&](LatticePoint a, LatticePoint b, std::uint32_t arc) {
            visit_segment({a, b}, arc, visit);
        });
    }

    template <class Visit> void visit_segment(const Segment &s, std::uint32_t arc, Visit &&visit) {
        const double ax = static_cast<double>(std::int64_t{s.a.x} - m_point.x) * m_scale.east_m;
        const double ay = static_cast<double>(std::int64_t{s.a.y} - m_point.y) * m_scale.north_m;
        const double dx = static_cast<double>(std::int64_t{s.b.x} - s.a.x) * m_scale.east_m;
        const double dy = static_cast<double>(std::int64_t{s.b.y} - s.a.y) * m_scale.north_m;
        const double t = std::clamp(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        const double distance = (ax + t * dx) * (ax + t * dx) + (ay + t * dy) * (ay + t * dy);
        if (distance > m_limit2 && distance > doubtful_m2) {
            return;
        }
        const bool on = distance <= doubtful_m2 && is_on(m_point, s);
        if (on || distance <= m_limit2) {
            m_limit2 = visit(on ? Foot{0, m_point} : Foot{distance, along(s, t)}, arc);
        }
    }

    static LatticePoint along(const Segment &s, double t) {
        return {static_cast<std::int32_t>(std::llround(s.a.x + t * static_cast<double>(std::int64_t{s.b.x} - s.a.x))),
                static_cast<std::int32_t>(std::llround(s.a.y + t * static_cast<double>(std::int64_t{s.b.y} - s.a.y)))};
    }

    const Index &m_index;
    LatticePoint m_point;
    LocalScale m_scale;
    double m_limit2 = 0;
};

} // namespace

std::optional<BorderHit> Locator::nearest_border(LatticePoint p, double radius_m) const {
    std::optional<BorderHit> best; // its distance is squared until the end
    const auto rank = [](const BorderHit &hit) { return std::tuple(hit.distance_m, hit.foot, hit.left, hit.right); };
    NearestSearch(*m_index, p).run(radius_m, [&](const Foot &foot, std::uint32_t arc) {
        const auto [left, right] = m_index->sides_of(arc);
        const BorderHit hit{foot.distance2, foot.point, left, right};
        if (!best || rank(hit) < rank(*best)) {
            best = hit;
        }
        return best->distance_m;
    });
    if (best) {
        best->distance_m = std::sqrt(best->distance_m);
    }
    return best;
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
