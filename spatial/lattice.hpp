#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

namespace jingwei::spatial {

/// A position in degrees, longitude first, in whatever frame the declaration that holds it states.
struct LonLat {
    double lon = 0;
    double lat = 0;
    friend bool operator==(const LonLat &, const LonLat &) = default;
};

/// A point of the lattice that every coverage lives on: 1e-7 degree (about 11 mm), EPSG:4490, x = longitude, y = latitude.
struct LatticePoint {
    std::int32_t x = 0;
    std::int32_t y = 0;
    friend auto operator<=>(const LatticePoint &, const LatticePoint &) = default;
};

constexpr double lattice_units_per_degree = 1e7;

/// A coverage may span at most this many units in x and in y, so that cross products fit int64.
constexpr std::int64_t max_coverage_span = std::int64_t{1} << 30;

/// Rounds to the lattice, halves away from zero. The caller has checked that |lat| <= 90 and |lon| <= 180.
[[nodiscard]] inline LatticePoint to_lattice(LonLat p) {
    return {static_cast<std::int32_t>(std::llround(p.lon * lattice_units_per_degree)),
            static_cast<std::int32_t>(std::llround(p.lat * lattice_units_per_degree))};
}

[[nodiscard]] inline LonLat to_lonlat(LatticePoint p) {
    return {static_cast<double>(p.x) / lattice_units_per_degree, static_cast<double>(p.y) / lattice_units_per_degree};
}

/// Twice the signed area of triangle abc: > 0 when c lies left of a->b. Exact where no difference exceeds 2^30.
[[nodiscard]] constexpr std::int64_t cross(LatticePoint a, LatticePoint b, LatticePoint c) {
    return (std::int64_t{b.x} - a.x) * (std::int64_t{c.y} - a.y) - (std::int64_t{b.y} - a.y) * (std::int64_t{c.x} - a.x);
}

/// A closed box of lattice points; empty while min > max.
struct LatticeBox {
    std::int32_t min_x = INT32_MAX;
    std::int32_t min_y = INT32_MAX;
    std::int32_t max_x = INT32_MIN;
    std::int32_t max_y = INT32_MIN;

    [[nodiscard]] constexpr bool empty() const { return min_x > max_x; }
    constexpr void add(LatticePoint p) {
        min_x = p.x < min_x ? p.x : min_x;
        min_y = p.y < min_y ? p.y : min_y;
        max_x = p.x > max_x ? p.x : max_x;
        max_y = p.y > max_y ? p.y : max_y;
    }
    [[nodiscard]] constexpr bool contains(LatticePoint p) const {
        return p.x >= min_x && p.x <= max_x && p.y >= min_y && p.y <= max_y;
    }
    [[nodiscard]] constexpr bool intersects(const LatticeBox &o) const {
        return min_x <= o.max_x && o.min_x <= max_x && min_y <= o.max_y && o.min_y <= max_y;
    }
    friend bool operator==(const LatticeBox &, const LatticeBox &) = default;
};

} // namespace jingwei::spatial
