#pragma once

#include "spatial/control_points.hpp"
#include "spatial/ellipsoid.hpp"

#include <string_view>

namespace jingwei::spatial {

/// Which way a positive rotation turns: the two conventions differ in the sign of all three rotations, and nothing in the
/// numbers tells which one was meant.
enum class RotationConvention {
    position_vector,  ///< the point turns (EPSG methods 1033, 9606; +towgs84)
    coordinate_frame, ///< the axes turn (EPSG methods 1032, 9607)
};

[[nodiscard]] std::optional<RotationConvention> rotation_convention_from_name(std::string_view name);
[[nodiscard]] std::string_view rotation_convention_name(RotationConvention convention);

/// The 7 parameters of a Bursa-Wolf transformation (布尔莎七参数) between two geocentric systems:
///
///   X' = T + (1 + s)·(X + r × X)      in the position-vector convention
///
/// with the rotations as small angles, exactly as the EPSG Guidance Note 373-7-2 defines both conventions (methods 1033 and
/// 1032), because that is how published parameters were fitted.
struct BursaWolf {
    double x_m = 0, y_m = 0, z_m = 0;
    double rx_arcsec = 0, ry_arcsec = 0, rz_arcsec = 0;
    double scale_ppm = 0;
    RotationConvention convention = RotationConvention::position_vector;

    [[nodiscard]] Geocentric apply(const Geocentric &source) const;
    /// The same transformation in the other words.
    [[nodiscard]] BursaWolf in(RotationConvention wanted) const;

    /// The least-squares fit. Throws Error{bad_data} for fewer than three points and for points on one line, about which
    /// the rotation is free.
    static BursaWolf fit(std::span<const Geocentric> sources, std::span<const Geocentric> targets);
};

/// Computed minus given on the ground of the target's ellipsoid; heights do not count.
[[nodiscard]] std::vector<Residual> residuals_of(const BursaWolf &transformation, std::span<const Geocentric> sources,
                                                 std::span<const LonLat> targets, const Ellipsoid &target_ellipsoid);

} // namespace jingwei::spatial
