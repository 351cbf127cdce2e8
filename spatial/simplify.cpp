#include "spatial/simplify.hpp"

#include "spatial/drawn_rings.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace jingwei::spatial {

namespace {

constexpr double always = std::numeric_limits<double>::infinity();

/// The squared distance of p from the segment ab, in world units.
double squared_distance(TilePosition p, TilePosition a, TilePosition b) {
    const double abx = static_cast<double>(b.x) - a.x;
    const double aby = static_cast<double>(b.y) - a.y;
    double dx = static_cast<double>(p.x) - a.x;
    double dy = static_cast<double>(p.y) - a.y;
    const double length = abx * abx + aby * aby;
    if (length > 0) {
        const double t = std::clamp((dx * abx + dy * aby) / length, 0.0, 1.0);
        dx -= t * abx;
        dy -= t * aby;
    }
    return dx * dx + dy * dy;
}

/// Gives each vertex of an arc the tolerance (squared) below which it is drawn, after Douglas and Peucker: never more than
/// that of the vertices it hangs from, so that the vertices of a zoom are among those of the next.
class Significance {
  public:
    explicit Significance(std::span<const TilePosition> points) : m_points(points), m_squared(points.size()) {
        m_squared.front() = always;
        m_squared.back() = always;
        if (points.front() == points.back() && points.size() > 3) {
            split_closed();
        } else {
            split(0, points.size() - 1, always);
        }
    }
    [[nodiscard]] const std::vector<double> &squared() const { return m_squared; }

  private:
    struct Range {
        std::size_t first, last;
        double limit;
    };
    struct Farthest {
        std::size_t index;
        double squared;
    };

    [[nodiscard]] Farthest farthest(std::size_t first, std::size_t last) const {
        Farthest best{first + 1, -1};
        for (std::size_t i = first + 1; i < last; ++i) {
            const double squared = squared_distance(m_points[i], m_points[first], m_points[last]);
            if (squared > best.squared) {
                best = {i, squared};
            }
        }
        return best;
    }

    /// A closed arc keeps its first point, the one farthest from it, and the one farthest from the line between them.
    void split_closed() {
        const std::size_t last = m_points.size() - 1;
        const std::size_t opposite = farthest(0, last).index;
        const Farthest before = opposite > 1 ? farthest(0, opposite) : Farthest{0, -1};
        const Farthest after = opposite + 1 < last ? farthest(opposite, last) : Farthest{0, -1};
        m_squared[opposite] = always;
        m_squared[before.squared > after.squared ? before.index : after.index] = always;
        split(0, opposite, always);
        split(opposite, last, always);
    }

    void split(std::size_t first, std::size_t last, double limit) {
        std::vector<Range> open{{first, last, limit}};
        while (!open.empty()) {
            const Range range = open.back();
            open.pop_back();
            if (range.last - range.first < 2) {
                continue;
            }
            const Farthest best = farthest(range.first, range.last);
            const double squared = std::min(best.squared, range.limit);
            m_squared[best.index] = std::max(m_squared[best.index], squared);
            open.push_back({range.first, best.index, squared});
            open.push_back({best.index, range.last, squared});
        }
    }

    std::span<const TilePosition> m_points;
    std::vector<double> m_squared;
};

/// The tolerance of a zoom, squared: 4 of the 4096 units of a tile's side.
double squared_tolerance(int zoom) {
    return std::ldexp(1.0, 2 * (22 - zoom));
}

std::uint8_t first_zoom(double squared) {
    int zoom = 0;
    while (zoom < LevelCoverage::full_zoom && squared <= squared_tolerance(zoom)) {
        ++zoom;
    }
    return static_cast<std::uint8_t>(zoom);
}

std::vector<TilePosition> project(std::span<const LatticePoint> points, TileGrid grid) {
    std::vector<TilePosition> positions(points.size());
    std::transform(points.begin(), points.end(), positions.begin(), [&](LatticePoint p) { return to_tile_position(p, grid); });
    return positions;
}

} // namespace

LevelCoverage::LevelCoverage(const Coverage &coverage, std::span<const Label> group_of_label, std::size_t group_count,
                             TileGrid grid) {
    const DrawnBorders borders = join_borders(coverage, group_of_label);
    DrawnRings rings = assemble_rings(borders, group_count);
    m_points = project(borders.points, grid);
    m_arcs = borders.arcs;
    m_uses = std::move(rings.uses);
    m_rings = std::move(rings.rings);
    m_first_rings = std::move(rings.first_rings);
    m_from_zoom.resize(m_points.size());
    std::vector<TileBox> group_boxes(group_count);
    for (const Arc &arc : m_arcs) {
        const auto points = std::span(m_points).subspan(arc.first_point, arc.point_count);
        const Significance significance(points);
        std::transform(significance.squared().begin(), significance.squared().end(), m_from_zoom.begin() + arc.first_point,
                       first_zoom);
        TileBox &box = m_arc_boxes.emplace_back();
        std::for_each(points.begin(), points.end(), [&](TilePosition p) { box.add(p); });
        group_boxes[arc.left].add(box);
        group_boxes[arc.right].add(box);
    }
    group_boxes[no_label] = {};
    m_arc_index = BoxIndex(m_arc_boxes);
    m_group_index = BoxIndex(group_boxes);
}

SimplifiedArcs LevelCoverage::simplified(int zoom) const {
    std::vector<std::uint32_t> first_points;
    std::vector<TilePosition> points;
    first_points.reserve(m_arcs.size() + 1);
    for (const Arc &arc : m_arcs) {
        first_points.push_back(static_cast<std::uint32_t>(points.size()));
        for (std::size_t i = arc.first_point; i < std::size_t{arc.first_point} + arc.point_count; ++i) {
            if (m_from_zoom[i] <= zoom) {
                points.push_back(m_points[i]);
            }
        }
    }
    first_points.push_back(static_cast<std::uint32_t>(points.size()));
    points.shrink_to_fit();
    return {std::move(first_points), std::move(points)};
}

std::size_t LevelCoverage::bytes() const {
    return m_points.capacity() * sizeof(TilePosition) + m_from_zoom.capacity() + m_arcs.capacity() * sizeof(Arc) +
           m_arc_boxes.capacity() * sizeof(TileBox) + m_uses.capacity() * sizeof(ArcUse) +
           m_rings.capacity() * sizeof(DrawnRing) + m_first_rings.capacity() * sizeof(std::uint32_t) + m_arc_index.bytes() +
           m_group_index.bytes();
}

} // namespace jingwei::spatial
