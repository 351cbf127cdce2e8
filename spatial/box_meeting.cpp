#include "spatial/box_meeting.hpp"

#include <algorithm>

namespace jingwei::spatial {

namespace {

/// On which side of a to b a point lies, in 128 bits: a box may reach round the world.
int side_of(LatticePoint a, LatticePoint b, std::int64_t x, std::int64_t y) {
    const __int128 turn =
        static_cast<__int128>(std::int64_t{b.x} - a.x) * (y - a.y) - static_cast<__int128>(std::int64_t{b.y} - a.y) * (x - a.x);
    return turn > 0 ? 1 : turn < 0 ? -1 : 0;
}

} // namespace

/// Separating axes of a segment and a box: x, y and the segment's own normal.
bool segment_meets(const Segment &segment, const LatticeBox &box) {
    const auto &[a, b] = segment;
    const auto [low_x, high_x] = std::minmax(a.x, b.x);
    const auto [low_y, high_y] = std::minmax(a.y, b.y);
    if (high_x < box.min_x || low_x > box.max_x || high_y < box.min_y || low_y > box.max_y) {
        return false;
    }
    const int first = side_of(a, b, box.min_x, box.min_y);
    const int second = side_of(a, b, box.min_x, box.max_y);
    const int third = side_of(a, b, box.max_x, box.min_y);
    const int fourth = side_of(a, b, box.max_x, box.max_y);
    const bool all_left = first > 0 && second > 0 && third > 0 && fourth > 0;
    const bool all_right = first < 0 && second < 0 && third < 0 && fourth < 0;
    return !all_left && !all_right;
}

namespace {

bool meets(const Ring &ring, const LatticeBox &box) {
    for (std::size_t i = 0; i < ring.size(); ++i) {
        if (segment_meets({ring[i], ring[(i + 1) % ring.size()]}, box)) {
            return true;
        }
    }
    return false;
}

/// Whether a ray to the east from a corner of the box, which no outline touches, crosses the ring oddly often.
bool surrounds(const Ring &ring, LatticePoint p) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const LatticePoint a = ring[i];
        const LatticePoint b = ring[(i + 1) % ring.size()];
        const LatticePoint low = a.y < b.y ? a : b;
        const LatticePoint high = a.y < b.y ? b : a;
        inside ^= low.y <= p.y && p.y < high.y && side_of(low, high, p.x, p.y) > 0;
    }
    return inside;
}

bool meets(const Polygon &polygon, const LatticeBox &box) {
    const auto touches = [&](const Ring &ring) { return meets(ring, box); };
    if (touches(polygon.outer) || std::any_of(polygon.holes.begin(), polygon.holes.end(), touches)) {
        return true;
    }
    const LatticePoint corner{box.min_x, box.min_y};
    return surrounds(polygon.outer, corner) &&
           std::none_of(polygon.holes.begin(), polygon.holes.end(), [&](const Ring &hole) { return surrounds(hole, corner); });
}

} // namespace

bool meets(const MultiPolygon &polygons, const LatticeBox &box) {
    return std::any_of(polygons.begin(), polygons.end(), [&](const Polygon &polygon) { return meets(polygon, box); });
}

} // namespace jingwei::spatial
