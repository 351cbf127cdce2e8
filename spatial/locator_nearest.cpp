#include "spatial/locator_index.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <tuple>

namespace jingwei::spatial {
namespace {

using Index = Locator::Index;

struct Foot {
    double distance2 = 0; ///< square metres
    LatticePoint point;
};

Foot foot_on(const LocatorEdge &e, LatticePoint p, const LocalScale &scale) {
    if (is_on(p, {e.a, e.b})) {
        return {0, p};
    }
    const double ax = static_cast<double>(std::int64_t{e.a.x} - p.x) * scale.east_m;
    const double ay = static_cast<double>(std::int64_t{e.a.y} - p.y) * scale.north_m;
    const double dx = static_cast<double>(std::int64_t{e.b.x} - e.a.x) * scale.east_m;
    const double dy = static_cast<double>(std::int64_t{e.b.y} - e.a.y) * scale.north_m;
    const double t = std::clamp(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0, 1.0);
    const LatticePoint foot{
        static_cast<std::int32_t>(std::llround(e.a.x + t * static_cast<double>(std::int64_t{e.b.x} - e.a.x))),
        static_cast<std::int32_t>(std::llround(e.a.y + t * static_cast<double>(std::int64_t{e.b.y} - e.a.y)))};
    return {(ax + t * dx) * (ax + t * dx) + (ay + t * dy) * (ay + t * dy), foot};
}

/// Visits the edges near a point, nearest cells first, as long as they can lie within a limit that the visitor may lower.
class NearestSearch {
  public:
    NearestSearch(const Index &index, LatticePoint p) : m_index(index), m_point(p), m_scale(local_scale(p.y)) {}

    /// visit(edge, foot) returns the new limit in square metres.
    template <class Visit> void run(double limit_m, Visit &&visit) {
        if (m_index.cells.empty() || limit_m < 0) {
            return;
        }
        m_limit2 = limit_m * limit_m;
        const auto side = Index::fan * (std::int64_t{1} << m_index.root_log2);
        const auto columns = m_index.block_columns();
        const auto rows = m_index.block_rows();
        const auto column = floor_div(m_point.x - m_index.origin_x, side);
        const auto row = floor_div(m_point.y - m_index.origin_y, side);
        const auto last_ring =
            std::max({std::abs(column), std::abs(columns - 1 - column), std::abs(row), std::abs(rows - 1 - row)});
        const auto first_ring = std::max({std::int64_t{0}, -column, column - (columns - 1), -row, row - (rows - 1)});
        const double ring_step_m = static_cast<double>(side) * std::min(m_scale.east_m, m_scale.north_m);
        for (auto ring = first_ring; ring <= last_ring; ++ring) {
            const double reach_m = static_cast<double>(ring - 1) * ring_step_m;
            if (reach_m > 0 && reach_m * reach_m > m_limit2) {
                return;
            }
            visit_ring(column, row, ring, visit);
        }
    }

  private:
    static std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

    template <class Visit> void visit_ring(std::int64_t column, std::int64_t row, std::int64_t ring, Visit &&visit) {
        const auto c0 = std::max<std::int64_t>(column - ring, 0);
        const auto c1 = std::min(column + ring, m_index.block_columns() - 1);
        const auto r0 = std::max<std::int64_t>(row - ring, 0);
        const auto r1 = std::min(row + ring, m_index.block_rows() - 1);
        for (auto r = r0; r <= r1; ++r) {
            const bool whole_row = r == row - ring || r == row + ring;
            const auto step = whole_row || ring == 0 ? 1 : 2 * ring;
            for (auto c = whole_row ? c0 : column - ring; c <= (whole_row ? c1 : column + ring); c += step) {
                if (c >= c0 && c <= c1) {
                    visit_block(c, r, visit);
                }
            }
        }
    }

    template <class Visit> void visit_block(std::int64_t column, std::int64_t row, Visit &&visit) {
        if (m_index.blocks[static_cast<std::size_t>(row * m_index.block_columns() + column)] == 0) {
            return;
        }
        NearCells near;
        for (std::int64_t i = 0; i < std::ssize(near.cells); ++i) {
            const auto c = column * Index::fan + i % Index::fan;
            const auto r = row * Index::fan + i / Index::fan;
            if (c < m_index.columns && r < m_index.rows) {
                add(m_index.root_cell(c, r), near);
            }
        }
        visit_nearest_first(near, visit);
    }

    /// Up to sixteen cells with borders.
    struct NearCells {
        struct Near {
            double distance2;
            Index::Cell cell;
        };
        std::array<Near, std::size_t{Index::fan} * Index::fan> cells;
        std::size_t count = 0;
    };

    void add(const Index::Cell &cell, NearCells &near) const {
        if (Index::has_borders(cell.entry)) {
            near.cells.at(near.count++) = {distance2(cell), cell};
        }
    }

    template <class Visit> void visit_nearest_first(NearCells &near, Visit &&visit) {
        const auto cells = std::span(near.cells).first(near.count);
        std::ranges::sort(cells, {}, &NearCells::Near::distance2);
        for (std::size_t i = 0; i < cells.size() && cells[i].distance2 <= m_limit2; ++i) {
            visit_cell(cells[i].cell, visit);
        }
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
        if (Index::kind_of(cell.entry) != Index::Kind::node) {
            m_index.for_each_edge(cell, [&](const LocatorEdge &e) {
                const auto foot = foot_on(e, m_point, m_scale);
                if (foot.distance2 <= m_limit2) {
                    m_limit2 = visit(e, foot);
                }
            });
            return;
        }
        NearCells near;
        for (std::uint32_t i = 0; i < near.cells.size(); ++i) {
            add(m_index.child(cell, i % Index::fan, i / Index::fan), near);
        }
        visit_nearest_first(near, visit);
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
    NearestSearch(*m_index, p).run(radius_m, [&](const LocatorEdge &e, const Foot &foot) {
        const BorderHit hit{foot.distance2, foot.point, e.left, e.right};
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
    NearestSearch(*m_index, p).run(radius_m, [&](const LocatorEdge &e, const Foot &foot) {
        for (const auto label : {e.left, e.right}) {
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
