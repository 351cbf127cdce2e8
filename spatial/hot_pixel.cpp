#include "spatial/hot_pixel.hpp"

namespace jingwei::spatial {
namespace {

int sign(std::int64_t v) {
    return (v > 0) - (v < 0);
}

} // namespace

bool cross_properly(const Segment &s, const Segment &t) {
    return sign(cross(s.a, s.b, t.a)) * sign(cross(s.a, s.b, t.b)) < 0 &&
           sign(cross(t.a, t.b, s.a)) * sign(cross(t.a, t.b, s.b)) < 0;
}

namespace {

/// numerator / denominator to the nearest whole number, halves up; the denominator is positive.
__int128 rounded_quotient(__int128 numerator, __int128 denominator) {
    const __int128 doubled = 2 * numerator + denominator;
    const __int128 quotient = doubled / (2 * denominator);
    return quotient * 2 * denominator > doubled ? quotient - 1 : quotient;
}

} // namespace

bool passes_pixel(const Segment &s, LatticePoint p) {
    const auto box = bounds(s);
    if (!box.contains(p)) {
        return false;
    }
    const Segment east = s.a.x <= s.b.x ? s : Segment{s.b, s.a};
    const std::int64_t dx = std::int64_t{east.b.x} - east.a.x;
    const std::int64_t dy = std::int64_t{east.b.y} - east.a.y;
    const std::int64_t side = 2 * cross(east.a, east.b, p);
    const std::int64_t reach = dx + (dy < 0 ? -dy : dy);
    const std::int64_t distance = side < 0 ? -side : side;
    // through a corner only: the south-west corner belongs to the square, the others do not
    return distance < reach || (distance == reach && dy < 0 && side > 0);
}

LatticePoint crossing_pixel(const Segment &s, const Segment &t) {
    const __int128 from_a = cross(t.a, t.b, s.a);
    const __int128 from_b = cross(t.a, t.b, s.b);
    const __int128 whole = from_a - from_b;
    const auto along = [&](std::int32_t from, std::int32_t to) {
        const __int128 run = (std::int64_t{to} - from) * from_a;
        return static_cast<std::int32_t>(from + (whole > 0 ? rounded_quotient(run, whole) : rounded_quotient(-run, -whole)));
    };
    return {along(s.a.x, s.b.x), along(s.a.y, s.b.y)};
}

} // namespace jingwei::spatial
