#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// A place on a plane, in metres.
struct PlanePoint {
    double east_m = 0;
    double north_m = 0;
    friend bool operator==(const PlanePoint &, const PlanePoint &) = default;
};

[[nodiscard]] PlanePoint mean_of(std::span<const PlanePoint> points);

/// Where the fitted transformation puts a control point, minus where the point says it is.
struct Residual {
    double east_m = 0;
    double north_m = 0;
    [[nodiscard]] double length_m() const;
};

/// The root of the mean square of the residuals' lengths; 0 for none.
[[nodiscard]] double root_mean_square_m(std::span<const Residual> residuals);
/// The index of the longest one. `residuals` must not be empty.
[[nodiscard]] std::size_t largest_of(std::span<const Residual> residuals);

/// How far points spread along the line that fits them best, and across it: root mean squares of the distances from their
/// middle. Points on one line have no width.
struct Spread {
    double length_m = 0;
    double width_m = 0;
};
[[nodiscard]] Spread spread_of(std::span<const PlanePoint> points);

/// How many times a random error of the control points (each coordinate, independent) comes out enlarged at a place that a
/// similarity fitted to them carries there: sqrt(1/n + d²/Σr²), d and r the distances of the place and of the points from the
/// points' middle. Below 1 among the points, growing without bound away from them.
[[nodiscard]] double error_gain(std::span<const PlanePoint> points, PlanePoint place);

/// A control point that contradicts the others, which agree with each other.
struct Outlier {
    std::size_t index = 0;
    double off_m = 0;            ///< how far it lies from where the others put it
    double others_largest_m = 0; ///< the largest residual among the others without it
};

/// Residuals of all points under the transformation that is fitted to those kept.
using ResidualsWith = std::function<std::vector<Residual>(const std::vector<bool> &kept)>;

/// Leaves out one point after the other. One is named when the others then all agree to within the limit, it does not, and
/// leaving out no other point does as well (half as large a largest residual tells them apart). Needs at least four points:
/// of three, any two agree. Throws what `residuals_with` throws.
[[nodiscard]] std::optional<Outlier> find_outlier(std::size_t count, double limit_m, const ResidualsWith &residuals_with);

} // namespace jingwei::spatial
