#include "data/sample/plane.hpp"

#include "data/sample/random.hpp"

#include <algorithm>
#include <array>

namespace jingwei::data::sample {
namespace {

/// Lattice units in a metre on the CGCS2000 ellipsoid at 36.54 degrees north; the sample uses one pair for all its ground.
constexpr double units_per_metre_east = 111.675;
constexpr double units_per_metre_north = 90.115;
constexpr double pi = 3.14159265358979323846;

double fade(double t) {
    return t * t * t * (t * (t * 6 - 15) + 10);
}

double corner(std::uint64_t seed, double x, double y) {
    const auto ix = static_cast<std::uint64_t>(static_cast<std::int64_t>(x));
    const auto iy = static_cast<std::uint64_t>(static_cast<std::int64_t>(y));
    return static_cast<double>(scramble(scramble(seed ^ ix) + iy) >> 11U) * 0x1p-52 - 1;
}

/// Arc tangent of 0..1 in radians, within 1e-7: halves the angle twice, then Taylor's series.
double arc_tangent(double t) {
    t = t / (1 + std::sqrt(1 + t * t));
    t = t / (1 + std::sqrt(1 + t * t));
    const double s = t * t;
    return 4 * t * (1 - s * (1.0 / 3 - s * (1.0 / 5 - s * (1.0 / 7 - s / 9))));
}

struct Octave {
    double wavelength_m, height_m;
};

} // namespace

Vec unit(Vec a) {
    const double l = length(a);
    return l > 0 ? a * (1 / l) : Vec{1, 0};
}

Vec around(double t) {
    const double quarter = std::floor(t * 4);
    const double s = t * 4 - quarter;
    Vec v = unit({1 - s * s, 2 * s});
    for (int i = 0; i < static_cast<int>(quarter); ++i) {
        v = left_of(v);
    }
    return v;
}

bool inside(std::span<const Vec> loop, Vec p) {
    bool in = false;
    for (std::size_t i = 0, j = loop.size() - 1; i < loop.size(); j = i++) {
        const Vec a = loop[i], b = loop[j];
        if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) {
            in = !in;
        }
    }
    return in;
}

double area(std::span<const Vec> loop) {
    double sum = 0;
    for (std::size_t i = 0, j = loop.size() - 1; i < loop.size(); j = i++) {
        sum += cross(loop[j], loop[i]);
    }
    return sum / 2;
}

Vec middle(std::span<const Vec> loop) {
    Vec sum;
    double weight = 0;
    for (std::size_t i = 0, j = loop.size() - 1; i < loop.size(); j = i++) {
        const double w = cross(loop[j] - loop[0], loop[i] - loop[0]);
        sum = sum + (loop[j] + loop[i] + loop[0]) * w;
        weight += 3 * w;
    }
    return sum * (1 / weight);
}

double distance_to_segment(Vec p, Vec a, Vec b) {
    const Vec d = b - a;
    const double l = dot(d, d);
    const double t = l > 0 ? std::clamp(dot(p - a, d) / l, 0.0, 1.0) : 0.0;
    return length(p - (a + d * t));
}

double distance_to_outline(std::span<const Vec> loop, Vec p) {
    double best = distance_to_segment(p, loop.back(), loop.front());
    for (std::size_t i = 1; i < loop.size(); ++i) {
        best = std::min(best, distance_to_segment(p, loop[i - 1], loop[i]));
    }
    return best;
}

bool segments_meet(Vec a, Vec b, Vec c, Vec d) {
    const bool ab = (cross(b - a, c - a) > 0) != (cross(b - a, d - a) > 0);
    const bool cd = (cross(d - c, a - c) > 0) != (cross(d - c, b - c) > 0);
    return ab && cd;
}

int azimuth_deg(Vec direction) {
    const double x = std::abs(direction.x), y = std::abs(direction.y);
    if (x + y <= 0) {
        return 0;
    }
    double degrees = (x <= y ? arc_tangent(x / y) : pi / 2 - arc_tangent(y / x)) * (180 / pi);
    degrees = direction.y < 0 ? 180 - degrees : degrees;
    degrees = direction.x < 0 ? 360 - degrees : degrees;
    return static_cast<int>(std::floor(degrees + 0.5)) % 360;
}

double noise(std::uint64_t seed, Vec at) {
    const double x0 = std::floor(at.x), y0 = std::floor(at.y);
    const double u = fade(at.x - x0), v = fade(at.y - y0);
    const double south = corner(seed, x0, y0) * (1 - u) + corner(seed, x0 + 1, y0) * u;
    const double north = corner(seed, x0, y0 + 1) * (1 - u) + corner(seed, x0 + 1, y0 + 1) * u;
    return south * (1 - v) + north * v;
}

double noise(std::uint64_t seed, double at) {
    const double x0 = std::floor(at);
    const double u = fade(at - x0);
    return corner(seed, x0, 0) * (1 - u) + corner(seed, x0 + 1, 0) * u;
}

Ground::Ground(std::uint64_t seed, spatial::LatticePoint centre, double radius_m)
    : m_seed(Random(seed, "ground").next()), m_centre(centre), m_radius_m(radius_m) {}

Vec Ground::bend(Vec planned) const {
    const std::array<Octave, 4> octaves{{{m_radius_m * 0.8, m_radius_m * 0.075}, {5200, 330}, {1700, 75}, {520, 17}}};
    Vec bent = planned;
    std::uint64_t seed = m_seed;
    for (const Octave &o : octaves) {
        const Vec at = planned * (1 / o.wavelength_m);
        bent = bent + Vec{noise(seed + 1, at), noise(seed + 2, at)} * o.height_m;
        seed += 2;
    }
    return bent;
}

spatial::LatticePoint Ground::place(Vec metres) const {
    return {m_centre.x + static_cast<std::int32_t>(std::llround(metres.x * units_per_metre_east)),
            m_centre.y + static_cast<std::int32_t>(std::llround(metres.y * units_per_metre_north))};
}

Vec Ground::metres(spatial::LatticePoint p) const {
    return {static_cast<double>(p.x - m_centre.x) / units_per_metre_east,
            static_cast<double>(p.y - m_centre.y) / units_per_metre_north};
}

} // namespace jingwei::data::sample
