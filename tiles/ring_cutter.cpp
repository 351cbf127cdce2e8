#include "tiles/ring_cutter.hpp"

#include "tiles/turn_backs.hpp"

#include <algorithm>

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

void RingCutter::add_polygons(spatial::Label group, FeatureWriter &feature) {
    const auto rings = m_coverage->rings(group);
    if (rings.size() != 1) {
        add_parts(rings, feature);
        return;
    }
    cut(rings.front(), m_shape);
    if (!m_shape.empty()) {
        feature.add_polygon(std::span(&m_shape, 1));
    }
}

void RingCutter::add_parts(std::span<const spatial::DrawnRing> rings, FeatureWriter &feature) {
    std::vector<std::vector<std::vector<TilePoint>>> polygons;
    for (const spatial::DrawnRing &ring : rings) {
        if (!ring.hole) {
            polygons.emplace_back();
        }
        cut(ring, m_shape);
        if (!m_shape.empty() || !ring.hole) { // holes go with their outer ring
            polygons.back().push_back(m_shape);
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

RingCutter::Pieces RingCutter::pieces_of(std::uint32_t arc) const {
    std::vector<WidePoint> line;
    for (const spatial::TilePosition p : m_arcs->points(arc)) {
        line.push_back(m_frame.nearest(p));
    }
    if (m_coverage->arcs()[arc].left > m_coverage->arcs()[arc].right) {
        std::reverse(line.begin(), line.end());
    }
    drop_turn_backs(line);
    if (line.size() > 3 && line.front() == line.back()) {
        begin_unseen(line);
    }
    Pieces pieces;
    clip_line(line, clip_box, [&](std::span<const TilePoint> piece) { pieces.emplace_back(piece.begin(), piece.end()); });
    std::sort(pieces.begin(), pieces.end());
    return pieces;
}

std::vector<RingCutter::Border> RingCutter::borders() const {
    std::vector<Border> borders;
    for (const std::uint32_t arc : m_coverage->arcs_in(m_box)) {
        const spatial::Arc &a = m_coverage->arcs()[arc];
        if (Pieces pieces = pieces_of(arc); !pieces.empty()) {
            borders.push_back({std::min(a.left, a.right), std::max(a.left, a.right), std::move(pieces), arc});
        }
    }
    std::sort(borders.begin(), borders.end());
    return borders;
}

/// Puts the points of a ring into m_points, without repeated ones; answers whether all lie in the tile and its buffer.
bool RingCutter::gather(const spatial::DrawnRing &ring) {
    const auto uses = m_coverage->uses(ring);
    std::size_t most = 0;
    for (const spatial::ArcUse &use : uses) {
        most += m_arcs->points(use.arc).size();
    }
    m_points.resize(std::max(most, m_points.size()));
    WidePoint *out = m_points.data();
    WidePoint last{INT64_MIN, INT64_MIN};
    WidePoint low{INT64_MAX, INT64_MAX};
    WidePoint high = last;
    const auto take = [&](spatial::TilePosition position) {
        const WidePoint p = m_frame.nearest(position);
        if (p != last) {
            *out++ = last = p;
            low = {std::min(low.x, p.x), std::min(low.y, p.y)};
            high = {std::max(high.x, p.x), std::max(high.y, p.y)};
        }
    };
    for (const spatial::ArcUse &use : uses) {
        const auto arc = m_arcs->points(use.arc);
        const std::size_t count = lies_beyond_a_side(m_coverage->arc_box(use.arc), m_box) ? 1 : arc.size() - 1;
        if (use.reversed) {
            std::for_each(arc.rbegin(), arc.rbegin() + static_cast<std::ptrdiff_t>(count), take);
        } else {
            std::for_each(arc.begin(), arc.begin() + static_cast<std::ptrdiff_t>(count), take);
        }
    }
    m_points.resize(static_cast<std::size_t>(out - m_points.data()));
    return std::min(low.x, low.y) >= clip_box.min && std::max(high.x, high.y) <= clip_box.max;
}

void RingCutter::cut(const spatial::DrawnRing &ring, std::vector<TilePoint> &shape) {
    if (!gather(ring)) {
        clip_ring(m_points, clip_box, m_clipped);
    }
    shape.resize(m_points.size());
    std::ranges::transform(m_points, shape.begin(), [](WidePoint p) {
        return TilePoint{static_cast<std::int32_t>(p.x), static_cast<std::int32_t>(p.y)};
    });
}

} // namespace jingwei::tiles
