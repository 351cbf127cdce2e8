#include "data/gdal/zone_check.hpp"

#include "data/gdal/coordinate_system.hpp"
#include "spatial/error.hpp"

#include <cmath>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

using spatial::ChineseDatum;
using spatial::GaussKrugerZone;
using spatial::LatticeBox;
using spatial::ZoneFault;

/// "3-degree zone 38 (central meridian 114°E), EPSG:4526"
std::string zone_text(ChineseDatum datum, const GaussKrugerZone &zone) {
    const auto code = spatial::epsg_code(datum, zone);
    const auto name = zone.prefixed ? fmt::format("zone {}", zone.number()) : "zone without a number";
    return fmt::format("{}-degree {} (central meridian {}°E){}", zone.width_deg, name, zone.central_meridian_deg,
                       code ? fmt::format(", EPSG:{}", *code) : "");
}

std::string crs_option(ChineseDatum datum, const GaussKrugerZone &zone) {
    const auto code = spatial::epsg_code(datum, zone);
    return code ? fmt::format("say --crs EPSG:{}", *code) : "give the file a .prj of that zone";
}

LatticeBox grown(const LatticeBox &box, double degrees) {
    const auto by = static_cast<std::int32_t>(degrees * spatial::lattice_units_per_degree);
    return {box.min_x - by, box.min_y - by, box.max_x + by, box.max_y + by};
}

[[noreturn]] void refuse(const OGRSpatialReference &source, const spatial::PlanePoint &middle, const std::string &reason) {
    throw Error(ErrorCode::bad_data, fmt::format("the coordinates (about {:.0f}, {:.0f}) are not those of {}: {}",
                                                 middle.east_m, middle.north_m, source.GetName(), reason));
}

/// Whether the eastings name their zone; a zone without a number can be told by the store's ground only.
void check_ground(const OGRSpatialReference &source, const GaussKrugerZone &zone, const LayerSurvey &survey,
                  const Request &request) {
    constexpr double neighbourhood_deg = 0.2;
    if (!request.near || request.near->empty() || zone.prefixed) {
        return;
    }
    const auto transformation = exact_transformation(source, geographic_of(source));
    if (!transformation) {
        return;
    }
    const auto place = transformed(*transformation, survey.middle.east_m, survey.middle.north_m);
    const spatial::LonLat as_declared{place.east_m, place.north_m};
    const auto ground = grown(*request.near, neighbourhood_deg);
    if (ground.contains(spatial::to_lattice(as_declared))) {
        return;
    }
    if (const auto likely = spatial::zone_into_box(zone, as_declared, ground)) {
        const auto datum = chinese_datum(source).value_or(ChineseDatum::cgcs2000);
        refuse(source, survey.middle,
               fmt::format("there they lie at {:.4f}, {:.4f}, off the store's ground, and in the {} they lie on it; {}, or "
                           "--elsewhere if the file is of another area indeed",
                           as_declared.lon, as_declared.lat, zone_text(datum, *likely), crs_option(datum, *likely)));
    }
}

/// The meridian whose zone puts the coordinates onto the store's ground.
std::optional<GaussKrugerZone> zone_on_ground(const spatial::PlanePoint &middle, const Request &request) {
    if (!request.near || request.near->empty()) {
        return std::nullopt;
    }
    const GaussKrugerZone trial{3, 105, false};
    const auto plane = from_epsg(fmt::format("EPSG:{}", spatial::epsg_code(ChineseDatum::cgcs2000, trial).value_or(0)));
    const auto transformation = exact_transformation(plane, geographic_of(plane));
    if (!transformation) {
        return std::nullopt;
    }
    const auto place = transformed(*transformation, middle.east_m, middle.north_m);
    const auto ground = grown(*request.near, 0.2);
    if (ground.contains(spatial::to_lattice({place.east_m, place.north_m}))) {
        return trial;
    }
    return spatial::zone_into_box(trial, {place.east_m, place.north_m}, ground);
}

/// A zone of unknown datum, with the codes of the three that it may be.
std::string codes_text(const GaussKrugerZone &zone) {
    const auto code = [&](ChineseDatum datum) { return spatial::epsg_code(datum, zone).value_or(0); };
    return fmt::format("--crs EPSG:{} if they are CGCS2000, EPSG:{} (西安80) or EPSG:{} (北京54) together with "
                       "--control-points or --datum-parameters",
                       code(ChineseDatum::cgcs2000), code(ChineseDatum::xian80), code(ChineseDatum::beijing54));
}

std::string easting_first(const Request &request) {
    return request.place_fields ? "say --lon FIELD --lat FIELD with the column of the easting first (surveyors write X for the "
                                  "northing)"
                                : "export the file with the easting first";
}

bool are_degrees(const LayerSurvey &survey) {
    return std::abs(survey.middle.east_m) <= 360 && std::abs(survey.middle.north_m) <= 360;
}

} // namespace

void check_zone(const OGRSpatialReference &source, const LayerSurvey &survey, const Request &request) {
    const auto zone = zone_of(source);
    if (!zone || survey.shapes == 0) {
        return;
    }
    if (are_degrees(survey)) {
        refuse(
            source, survey.middle,
            "they are degrees, and that system is in metres; say what they are indeed: --frame cgcs2000, wgs84, gcj02 or bd09, "
            "or --crs EPSG:n of degrees");
    }
    const auto datum = chinese_datum(source).value_or(ChineseDatum::cgcs2000);
    const auto check = spatial::check_zone(*zone, survey.middle);
    const auto likely = check.likely ? "the " + zone_text(datum, *check.likely) : "no zone of China";
    const auto option = check.likely ? crs_option(datum, *check.likely) : "look up the right one";
    switch (check.fault) {
    case ZoneFault::swapped_axes:
        refuse(source, survey.middle, fmt::format("the first one is the northing; {}", easting_first(request)));
    case ZoneFault::other_prefix:
        refuse(source, survey.middle, fmt::format("the number in front of the eastings means {}; {}", likely, option));
    case ZoneFault::missing_prefix:
        refuse(source, survey.middle,
               fmt::format("that system has the zone's number in front of the eastings, and they have none; if the meridian is "
                           "right they are of {}; {}",
                           likely, option));
    case ZoneFault::outside_band:
        if (request.crs.empty()) {
            refuse(source, survey.middle,
                   fmt::format(
                       "there they lie {:.1f} degrees off the central meridian, and a {}-degree zone reaches {:.1f}; is the "
                       "zone or its width another? Say the right one with --crs EPSG:n, or this one if it is right",
                       std::abs(check.off_meridian_deg), zone->width_deg, zone->width_deg / 2.0));
        }
        break;
    case ZoneFault::none:
        break;
    }
    check_ground(source, *zone, survey, request);
}

void check_degrees(const LayerSurvey &survey, const Request &request) {
    constexpr double farthest = 1e8; // metres: more than twice around the earth
    const auto &middle = survey.middle;
    if (survey.shapes > 0 && !(std::abs(middle.east_m) < farthest && std::abs(middle.north_m) < farthest)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("there are coordinates that lie nowhere on the earth (the middle of all would be "
                                "{:.3g}, {:.3g}); correct them in the file",
                                middle.east_m, middle.north_m));
    }
    if (survey.shapes > 0 && !are_degrees(survey)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the file's coordinate system is in degrees, and the coordinates (about {:.0f}, {:.0f}) are "
                                "metres{}",
                                survey.middle.east_m, survey.middle.north_m, system_advice(survey, request)));
    }
}

std::string system_advice(const LayerSurvey &survey, const Request &request) {
    if (survey.shapes == 0 || are_degrees(survey)) {
        return {};
    }
    const auto &middle = survey.middle;
    // with 6-degree zone 20 as the trial every number in front is another one or a right one
    const auto check = spatial::check_zone({6, 117, true}, middle);
    if (check.fault == ZoneFault::swapped_axes) {
        return "; the first one looks like a northing: " + easting_first(request);
    }
    const auto numbered = spatial::zone_of_prefix(static_cast<int>(middle.east_m / 1e6));
    if (numbered) {
        return fmt::format("; its eastings (about {:.0f}) carry the number of {}: {}", middle.east_m,
                           zone_text(ChineseDatum::cgcs2000, *numbered), codes_text(*numbered));
    }
    if (const auto zone = zone_on_ground(middle, request)) {
        return fmt::format("; it lies on the store's ground in the {}: {}", zone_text(ChineseDatum::cgcs2000, *zone),
                           codes_text(*zone));
    }
    if (check.fault == ZoneFault::missing_prefix && middle.north_m > 1'800'000 && middle.north_m < 6'200'000) {
        return "; they look like a Gauss-Krüger zone without a number: by its central meridian 75°E to 135°E it is one of "
               "--crs EPSG:4534 to 4554 (CGCS2000, 3-degree) or EPSG:4502 to 4512 (6-degree)";
    }
    return "; metres of a city's own grid? Give --control-points FILE";
}

} // namespace jingwei::gdal
