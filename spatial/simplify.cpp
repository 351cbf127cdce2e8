#include "spatial/simplify.hpp"

#include "spatial/drawn_rings.hpp"
#include "spatial/thinning.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// The points of borders as they are drawn, and the arcs over them.
struct ProjectedBorders {
    std::vector<TilePosition> points;
    std::vector<Arc> arcs;
};

ProjectedBorders project(const DrawnBorders &borders, TileGrid grid) {
    ProjectedBorders projected{std::vector<TilePosition>(borders.points.size()), borders.arcs};
    std::transform(borders.points.begin(), borders.points.end(), projected.points.begin(),
                   [&](LatticePoint p) { return to_tile_position(p, grid); });
    return projected;
}

/// Each border is here once, so what is put between its points is the same for both its sides.
ProjectedBorders project_shifted(const DrawnBorders &borders, const TilePlane &plane) {
    const double limit_m = densify_limit_m(plane.frame);
    ProjectedBorders projected;
    const auto add = [&](LonLat p) {
        projected.points.push_back(lonlat_to_tile_position(from_store_frame(p, plane.frame), plane.grid));
    };
    for (Arc arc : borders.arcs) {
        const auto line = std::span(borders.points).subspan(arc.first_point, arc.point_count);
        arc.first_point = static_cast<std::uint32_t>(projected.points.size());
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (i > 0) {
                const auto between = positions_between(to_lonlat(line[i - 1]), to_lonlat(line[i]), limit_m);
                std::for_each(between.begin(), between.end(), add);
            }
            add(to_lonlat(line[i]));
        }
        arc.point_count = static_cast<std::uint32_t>(projected.points.size()) - arc.first_point;
        projected.arcs.push_back(arc);
    }
    return projected;
}

} // namespace

LevelCoverage::LevelCoverage(const Coverage &coverage, std::span<const Label> group_of_label, std::size_t group_count,
                             const TilePlane &plane, const LevelCoverage *before) {
    const DrawnBorders borders = join_borders(coverage, group_of_label);
    DrawnRings rings = assemble_rings(borders, group_count);
    ProjectedBorders projected = plane.shifts() ? project_shifted(borders, plane) : project(borders, plane.grid);
    m_points = std::move(projected.points);
    m_arcs = std::move(projected.arcs);
    Thinning thinning = before == nullptr ? thin_borders(m_points, m_arcs, rings)
                                          : thin_borders_after({before->m_points, before->m_arcs, before->m_uses,
                                                                before->m_rings, before->m_from_zoom, before->m_rounds},
                                                               m_points, m_arcs, rings);
    m_from_zoom = std::move(thinning.from_zoom);
    m_rounds = std::move(thinning.rounds);
    m_uses = std::move(rings.uses);
    m_rings = std::move(rings.rings);
    m_first_rings = std::move(rings.first_rings);
    std::vector<TileBox> group_boxes(group_count);
    for (const Arc &arc : m_arcs) {
        const auto points = std::span(m_points).subspan(arc.first_point, arc.point_count);
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
    return m_points.capacity() * sizeof(TilePosition) + m_from_zoom.capacity() + m_rounds.capacity() +
           m_arcs.capacity() * sizeof(Arc) + m_arc_boxes.capacity() * sizeof(TileBox) + m_uses.capacity() * sizeof(ArcUse) +
           m_rings.capacity() * sizeof(DrawnRing) + m_first_rings.capacity() * sizeof(std::uint32_t) + m_arc_index.bytes() +
           m_group_index.bytes();
}

} // namespace jingwei::spatial
