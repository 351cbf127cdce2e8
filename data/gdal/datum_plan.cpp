#include "data/gdal/datum_plan.hpp"

#include "data/gdal/control_point_file.hpp"
#include "data/gdal/coordinate_system.hpp"
#include "data/gdal/datum_fit.hpp"
#include "spatial/error.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numbers>

namespace jingwei::gdal {

namespace {

using spatial::LonLat;
using spatial::PlanePoint;
using Transformation = std::unique_ptr<OGRCoordinateTransformation>;

OGRSpatialReference cgcs2000() {
    return from_epsg("EPSG:4490");
}

Transformation between(const OGRSpatialReference &from, const OGRSpatialReference &to) {
    auto made = exact_transformation(from, to);
    if (!made) {
        throw Error(ErrorCode::bad_data, fmt::format("there is no exact way from {} to {}; is the file's coordinate system "
                                                     "complete? Say it with --crs EPSG:n",
                                                     from.GetName(), to.GetName()));
    }
    return made;
}

bool is_plane(const std::optional<OGRSpatialReference> &source) {
    return !source || source->IsProjected() != 0;
}

/// From the file's coordinates to degrees of its own datum; null where they are that.
Transformation to_own_degrees(const OGRSpatialReference &source) {
    return source.IsProjected() != 0 ? between(source, geographic_of(source)) : nullptr;
}

void check_source(const std::optional<OGRSpatialReference> &source) {
    if (!source) {
        return;
    }
    const auto datum = datum_of(*source);
    if (datum == "China_2000" || datum == "WGS_1984") {
        throw Error(ErrorCode::bad_call, fmt::format("the file says that it is {}, whose datum needs no parameters: leave them "
                                                     "away; if the file is wrong, say the right system with --crs EPSG:n",
                                                     source->GetName()));
    }
    if (is_plane(source) && source->GetLinearUnits() != 1) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the coordinates of {} are not in metres; parameters move metres only", source->GetName()));
    }
}

std::unique_ptr<DatumShift> given_four(const std::optional<OGRSpatialReference> &source, const FourParameters &four) {
    if (!is_plane(source)) {
        throw Error(ErrorCode::bad_data, fmt::format("4 parameters move metres of a plane, and {} is in degrees; say the plane "
                                                     "with --crs EPSG:n if it is wrong, else use 7 parameters",
                                                     source->GetName()));
    }
    const auto target = from_epsg(four.target_crs);
    if (target.IsProjected() == 0 || datum_of(target) != "China_2000") {
        throw Error(ErrorCode::bad_data, fmt::format("the target_crs of 4 parameters is a plane of CGCS2000, one of EPSG:4491 "
                                                     "to 4554, and {} is not",
                                                     four.target_crs));
    }
    auto shift = std::make_unique<DatumShift>(nullptr, four.similarity, between(target, cgcs2000()));
    shift->report.about = target.GetName();
    return shift;
}

std::unique_ptr<DatumShift> given_seven(const std::optional<OGRSpatialReference> &source, const SevenParameters &seven) {
    if (!source) {
        throw Error(ErrorCode::bad_data, "7 parameters lead from one ellipsoid to another, and the file does not say its own: "
                                         "say its system with --crs EPSG:n, or use 4 parameters or control points");
    }
    return std::make_unique<DatumShift>(to_own_degrees(*source), seven, ellipsoid_of(*source));
}

/// The meridian through the middle of the control points.
double meridian_of(const std::vector<ControlPoint> &points) {
    double sum = 0;
    for (const auto &point : points) {
        sum += point.target.lon;
    }
    return sum / static_cast<double>(points.size());
}

/// The planes between which a similarity is fitted, and the ways to them.
struct Planes {
    Transformation file_to_plane;  ///< null where the file's coordinates are in it
    Transformation point_to_plane; ///< of a control point's x and y; null likewise
    OGRSpatialReference target;
};

Planes planes_of(const std::optional<OGRSpatialReference> &source, const ControlPoints &control) {
    if (control.degrees && !source) {
        throw Error(ErrorCode::bad_data, "the control points give source_lon and source_lat, and the file is a plain grid in "
                                         "metres: give x and y as they stand in the file");
    }
    if (!control.degrees && !is_plane(source)) {
        throw Error(ErrorCode::bad_data, fmt::format("the control points give x and y, and the file ({}) is in degrees: give "
                                                     "source_lon and source_lat",
                                                     source->GetName()));
    }
    if (source && is_plane(source)) {
        OGRSpatialReference target(*source);
        const auto degrees = cgcs2000();
        target.CopyGeogCSFrom(&degrees);
        target.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        return {nullptr, control.degrees ? between(geographic_of(*source), *source) : nullptr, std::move(target)};
    }
    const double meridian = meridian_of(control.points);
    auto target = plane_about(cgcs2000(), meridian);
    if (!source) {
        return {nullptr, nullptr, std::move(target)};
    }
    const auto degrees = geographic_of(*source);
    const auto plane = plane_about(degrees, meridian);
    return {between(degrees, plane), between(degrees, plane), std::move(target)};
}

PlanePoint through(const Transformation &transformation, double x, double y) {
    return transformation ? transformed(*transformation, x, y) : PlanePoint{x, y};
}

/// The corners of the layer's box; none of a layer without coordinates.
std::vector<PlanePoint> corners_of(const LayerSurvey &survey) {
    const auto &box = survey.extent;
    if (survey.shapes == 0) {
        return {};
    }
    return {{box.MinX, box.MinY}, {box.MaxX, box.MinY}, {box.MaxX, box.MaxY}, {box.MinX, box.MaxY}};
}

void add_residuals(spatial::DatumReport &report, const FitPoints &points, const std::vector<spatial::Residual> &residuals,
                   const Request &request) {
    report.fitted = true;
    report.rms_m = spatial::root_mean_square_m(residuals);
    report.limit_m = request.residual_limit_m;
    for (std::size_t i = 0; i < residuals.size(); ++i) {
        report.points.push_back({points.ids[i], residuals[i]});
    }
}

std::unique_ptr<DatumShift> fitted_four(const std::optional<OGRSpatialReference> &source, const LayerSurvey &survey,
                                        const ControlPoints &control, const Request &request) {
    auto planes = planes_of(source, control);
    const auto to_target = between(cgcs2000(), planes.target);
    FitPoints points;
    for (const auto &point : control.points) {
        points.ids.push_back(point.id);
        points.sources.push_back(through(planes.point_to_plane, point.x, point.y));
        points.targets.push_back(transformed(*to_target, point.target.lon, point.target.lat));
    }
    const auto fit = fit_four(points, request.residual_limit_m);
    auto corners = corners_of(survey);
    std::ranges::transform(corners, corners.begin(),
                           [&](const auto &p) { return through(planes.file_to_plane, p.east_m, p.north_m); });
    const double gain = check_reach(points, corners);
    auto shift =
        std::make_unique<DatumShift>(std::move(planes.file_to_plane), fit.transformation, between(planes.target, cgcs2000()));
    add_residuals(shift->report, points, fit.residuals, request);
    shift->report.error_gain = gain;
    shift->report.about = planes.target.GetName();
    return shift;
}

/// Metres on a plane that touches the ground near some place: only to see how points lie.
PlanePoint near_plane(LonLat place, double about_lat) {
    constexpr double radians = std::numbers::pi / 180;
    const auto length = spatial::radian_length(about_lat, spatial::cgcs2000_ellipsoid);
    return {place.lon * radians * length.east_m, place.lat * radians * length.north_m};
}

std::unique_ptr<DatumShift> fitted_seven(const std::optional<OGRSpatialReference> &source, const LayerSurvey &survey,
                                         const ControlPoints &control, const Request &request) {
    if (!source) {
        throw Error(ErrorCode::bad_data,
                    "7 parameters cannot be fitted to a plain grid whose ellipsoid nobody knows; leave --fit 7 "
                    "away, or say the system with --crs EPSG:n");
    }
    const auto ellipsoid = ellipsoid_of(*source);
    const auto to_degrees = to_own_degrees(*source);
    const double about_lat = control.points.front().target.lat;
    FitPoints points;
    for (const auto &point : control.points) {
        const auto own = control.degrees ? PlanePoint{point.x, point.y} : through(to_degrees, point.x, point.y);
        const LonLat degrees{own.east_m, own.north_m};
        points.ids.push_back(point.id);
        points.sources.push_back(near_plane(degrees, about_lat));
        points.source_places.push_back(spatial::to_geocentric({degrees, 0}, ellipsoid));
        points.target_places.push_back(spatial::to_geocentric({point.target, 0}, spatial::cgcs2000_ellipsoid));
        points.target_degrees.push_back(point.target);
    }
    const auto fit = fit_seven(points, request.residual_limit_m);
    auto corners = corners_of(survey);
    std::ranges::transform(corners, corners.begin(), [&](const auto &p) {
        const auto own = through(to_degrees, p.east_m, p.north_m);
        return near_plane({own.east_m, own.north_m}, about_lat);
    });
    const double gain = check_reach(points, corners);
    auto shift = given_seven(source, {fit.transformation, 0});
    add_residuals(shift->report, points, fit.residuals, request);
    shift->report.error_gain = gain;
    return shift;
}

/// How far the file's middle moves beside degrees that stay as they are.
void check_shift(const OGRSpatialReference &source, const LayerSurvey &survey, DatumShift &shift) {
    constexpr double most_m = 500;
    const auto own = through(to_own_degrees(source), survey.middle.east_m, survey.middle.north_m);
    double x = survey.middle.east_m;
    double y = survey.middle.north_m;
    if (!shift.apply({&x, 1}, {&y, 1})) {
        throw Error(ErrorCode::bad_data, "the parameters lead out of the earth; is a unit or a sign wrong?");
    }
    shift.report.shift_m = spatial::geodesic_distance_m({own.east_m, own.north_m}, {x, y});
    if (is_old_chinese(source) && !(shift.report.shift_m <= most_m)) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("the parameters or control points move the file by {:.0f} m, and no datum of China lies {} m off "
                        "CGCS2000; is a unit, a sign, the zone or the target plane wrong?",
                        shift.report.shift_m, most_m));
    }
}

std::unique_ptr<DatumShift> given(const std::optional<OGRSpatialReference> &source, const Request &request) {
    const auto parameters = read_datum_parameters(request.datum_parameters);
    if (const auto *four = std::get_if<FourParameters>(&parameters)) {
        return given_four(source, *four);
    }
    return given_seven(source, std::get<SevenParameters>(parameters));
}

} // namespace

std::unique_ptr<DatumShift> plan_datum(const std::optional<OGRSpatialReference> &source, const LayerSurvey &survey,
                                       const Request &request) {
    check_source(source);
    std::unique_ptr<DatumShift> shift;
    if (!request.datum_parameters.empty()) {
        shift = given(source, request);
    } else {
        const auto control = read_control_points(request.control_points);
        shift =
            request.fit == 7 ? fitted_seven(source, survey, control, request) : fitted_four(source, survey, control, request);
    }
    if (source && survey.shapes > 0) {
        check_shift(*source, survey, *shift);
    }
    return shift;
}

} // namespace jingwei::gdal
