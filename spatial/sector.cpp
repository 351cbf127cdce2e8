#include "spatial/sector.hpp"

#include "spatial/ellipsoid.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double radians = std::numbers::pi / 180;

/// Where geodesics from one place lead.
class Surroundings {
  public:
    explicit Surroundings(LatticePoint at) : m_from(to_lonlat(at)) {
        const double lat = m_from.lat * radians;
        const double e2 = cgcs2000_ellipsoid.eccentricity2();
        m_cosine = std::cos(lat);
        m_tangent = std::tan(lat);
        m_normal_m = cgcs2000_ellipsoid.semi_major_m / std::sqrt(1 - e2 * std::sin(lat) * std::sin(lat));
        m_eta2 = e2 / (1 - e2) * m_cosine * m_cosine;
    }

    [[nodiscard]] LonLat at(double azimuth_deg, double distance_m) const {
        constexpr double series_to_m = 5'000;
        constexpr double series_to_lat = 75;
        if (distance_m > series_to_m || std::abs(m_from.lat) > series_to_lat) {
            LonLat to = geodesic_destination(m_from, azimuth_deg, distance_m);
            to.lon += 360 * std::round((m_from.lon - to.lon) / 360); // beyond the antimeridian is beyond 180 degrees
            return to;
        }
        return by_series(azimuth_deg * radians, distance_m);
    }

  private:
    /// Legendre's series to the third order (Jordan, Handbuch der Vermessungskunde III).
    [[nodiscard]] LonLat by_series(double azimuth, double distance_m) const {
        const double u = distance_m / m_normal_m * std::cos(azimuth);
        const double v = distance_m / m_normal_m * std::sin(azimuth);
        const double t = m_tangent;
        const double t2 = t * t;
        const double north = u - v * v * t / 2 - 3 * u * u * m_eta2 * t / 2 -
                             v * v * u * (1 + 3 * t2 + m_eta2 - 9 * m_eta2 * t2) / 6 - u * u * u * m_eta2 * (1 - t2) / 2;
        const double east = v + u * v * t - v * v * v * t2 / 3 + v * u * u * (1 + 3 * t2 + m_eta2) / 3;
        return {m_from.lon + east / m_cosine / radians, m_from.lat + north * (1 + m_eta2) / radians};
    }

    LonLat m_from;
    double m_cosine = 1;
    double m_tangent = 0;
    double m_normal_m = 0; ///< radius of curvature in the prime vertical
    double m_eta2 = 0;     ///< second eccentricity times cosine, squared
};

/// How many chords an arc wants.
int chord_count(double fov_deg, double range_m, double tolerance_m) {
    constexpr double finest_deg = 0.1;
    constexpr double coarsest_deg = 45;
    const double bow = std::clamp(tolerance_m / range_m, 0.0, 1.0);
    const double step_deg = std::clamp(2 * std::acos(1 - bow) / radians, finest_deg, coarsest_deg);
    return static_cast<int>(std::ceil(fov_deg / step_deg));
}

} // namespace

std::vector<LonLat> sector_outline(const Sector &sector, double tolerance_m) {
    constexpr double all_around = 360;
    const double fov = std::min(sector.fov_deg, all_around);
    const bool is_disc = fov >= all_around;
    const int chords = chord_count(fov, sector.range_m, tolerance_m);
    const double first = is_disc ? 0 : sector.azimuth_deg - fov / 2;
    const Surroundings around(sector.at);
    std::vector<LonLat> outline;
    outline.reserve(static_cast<std::size_t>(chords) + 2);
    if (!is_disc) {
        outline.push_back(to_lonlat(sector.at));
    }
    for (int i = 0; i < chords + (is_disc ? 0 : 1); ++i) {
        outline.push_back(around.at(first + fov * i / chords, sector.range_m));
    }
    return outline;
}

LatticeBox widened(const LatticeBox &box, double metres) {
    constexpr double a_little = 1.001; // the scale changes on the way
    constexpr double quarter = 90 * lattice_units_per_degree;
    constexpr double half = 180 * lattice_units_per_degree;
    const double north = metres * a_little / local_scale(0).north_m; // degrees are shortest at the equator
    const double top = std::min(box.max_y + north, quarter);
    const double bottom = std::max(box.min_y - north, -quarter);
    const double farthest = std::max(std::abs(top), std::abs(bottom));
    const double east_m = farthest >= quarter ? 0 : local_scale(static_cast<std::int32_t>(farthest)).east_m;
    const double east = east_m * half > metres ? metres * a_little / east_m : 2 * half;
    const auto unit = [](double value, double limit) { return static_cast<std::int32_t>(std::clamp(value, -limit, limit)); };
    return {unit(std::floor(box.min_x - east), half), unit(std::floor(bottom), quarter),
            unit(std::ceil(box.max_x + east), half), unit(std::ceil(top), quarter)};
}

} // namespace jingwei::spatial
