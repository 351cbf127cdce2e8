#include "spatial/control_points.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::spatial {

namespace {

double sum_of_squares(std::span<const PlanePoint> points, PlanePoint middle) {
    double sum = 0;
    for (const auto &p : points) {
        sum += (p.east_m - middle.east_m) * (p.east_m - middle.east_m) +
               (p.north_m - middle.north_m) * (p.north_m - middle.north_m);
    }
    return sum;
}

/// What is said of a point when it is left out.
Outlier without(std::size_t index, std::size_t count, const ResidualsWith &residuals_with) {
    std::vector<bool> kept(count, true);
    kept[index] = false;
    const auto residuals = residuals_with(kept);
    Outlier found{.index = index, .off_m = residuals[index].length_m(), .others_largest_m = 0};
    for (std::size_t i = 0; i < count; ++i) {
        if (i != index) {
            found.others_largest_m = std::max(found.others_largest_m, residuals[i].length_m());
        }
    }
    return found;
}

} // namespace

PlanePoint mean_of(std::span<const PlanePoint> points) {
    // relative to the first, so that coordinates of 4e7 lose no digits
    PlanePoint sum;
    for (const auto &p : points) {
        sum.east_m += p.east_m - points.front().east_m;
        sum.north_m += p.north_m - points.front().north_m;
    }
    const auto n = static_cast<double>(points.size());
    return points.empty() ? sum : PlanePoint{points.front().east_m + sum.east_m / n, points.front().north_m + sum.north_m / n};
}

double Residual::length_m() const {
    return std::hypot(east_m, north_m);
}

double root_mean_square_m(std::span<const Residual> residuals) {
    double sum = 0;
    for (const auto &residual : residuals) {
        sum += residual.east_m * residual.east_m + residual.north_m * residual.north_m;
    }
    return residuals.empty() ? 0 : std::sqrt(sum / static_cast<double>(residuals.size()));
}

std::size_t largest_of(std::span<const Residual> residuals) {
    const auto found = std::ranges::max_element(residuals, {}, &Residual::length_m);
    return static_cast<std::size_t>(found - residuals.begin());
}

Spread spread_of(std::span<const PlanePoint> points) {
    const auto middle = mean_of(points);
    double east = 0;
    double north = 0;
    double both = 0;
    for (const auto &p : points) {
        const double e = p.east_m - middle.east_m;
        const double n = p.north_m - middle.north_m;
        east += e * e;
        north += n * n;
        both += e * n;
    }
    // the eigenvalues of the matrix of second moments
    const double half_sum = (east + north) / 2;
    const double root = std::hypot((east - north) / 2, both);
    const auto count = static_cast<double>(std::max<std::size_t>(1, points.size()));
    return {std::sqrt((half_sum + root) / count), std::sqrt(std::max(0.0, half_sum - root) / count)};
}

double error_gain(std::span<const PlanePoint> points, PlanePoint place) {
    const auto middle = mean_of(points);
    const double distance2 = sum_of_squares({&place, 1}, middle);
    return std::sqrt(1 / static_cast<double>(points.size()) + distance2 / sum_of_squares(points, middle));
}

std::optional<Outlier> find_outlier(std::size_t count, double limit_m, const ResidualsWith &residuals_with) {
    if (count < 4) {
        return std::nullopt;
    }
    std::vector<Outlier> tried;
    for (std::size_t i = 0; i < count; ++i) {
        tried.push_back(without(i, count, residuals_with));
    }
    std::ranges::sort(tried, {}, &Outlier::others_largest_m);
    const auto &first = tried[0];
    const bool alone = first.others_largest_m <= tried[1].others_largest_m / 2;
    if (first.others_largest_m <= limit_m && first.off_m > limit_m && alone) {
        return first;
    }
    return std::nullopt;
}

} // namespace jingwei::spatial
