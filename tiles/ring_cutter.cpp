#include "tiles/ring_cutter.hpp"

#include <algorithm>
#include <tuple>

namespace jingwei::tiles {

namespace {

constexpr ClipBox clip_box{-RingCutter::buffer, tile_extent + RingCutter::buffer};

/// Whether the whole of an arc lies beyond one side of a box: then its chord clips to the same as the arc.
bool lies_beyond_a_side(const spatial::TileBox &arc, const spatial::TileBox &box) {
    return arc.max_x < box.min_x || arc.min_x > box.max_x || arc.max_y < box.min_y || arc.min_y > box.max_y;
}

bool comes_before(const std::vector<TilePoint> &a, const std::vector<TilePoint> &b) {
    const auto least = [](const std::vector<TilePoint> &ring) {
        return ring.empty() ? TilePoint{INT32_MAX, INT32_MAX} : *std::min_element(ring.begin(), ring.end());
    };
    return least(a) < least(b);
}

void begin_unseen(std::vector<WidePoint> &line) {
    line.pop_back();
    const auto is_outside = [](WidePoint p) { return std::min(p.x, p.y) < clip_box.min || std::max(p.x, p.y) > clip_box.max; };
    const auto outside = std::find_if(line.begin(), line.end(), is_outside);
    std::rotate(line.begin(), outside != line.end() ? outside : std::min_element(line.begin(), line.end()), line.end());
    line.push_back(line.front());
}

} // namespace

void RingCutter::add_polygons(spatial::Label group, FeatureWriter &feature) const {
    std::vector<std::vector<std::vector<TilePoint>>> polygons;
    for (const spatial::DrawnRing &ring : m_coverage->rings(group)) {
        if (!ring.hole) {
            polygons.emplace_back();
        }
        std::vector<TilePoint> shape = cut(ring);
        if (!shape.empty()) {
            polygons.back().push_back(std::move(shape));
        } else if (!ring.hole) {
            polygons.back().emplace_back(); // its holes go with it
        }
    }
    for (auto &polygon : polygons) {
        std::sort(polygon.begin() + 1, polygon.end(), comes_before);
    }
    if (polygons.size() > 1) {
        std::sort(polygons.begin(), polygons.end(),
                  [](const auto &a, const auto &b) { return comes_before(a.front(), b.front()); });
    }
    for (auto &polygon : polygons) {
        feature.add_polygon(polygon);
    }
}

void RingCutter::add_lines(std::uint32_t arc, FeatureWriter &feature) const {
    std::vector<WidePoint> line;
    for (const spatial::TilePosition p : m_arcs->points(arc)) {
        line.push_back(m_frame.nearest(p));
    }
    if (m_coverage->arcs()[arc].left > m_coverage->arcs()[arc].right) {
        std::reverse(line.begin(), line.end());
    }
    if (line.size() > 3 && line.front() == line.back()) {
        begin_unseen(line);
    }
    std::vector<std::vector<TilePoint>> pieces;
    clip_line(line, clip_box, [&](std::span<const TilePoint> piece) { pieces.emplace_back(piece.begin(), piece.end()); });
    std::sort(pieces.begin(), pieces.end());
    for (const auto &piece : pieces) {
        feature.add_line(piece);
    }
}

std::vector<std::uint32_t> RingCutter::arcs_in_order() const {
    std::vector<std::uint32_t> arcs = m_coverage->arcs_in(m_box);
    const auto place = [&](std::uint32_t arc) {
        const spatial::Arc &a = m_coverage->arcs()[arc];
        const auto points = m_arcs->points(arc);
        return std::tuple(std::min(a.left, a.right), std::max(a.left, a.right), std::min(points.front(), points.back()),
                          std::max(points.front(), points.back()), points.size());
    };
    std::sort(arcs.begin(), arcs.end(), [&](std::uint32_t a, std::uint32_t b) { return place(a) < place(b); });
    return arcs;
}

std::vector<TilePoint> RingCutter::cut(const spatial::DrawnRing &ring) const {
    std::vector<WidePoint> points;
    for (const spatial::ArcUse &use : m_coverage->uses(ring)) {
        const auto arc = m_arcs->points(use.arc);
        const std::size_t count = lies_beyond_a_side(m_coverage->arc_box(use.arc), m_box) ? 1 : arc.size() - 1;
        for (std::size_t i = 0; i < count; ++i) {
            const WidePoint p = m_frame.nearest(arc[use.reversed ? arc.size() - 1 - i : i]);
            if (points.empty() || points.back() != p) {
                points.push_back(p);
            }
        }
    }
    clip_ring(points, clip_box);
    std::vector<TilePoint> cut_ring;
    cut_ring.reserve(points.size());
    for (const WidePoint p : points) {
        cut_ring.push_back({static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)});
    }
    return cut_ring;
}

} // namespace jingwei::tiles
