#include "spatial/ellipsoid.hpp"

#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double radians = std::numbers::pi / 180;

/// The radius of curvature in the prime vertical.
double normal_m(double sine, const Ellipsoid &ellipsoid) {
    return ellipsoid.semi_major_m / std::sqrt(1 - ellipsoid.eccentricity2() * sine * sine);
}

} // namespace

Geocentric to_geocentric(const Geodetic &position, const Ellipsoid &ellipsoid) {
    const double lon = position.at.lon * radians;
    const double lat = position.at.lat * radians;
    const double normal = normal_m(std::sin(lat), ellipsoid);
    const double from_axis = (normal + position.height_m) * std::cos(lat);
    return {from_axis * std::cos(lon), from_axis * std::sin(lon),
            (normal * (1 - ellipsoid.eccentricity2()) + position.height_m) * std::sin(lat)};
}

Geodetic to_geodetic(const Geocentric &position, const Ellipsoid &ellipsoid) {
    constexpr int rounds = 12; // each leaves less than a hundredth of the error
    const double e2 = ellipsoid.eccentricity2();
    const double from_axis = std::hypot(position.x_m, position.y_m);
    double lat = std::atan2(position.z_m, from_axis * (1 - e2));
    for (int round = 0; round < rounds; ++round) {
        const double sine = std::sin(lat);
        lat = std::atan2(position.z_m + e2 * normal_m(sine, ellipsoid) * sine, from_axis);
    }
    const double sine = std::sin(lat);
    const double cosine = std::cos(lat);
    const double normal = normal_m(sine, ellipsoid);
    // this form is well conditioned at the poles and at the equator
    const double height = from_axis * cosine + position.z_m * sine - ellipsoid.semi_major_m * ellipsoid.semi_major_m / normal;
    return {{std::atan2(position.y_m, position.x_m) / radians, lat / radians}, height};
}

RadianLength radian_length(double lat_deg, const Ellipsoid &ellipsoid) {
    const double sine = std::sin(lat_deg * radians);
    const double normal = normal_m(sine, ellipsoid);
    const double e2 = ellipsoid.eccentricity2();
    return {normal * std::cos(lat_deg * radians), normal * (1 - e2) / (1 - e2 * sine * sine)};
}

} // namespace jingwei::spatial
