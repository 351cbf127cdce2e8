#pragma once

#include "spatial/lattice.hpp"

namespace jingwei::spatial {

/// An ellipsoid of revolution. The figures are those of the EPSG Dataset (codes beside them), which agree with GB 22021-2008
/// (CGCS2000) and with the definitions of the two older Chinese datums.
struct Ellipsoid {
    double semi_major_m = 0;
    double inverse_flattening = 0;

    /// The first eccentricity, squared.
    [[nodiscard]] constexpr double eccentricity2() const {
        const double f = 1 / inverse_flattening;
        return f * (2 - f);
    }
};

constexpr Ellipsoid krassowsky_1940{6378245.0, 298.3};            ///< EPSG:7024; 北京54 and the adjusted 新北京54
constexpr Ellipsoid iag_1975{6378140.0, 298.257};                 ///< EPSG:7049; 西安80
constexpr Ellipsoid cgcs2000_ellipsoid{6378137.0, 298.257222101}; ///< EPSG:1024; the store's own
constexpr Ellipsoid wgs84_ellipsoid{6378137.0, 298.257223563};    ///< EPSG:7030

/// Earth-centred, earth-fixed metres: x towards 0° E on the equator, y towards 90° E, z towards the north pole.
struct Geocentric {
    double x_m = 0;
    double y_m = 0;
    double z_m = 0;
};

/// A position with its height above the ellipsoid.
struct Geodetic {
    LonLat at;
    double height_m = 0;
};

[[nodiscard]] Geocentric to_geocentric(const Geodetic &position, const Ellipsoid &ellipsoid);

/// The inverse, by fixed-point iteration on the latitude: within a nanometre for heights from -10 to 100 km. The centre of the
/// earth has no position: callers keep away from it.
[[nodiscard]] Geodetic to_geodetic(const Geocentric &position, const Ellipsoid &ellipsoid);

/// Metres in one radian of latitude and of longitude at a latitude, on the ellipsoid's surface.
struct RadianLength {
    double east_m = 0;
    double north_m = 0;
};
[[nodiscard]] RadianLength radian_length(double lat_deg, const Ellipsoid &ellipsoid);

} // namespace jingwei::spatial
