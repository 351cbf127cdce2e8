#include "data/export_place.hpp"

#include "spatial/frames.hpp"

#include <algorithm>

namespace jingwei::data {

namespace {

using spatial::LatticePoint;
using spatial::LonLat;

std::vector<LonLat> to_path(std::span<const LatticePoint> course, spatial::Frame frame) {
    constexpr double shorter = 0.98; // an import measures the pieces in their frame, where they may be a little longer
    const double limit_m = shorter * spatial::densify_limit_m(frame);
    std::vector<LonLat> path;
    path.reserve(course.size() + 1);
    const auto add = [&](LonLat p) { path.push_back(spatial::from_store_frame(p, frame)); };
    for (std::size_t i = 0; i < course.size(); ++i) {
        const auto here = spatial::to_lonlat(course[i]);
        if (i > 0) {
            std::ranges::for_each(spatial::positions_between(spatial::to_lonlat(course[i - 1]), here, limit_m), add);
        }
        add(here);
    }
    return path;
}

std::vector<LonLat> to_ring(const spatial::Ring &ring, spatial::Frame frame) {
    std::vector<LatticePoint> closed(ring);
    closed.push_back(ring.front());
    return to_path(closed, frame);
}

} // namespace

Shape point_shape(LatticePoint place, spatial::Frame frame) {
    return {ShapeKind::point, "Point", {{to_path(std::span(&place, 1), frame)}}};
}

Shape line_shape(std::span<const LatticePoint> course, spatial::Frame frame) {
    return {ShapeKind::line, "LineString", {{to_path(course, frame)}}};
}

Shape polygon_shape(const spatial::MultiPolygon &polygons, spatial::Frame frame) {
    Shape shape{ShapeKind::polygon, "MultiPolygon", {}};
    for (const auto &polygon : polygons) {
        ShapePart part{to_ring(polygon.outer, frame)};
        for (const auto &hole : polygon.holes) {
            part.push_back(to_ring(hole, frame));
        }
        shape.parts.push_back(std::move(part));
    }
    return shape;
}

} // namespace jingwei::data
