#include "spatial/unit_faces.hpp"

#include "spatial/arrangement.hpp"
#include "spatial/gap_walls.hpp"
#include "spatial/measure.hpp"
#include "spatial/point_numbers.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace jingwei::spatial {

namespace {

/// Ground and lines as strands between numbered points.
class StrandSketch {
  public:
    explicit StrandSketch(std::size_t expected) : m_numbers(expected) {}

    void add(std::uint32_t polygon, const Ring &ring, bool is_hole) {
        NodedRing noded{.label = no_label, .polygon = polygon, .vertices = {}, .is_hole = is_hole};
        for (const auto p : ring) {
            const auto vertex = m_numbers.number(p, points);
            if (noded.vertices.empty() || noded.vertices.back() != vertex) {
                noded.vertices.push_back(vertex);
            }
        }
        if (noded.vertices.size() > 1 && noded.vertices.front() == noded.vertices.back()) {
            noded.vertices.pop_back();
        }
        if (noded.vertices.size() > 2) {
            add_strands(noded, strands);
        }
    }
    void add(const Segment &line) {
        const auto a = m_numbers.number(line.a, points);
        const auto b = m_numbers.number(line.b, points);
        if (a != b) {
            strands.push_back(a < b ? Strand{a, b, line_tag, 1} : Strand{b, a, line_tag, -1});
        }
    }

    std::vector<LatticePoint> points;
    std::vector<Strand> strands;

  private:
    PointNumbers m_numbers;
};

/// Claims from `first_ring` on are of rings, those below of ground.
UnitFaces told_apart(const Arrangement &arrangement, Label first_ring) {
    UnitFaces faces;
    std::vector<Label> labels;
    for (const auto list : arrangement.coverage.face_labels()) {
        const auto &claims = arrangement.claims[list];
        const bool is_ground = !claims.empty() && claims.front() < first_ring;
        labels.push_back(is_ground ? static_cast<Label>(labels.size()) : no_label);
        faces.owner.push_back(is_ground ? claims.front() : no_label);
        auto &rings = faces.rings.emplace_back();
        std::for_each(std::ranges::lower_bound(claims, first_ring), claims.end(),
                      [&](Label claim) { rings.push_back(claim - first_ring); });
    }
    const auto &all = arrangement.coverage;
    faces.coverage =
        Coverage({all.all_points().begin(), all.all_points().end()}, {all.arcs().begin(), all.arcs().end()}, std::move(labels));
    return faces;
}

} // namespace

UnitFaces cut_ground(std::span<const LabelledPolygon> ground, std::span<const Segment> lines, std::span<const Ring> rings) {
    constexpr std::size_t points_expected = 1024;
    StrandSketch sketch(points_expected + 2 * lines.size());
    RingTags tags;
    Label first_ring = 1; // rings claim faces with labels above those of the ground
    for (std::uint32_t i = 0; i < ground.size(); ++i) {
        tags.label_of_polygon.push_back(ground[i].label);
        first_ring = std::max(first_ring, ground[i].label + 1);
        sketch.add(i, ground[i].polygon.outer, false);
        for (const auto &hole : ground[i].polygon.holes) {
            sketch.add(i, hole, true);
        }
    }
    for (std::uint32_t i = 0; i < rings.size(); ++i) {
        sketch.add(static_cast<std::uint32_t>(tags.label_of_polygon.size()), rings[i], false);
        tags.label_of_polygon.push_back(first_ring + i);
    }
    for (const auto &line : lines) {
        sketch.add(line);
    }
    join_strands(sketch.strands);
    snap_round(sketch.points, sketch.strands, rings.empty() ? Unnoded::tagged_lines : Unnoded::all);
    return told_apart(arrange(sketch.points, sketch.strands, tags), first_ring);
}

namespace {

/// Four places so far away that no cell of them comes near the block, so that every border in it has two ends.
std::array<LatticePoint, 4> far_away(double reach) {
    const auto far = static_cast<std::int32_t>(std::clamp(reach, 1.0, 1e8));
    return {LatticePoint{-far, -far}, {far, -far}, {far, far}, {-far, far}};
}

LatticePoint rounded(DiagramPoint p, double scale) {
    return {static_cast<std::int32_t>(std::llround(p.x * scale)), static_cast<std::int32_t>(std::llround(p.y * scale))};
}

} // namespace

std::vector<Segment> cell_borders(const MultiPolygon &block, std::span<const LatticePoint> places) {
    const GapBorder border(block, [](LatticePoint, LatticePoint) { return no_label; });
    const auto &box = border.box();
    const double size = std::max(static_cast<double>(std::int64_t{box.max_x} - box.min_x),
                                 static_cast<double>(std::int64_t{box.max_y} - box.min_y)) +
                        1;
    // eighths of a unit where there is room for them
    const double scale = size < 2e6 ? 8 : 1;
    std::vector<LatticePoint> sites;
    for (const auto place : places) {
        sites.push_back(rounded(border.to_plane(place), scale));
    }
    std::ranges::sort(sites);
    sites.erase(std::unique(sites.begin(), sites.end()), sites.end());
    const auto own = sites.size();
    std::ranges::copy(far_away(6 * size * scale), std::back_inserter(sites));
    const auto diagram = point_diagram(sites);
    std::vector<Segment> lines;
    for (const auto &cell_border : diagram.borders) {
        const bool between_own = cell_border.sites[0].segment < own && cell_border.sites[1].segment < own;
        if (between_own && cell_border.ends[0] != no_vertex && cell_border.ends[1] != no_vertex) {
            const auto end = [&](std::uint32_t vertex) {
                const auto &p = diagram.vertices[vertex];
                return border.to_lattice({p.x / scale, p.y / scale});
            };
            lines.push_back({end(cell_border.ends[0]), end(cell_border.ends[1])});
        }
    }
    return inside_of(border, lines);
}

std::vector<LatticePoint> places_in_rows(const MultiPolygon &block, double area_m2) {
    const auto box = bounds(block);
    const auto scale = local_scale(box.min_y);
    const auto step = std::sqrt(area_m2);
    const auto width = static_cast<double>(std::int64_t{box.max_x} - box.min_x) * scale.east_m;
    const auto height = static_cast<double>(std::int64_t{box.max_y} - box.min_y) * scale.north_m;
    const auto columns = std::max<std::int64_t>(1, std::llround(width / step));
    const auto rows = std::max<std::int64_t>(1, std::llround(height / step));
    std::vector<LatticePoint> places;
    for (std::int64_t row = 0; row < rows; ++row) {
        for (std::int64_t column = 0; column < columns; ++column) {
            const auto x = (std::int64_t{box.max_x} - box.min_x) * (2 * column + 1) / (2 * columns) + box.min_x;
            const auto y = (std::int64_t{box.max_y} - box.min_y) * (2 * row + 1) / (2 * rows) + box.min_y;
            places.push_back({static_cast<std::int32_t>(x), static_cast<std::int32_t>(y)});
        }
    }
    return places.size() > 1 ? places : std::vector<LatticePoint>{};
}

bool StreetSearch::is_near(LatticePoint p) const {
    constexpr std::int32_t near = 270; // 3 m in lattice units
    bool found = false;
    m_grid.for_each_near({p.x - near, p.y - near, p.x + near, p.y + near},
                         [&](std::uint32_t street) { found = found || is_within(p, m_streets[street], near); });
    return found;
}

bool StreetSearch::runs_along(const Segment &border) const {
    const auto middle = [](std::int32_t a, std::int32_t b) { return static_cast<std::int32_t>((std::int64_t{a} + b) / 2); };
    return is_near(border.a) && is_near(border.b) && is_near({middle(border.a.x, border.b.x), middle(border.a.y, border.b.y)});
}

} // namespace jingwei::spatial
