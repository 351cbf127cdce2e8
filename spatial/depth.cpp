#include "spatial/depth.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <limits>

namespace jingwei::spatial {
namespace {

void add_ring(Outline &outline, const Ring &ring, LonLat middle, LocalScale scale) {
    const auto local = [&](LatticePoint p) {
        return LonLat{(p.x - middle.lon) * scale.east_m, (p.y - middle.lat) * scale.north_m};
    };
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = local(ring[i]);
        const auto b = local(ring[i + 1 == ring.size() ? 0 : i + 1]);
        const double dx = b.lon - a.lon;
        const double dy = b.lat - a.lat;
        const double length2 = dx * dx + dy * dy;
        outline.segments.push_back({a.lon, a.lat, dx, dy, length2 > 0 ? 1 / length2 : 0, b.lat});
    }
}

} // namespace

Outline to_outline(const Polygon &polygon) {
    LatticeBox box;
    for (const auto p : polygon.outer) {
        box.add(p);
    }
    const LonLat middle{(static_cast<double>(box.min_x) + box.max_x) / 2, (static_cast<double>(box.min_y) + box.max_y) / 2};
    const auto scale = local_scale(static_cast<std::int32_t>(middle.lat));
    Outline outline;
    outline.half_width = (static_cast<double>(box.max_x) - box.min_x) / 2 * scale.east_m;
    outline.half_height = (static_cast<double>(box.max_y) - box.min_y) / 2 * scale.north_m;
    add_ring(outline, polygon.outer, middle, scale);
    for (const auto &hole : polygon.holes) {
        add_ring(outline, hole, middle, scale);
    }
    return outline;
}

std::array<double, 4> signed_distances(const Outline &outline, const Quad &at) {
    constexpr double far = std::numeric_limits<double>::infinity();
    std::array<double, 4> nearest2{far, far, far, far};
    std::array<double, 4> side{-1, -1, -1, -1};
    for (const auto &s : outline.segments) {
        const double rising = s.dy > 0 ? 1.0 : -1.0;
        for (std::size_t k = 0; k < 4; ++k) {
            const double px = at.x[k] - s.x;
            const double py = at.y[k] - s.y;
            const double along = std::max(0.0, std::min(1.0, (px * s.dx + py * s.dy) * s.inverse_length2));
            const double ex = px - along * s.dx;
            const double ey = py - along * s.dy;
            nearest2[k] = std::min(nearest2[k], ex * ex + ey * ey);
            const bool straddles = (at.y[k] < s.y) != (at.y[k] < s.end_y); // exact, so that a corner counts once
            const bool crossed_east = (py * s.dx - px * s.dy) * rising > 0;
            side[k] = (straddles & crossed_east) ? -side[k] : side[k];
        }
    }
    for (std::size_t k = 0; k < 4; ++k) {
        nearest2[k] = side[k] * std::sqrt(nearest2[k]);
    }
    return nearest2;
}

} // namespace jingwei::spatial
