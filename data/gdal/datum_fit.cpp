#include "data/gdal/datum_fit.hpp"

#include "spatial/error.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

using spatial::PlanePoint;
using spatial::Residual;

template <class T> std::vector<T> chosen(const std::vector<T> &all, const std::vector<bool> &kept) {
    std::vector<T> some;
    for (std::size_t i = 0; i < kept.size(); ++i) {
        if (kept[i]) {
            some.push_back(all[i]);
        }
    }
    return some;
}

std::string listed(const FitPoints &points, const std::vector<Residual> &residuals) {
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t i = 0; i < std::min(most, residuals.size()); ++i) {
        text += fmt::format("{}{} {:.3f} m", i == 0 ? "" : ", ", points.ids[i], residuals[i].length_m());
    }
    return residuals.size() > most ? text + ", …" : text;
}

void check_spread(const FitPoints &points) {
    constexpr double least_share = 1.0 / 20;
    const auto spread = spatial::spread_of(points.sources);
    if (!(spread.width_m > spread.length_m * least_share)) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("the control points lie on one line ({:.0f} m along it, {:.0f} m across), which says nothing about "
                        "the ground beside it; give points that surround the area",
                        spread.length_m, spread.width_m));
    }
}

void check_residuals(const FitPoints &points, const std::vector<Residual> &residuals, double limit_m,
                     const spatial::ResidualsWith &residuals_with) {
    const auto worst = spatial::largest_of(residuals);
    if (residuals[worst].length_m() <= limit_m) {
        return;
    }
    if (const auto outlier = spatial::find_outlier(residuals.size(), limit_m, residuals_with)) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("the control point {} contradicts the others: it is {:.3f} m off where they put it, and without it "
                        "they agree to {:.3f} m; correct its row or delete it",
                        points.ids[outlier->index], outlier->off_m, outlier->others_largest_m));
    }
    const char *advice = residuals.size() == 3
                             ? "of three points nobody can say which one is wrong: check them, and add a fourth"
                             : "more than one is wrong, or they are of another system than the file";
    throw Error(
        ErrorCode::bad_data,
        fmt::format("the control points disagree by up to {:.3f} m, more than the {} m that --residual-limit allows ({}); {}",
                    residuals[worst].length_m(), limit_m, listed(points, residuals), advice));
}

/// A similarity cannot mirror, so points whose axes changed places fit once they are changed back, and only then.
void check_axes(const FitPoints &points, const std::vector<Residual> &residuals, double limit_m) {
    auto swapped = points.sources;
    for (auto &p : swapped) {
        std::swap(p.east_m, p.north_m);
    }
    const auto other = spatial::residuals_of(spatial::PlaneSimilarity::fit(swapped, points.targets), swapped, points.targets);
    const double length = residuals[spatial::largest_of(residuals)].length_m();
    const double other_length = other[spatial::largest_of(other)].length_m();
    if (length > limit_m && other_length < length / 10) {
        throw Error(ErrorCode::bad_data, "the control points fit once x and y change places: x is the easting here, as in the "
                                         "file, where surveyors' tables write x for the northing");
    }
}

/// Of four points or more one whose axes alone changed places; such a point makes the others look as if on one line.
void check_one_swapped(const FitPoints &points, const std::vector<Residual> &residuals, double limit_m) {
    if (points.sources.size() < 4 || residuals[spatial::largest_of(residuals)].length_m() <= limit_m) {
        return;
    }
    auto sources = points.sources;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        std::swap(sources[i].east_m, sources[i].north_m);
        const auto fitted = spatial::PlaneSimilarity::fit(sources, points.targets);
        const auto other = spatial::residuals_of(fitted, sources, points.targets);
        if (other[spatial::largest_of(other)].length_m() <= limit_m) {
            throw Error(ErrorCode::bad_data,
                        fmt::format("the control point {} fits the others once its x and y change places: x "
                                    "is the easting here, as in the file; correct its row",
                                    points.ids[i]));
        }
        std::swap(sources[i].east_m, sources[i].north_m);
    }
}

/// An easting with its zone number before it is so many million metres greater than one without.
void check_zone_number(const FitPoints &points, std::span<const PlanePoint> corners, double reach_m) {
    constexpr double million = 1e6;
    constexpr double first_zone = 13;
    constexpr double last_zone = 45;
    const double apart = corners.front().east_m - points.sources.front().east_m;
    const double zone = std::round(std::abs(apart) / million);
    if (zone >= first_zone && zone <= last_zone && std::abs(std::abs(apart) - zone * million) <= 3 * reach_m) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("the eastings of the {0} have the zone number {2:.0f} before them (about {3:.0f}) and those of the {1} "
                        "have none (about {4:.0f}): write them alike, with {2:.0f} before those of the {1} or without it",
                        apart > 0 ? "file" : "control points", apart > 0 ? "control points" : "file", zone,
                        std::max(corners.front().east_m, points.sources.front().east_m),
                        std::min(corners.front().east_m, points.sources.front().east_m)));
    }
}

} // namespace

DatumFit<spatial::PlaneSimilarity> fit_four(const FitPoints &points, double limit_m) {
    const auto residuals_with = [&](const std::vector<bool> &kept) {
        const auto fitted = spatial::PlaneSimilarity::fit(chosen(points.sources, kept), chosen(points.targets, kept));
        return spatial::residuals_of(fitted, points.sources, points.targets);
    };
    const auto fitted = spatial::PlaneSimilarity::fit(points.sources, points.targets);
    auto residuals = spatial::residuals_of(fitted, points.sources, points.targets);
    check_one_swapped(points, residuals, limit_m);
    check_spread(points);
    check_axes(points, residuals, limit_m);
    check_residuals(points, residuals, limit_m, residuals_with);
    constexpr double most_ppm = 10'000;
    if (std::abs(fitted.scale_ppm()) > most_ppm) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("one unit of the file is {:.4f} m by the control points; are its coordinates in feet, or in "
                                "another unit than metres?",
                                1 + fitted.scale_ppm() * 1e-6));
    }
    return {fitted, std::move(residuals)};
}

DatumFit<spatial::BursaWolf> fit_seven(const FitPoints &points, double limit_m) {
    const auto residuals_of = [&](const spatial::BursaWolf &fitted) {
        return spatial::residuals_of(fitted, points.source_places, points.target_degrees, spatial::cgcs2000_ellipsoid);
    };
    const auto residuals_with = [&](const std::vector<bool> &kept) {
        return residuals_of(spatial::BursaWolf::fit(chosen(points.source_places, kept), chosen(points.target_places, kept)));
    };
    check_spread(points);
    const auto fitted = spatial::BursaWolf::fit(points.source_places, points.target_places);
    auto residuals = residuals_of(fitted);
    check_residuals(points, residuals, limit_m, residuals_with);
    return {fitted, std::move(residuals)};
}

double check_reach(const FitPoints &points, std::span<const PlanePoint> corners) {
    const auto [west, east] = std::ranges::minmax(points.sources, {}, &PlanePoint::east_m);
    const auto [south, north] = std::ranges::minmax(points.sources, {}, &PlanePoint::north_m);
    const double reach = std::hypot(east.east_m - west.east_m, north.north_m - south.north_m);
    double gain = 0;
    for (const auto &corner : corners) {
        const double out = std::max({west.east_m - corner.east_m, corner.east_m - east.east_m, south.north_m - corner.north_m,
                                     corner.north_m - north.north_m});
        if (!(out <= reach)) {
            check_zone_number(points, corners, reach);
            throw Error(
                ErrorCode::bad_data,
                fmt::format("the file reaches {:.0f} m out of the ground that the control points surround, farther than the "
                            "{:.0f} m that this ground is long: give points around the file's own area. Is it the right "
                            "file, and is every coordinate in it right?",
                            out, reach));
        }
        gain = std::max(gain, spatial::error_gain(points.sources, corner));
    }
    return gain;
}

} // namespace jingwei::gdal
