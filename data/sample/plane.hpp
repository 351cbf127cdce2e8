#pragma once

#include "spatial/lattice.hpp"

#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::data::sample {

/// A place or a direction in metres, x east, y north, around the middle of the sample. Only +, -, *, / and sqrt are ever
/// used on it: these give the same bits on every machine.
struct Vec {
    double x = 0;
    double y = 0;
    friend Vec operator+(Vec a, Vec b) { return {a.x + b.x, a.y + b.y}; }
    friend Vec operator-(Vec a, Vec b) { return {a.x - b.x, a.y - b.y}; }
    friend Vec operator*(Vec a, double k) { return {a.x * k, a.y * k}; }
};

[[nodiscard]] inline double dot(Vec a, Vec b) {
    return a.x * b.x + a.y * b.y;
}
[[nodiscard]] inline double cross(Vec a, Vec b) {
    return a.x * b.y - a.y * b.x;
}
[[nodiscard]] inline double length(Vec a) {
    return std::sqrt(dot(a, a));
}
[[nodiscard]] inline Vec left_of(Vec a) {
    return {-a.y, a.x};
}
[[nodiscard]] inline Vec mix(Vec a, Vec b, double t) {
    return a + (b - a) * t;
}
/// The direction of `a` with length 1; east for nothing.
[[nodiscard]] Vec unit(Vec a);
/// A unit vector, t in [0, 1) once around from east, counter-clockwise, at an uneven pace.
[[nodiscard]] Vec around(double t);

using Loop = std::vector<Vec>;

[[nodiscard]] bool inside(std::span<const Vec> loop, Vec p);
/// Square metres, > 0 when the loop turns left.
[[nodiscard]] double area(std::span<const Vec> loop);
[[nodiscard]] Vec middle(std::span<const Vec> loop);
[[nodiscard]] double distance_to_segment(Vec p, Vec a, Vec b);
[[nodiscard]] double distance_to_outline(std::span<const Vec> loop, Vec p);
[[nodiscard]] bool segments_meet(Vec a, Vec b, Vec c, Vec d);

/// Whole degrees clockwise from north, 0..359, from a series of its own.
[[nodiscard]] int azimuth_deg(Vec direction);

/// Smooth noise in [-1, 1] over cells of size 1, and along a line.
[[nodiscard]] double noise(std::uint64_t seed, Vec at);
[[nodiscard]] double noise(std::uint64_t seed, double at);

/// Where the sample lies and how its ground is bent: straight streets of the plan become the winding ones of the map.
class Ground {
  public:
    Ground(std::uint64_t seed, spatial::LatticePoint centre, double radius_m);
    /// One-to-one (the sums of slopes stay below 1 but for rare spots, which the caller checks for).
    [[nodiscard]] Vec bend(Vec planned) const;
    [[nodiscard]] spatial::LatticePoint place(Vec metres) const;
    [[nodiscard]] Vec metres(spatial::LatticePoint p) const;

  private:
    std::uint64_t m_seed;
    spatial::LatticePoint m_centre;
    double m_radius_m;
};

} // namespace jingwei::data::sample
