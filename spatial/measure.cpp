#include "spatial/measure.hpp"

#include "spatial/pole.hpp"

#include <algorithm>
#include <cmath>
#include <geodesic.h>
#include <numbers>
#include <optional>

namespace jingwei::spatial {

namespace {

constexpr double semi_major_m = 6378137.0;
constexpr double flattening = 1 / 298.257222101;

const geod_geodesic &ellipsoid() {
    static const auto made = [] {
        geod_geodesic g{};
        geod_init(&g, semi_major_m, flattening);
        return g;
    }();
    return made;
}

double ring_area_m2(const Ring &ring) {
    geod_polygon polygon{};
    geod_polygon_init(&polygon, 0);
    for (const auto p : ring) {
        const auto at = to_lonlat(p);
        geod_polygon_addpoint(&ellipsoid(), &polygon, at.lat, at.lon);
    }
    double area = 0;
    double perimeter = 0;
    geod_polygon_compute(&ellipsoid(), &polygon, 0, 1, &area, &perimeter);
    return std::abs(area);
}

const Polygon &largest_part(const MultiPolygon &polygons) {
    const auto magnitude = [](const Polygon &polygon) {
        const auto area = doubled_area(polygon.outer);
        return area < 0 ? -area : area;
    };
    return *std::ranges::max_element(polygons, {}, magnitude);
}

/// Where a row of lattice points crosses the rings, sorted.
std::vector<double> crossings_of_row(const Polygon &polygon, double y) {
    std::vector<double> found;
    const auto collect = [&](const Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[i + 1 == ring.size() ? 0 : i + 1];
            if ((a.y > y) != (b.y > y)) {
                found.push_back(a.x + (y - a.y) / (static_cast<double>(b.y) - a.y) * (static_cast<double>(b.x) - a.x));
            }
        }
    };
    collect(polygon.outer);
    for (const auto &hole : polygon.holes) {
        collect(hole);
    }
    std::ranges::sort(found);
    return found;
}

std::optional<LatticePoint> inside_on_row(const Polygon &polygon, std::int32_t y) {
    const auto found = crossings_of_row(polygon, y);
    std::optional<LatticePoint> best;
    double widest = 0;
    for (std::size_t i = 0; i + 1 < found.size(); i += 2) {
        const double width = found[i + 1] - found[i];
        const LatticePoint middle{static_cast<std::int32_t>(std::llround((found[i] + found[i + 1]) / 2)), y};
        if (width > widest && strictly_inside(polygon, middle)) {
            widest = width;
            best = middle;
        }
    }
    return best;
}

/// For shapes so thin that the rounded pole misses them: rows in halving steps until one has a lattice point inside.
LatticePoint any_point_inside(const Polygon &polygon) {
    const auto box = bounds({polygon});
    const std::int64_t height = std::int64_t{box.max_y} - box.min_y;
    for (std::int64_t parts = 2; parts <= std::min<std::int64_t>(height, 4096) * 2; parts *= 2) {
        for (std::int64_t k = 1; k < parts; k += 2) {
            const auto y = static_cast<std::int32_t>(box.min_y + height * k / parts);
            if (const auto found = inside_on_row(polygon, y)) {
                return *found;
            }
        }
    }
    return polygon.outer.front();
}

} // namespace

LocalScale local_scale(std::int32_t lattice_y) {
    constexpr double eccentricity2 = flattening * (2 - flattening);
    constexpr double radians = std::numbers::pi / 180 / lattice_units_per_degree;
    const double latitude = lattice_y * radians;
    const double w2 = 1 - eccentricity2 * std::sin(latitude) * std::sin(latitude);
    const double prime_vertical = semi_major_m / std::sqrt(w2);
    return {.east_m = prime_vertical * std::cos(latitude) * radians,
            .north_m = prime_vertical * (1 - eccentricity2) / w2 * radians};
}

double geodesic_distance_m(LonLat a, LonLat b) {
    double distance = 0;
    geod_inverse(&ellipsoid(), a.lat, a.lon, b.lat, b.lon, &distance, nullptr, nullptr);
    return distance;
}

LonLat geodesic_destination(LonLat from, double azimuth_deg, double distance_m) {
    LonLat to;
    geod_direct(&ellipsoid(), from.lat, from.lon, azimuth_deg, distance_m, &to.lat, &to.lon, nullptr);
    return to;
}

double geodesic_length_m(std::span<const LatticePoint> line) {
    constexpr double short_m = 5000;
    double sum = 0;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const LatticePoint a = line[i - 1];
        const LatticePoint b = line[i];
        const auto scale = local_scale(static_cast<std::int32_t>((std::int64_t{a.y} + b.y) / 2));
        const double length = std::hypot(static_cast<double>(std::int64_t{b.x} - a.x) * scale.east_m,
                                         static_cast<double>(std::int64_t{b.y} - a.y) * scale.north_m);
        sum += length < short_m ? length : geodesic_distance_m(to_lonlat(a), to_lonlat(b));
    }
    return sum;
}

double geodesic_area_m2(const MultiPolygon &polygons) {
    double sum = 0;
    for (const auto &polygon : polygons) {
        sum += ring_area_m2(polygon.outer);
        for (const auto &hole : polygon.holes) {
            sum -= ring_area_m2(hole);
        }
    }
    return sum;
}

LatticePoint label_point(const MultiPolygon &polygons) {
    const auto &part = largest_part(polygons);
    const auto pole = find_pole(part);
    const auto box = bounds({part});
    const double middle_x = (static_cast<double>(box.min_x) + box.max_x) / 2;
    const double middle_y = (static_cast<double>(box.min_y) + box.max_y) / 2;
    const auto scale = local_scale(static_cast<std::int32_t>(middle_y));
    const LatticePoint rounded{static_cast<std::int32_t>(std::llround(middle_x + pole.x / scale.east_m)),
                               static_cast<std::int32_t>(std::llround(middle_y + pole.y / scale.north_m))};
    return pole.radius_m > 0 && strictly_inside(part, rounded) ? rounded : any_point_inside(part);
}

double inscribed_width_m(const Polygon &polygon) {
    return 2 * std::max(0.0, find_pole(polygon).radius_m);
}

bool is_as_wide_as(const Polygon &polygon, double width_m) {
    return holds_circle(polygon, width_m / 2) && inscribed_width_m(polygon) >= width_m;
}

} // namespace jingwei::spatial
