#include "data/gdal/coordinate_system.hpp"

#include "spatial/error.hpp"

#include <cmath>
#include <fmt/format.h>

namespace jingwei::gdal {

using spatial::ChineseDatum;
using spatial::GaussKrugerZone;

OGRSpatialReference from_epsg(const std::string &code) {
    OGRSpatialReference crs;
    if (!code.starts_with("EPSG:") || crs.importFromEPSG(std::atoi(code.c_str() + 5)) != OGRERR_NONE) {
        throw Error(ErrorCode::bad_call, fmt::format("{} is not a coordinate system that PROJ knows", code));
    }
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return crs;
}

OGRSpatialReference geographic_of(const OGRSpatialReference &crs) {
    const std::unique_ptr<OGRSpatialReference> found(crs.CloneGeogCS());
    if (!found) {
        throw Error(ErrorCode::bad_data, "the file's coordinate system names no datum; say --crs EPSG:n");
    }
    OGRSpatialReference geographic(*found);
    geographic.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return geographic;
}

OGRSpatialReference plane_about(const OGRSpatialReference &geographic, double meridian_deg) {
    OGRSpatialReference plane;
    plane.SetProjCS(fmt::format("transverse Mercator about {:.4f}° E", meridian_deg).c_str());
    plane.CopyGeogCSFrom(&geographic);
    plane.SetTM(0, meridian_deg, 1, 500'000, 0);
    plane.SetLinearUnits(SRS_UL_METER, 1);
    plane.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return plane;
}

std::unique_ptr<OGRCoordinateTransformation> exact_transformation(const OGRSpatialReference &from,
                                                                  const OGRSpatialReference &to) {
    OGRCoordinateTransformationOptions options;
    options.SetBallparkAllowed(false);
    return std::unique_ptr<OGRCoordinateTransformation>(OGRCreateCoordinateTransformation(&from, &to, options));
}

spatial::PlanePoint transformed(OGRCoordinateTransformation &transformation, double x, double y) {
    double to_x = x;
    double to_y = y;
    if (transformation.Transform(1, &to_x, &to_y) == 0 || !std::isfinite(to_x) || !std::isfinite(to_y)) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the position {}, {} lies outside of the coordinate system; is the system right?", x, y));
    }
    return {to_x, to_y};
}

std::string datum_of(const OGRSpatialReference &crs) {
    const char *name = crs.GetAttrValue("DATUM");
    return name != nullptr ? name : "unknown";
}

std::string spoken_datum(const std::string &datum) {
    if (datum == "Xian_1980") {
        return " (西安80)";
    }
    return datum == "Beijing_1954" || datum == "New_Beijing" ? " (北京54)" : "";
}

std::optional<ChineseDatum> chinese_datum(const OGRSpatialReference &crs) {
    const auto datum = datum_of(crs);
    if (datum == "China_2000") {
        return ChineseDatum::cgcs2000;
    }
    if (datum == "Xian_1980") {
        return ChineseDatum::xian80;
    }
    if (datum == "Beijing_1954") {
        return ChineseDatum::beijing54;
    }
    return datum == "New_Beijing" ? std::optional(ChineseDatum::new_beijing54) : std::nullopt;
}

bool is_old_chinese(const OGRSpatialReference &crs) {
    const auto datum = chinese_datum(crs);
    return datum && *datum != ChineseDatum::cgcs2000;
}

spatial::Ellipsoid ellipsoid_of(const OGRSpatialReference &crs) {
    switch (chinese_datum(crs).value_or(ChineseDatum::cgcs2000)) {
    case ChineseDatum::xian80:
        return spatial::iag_1975;
    case ChineseDatum::beijing54:
    case ChineseDatum::new_beijing54:
        return spatial::krassowsky_1940;
    case ChineseDatum::cgcs2000:
        break;
    }
    return {crs.GetSemiMajor(), crs.GetInvFlattening()};
}

std::optional<GaussKrugerZone> zone_of(const OGRSpatialReference &crs) {
    const char *projection = crs.GetAttrValue("PROJECTION");
    if (projection == nullptr || std::string_view(projection) != SRS_PT_TRANSVERSE_MERCATOR || crs.GetLinearUnits() != 1) {
        return std::nullopt;
    }
    const double meridian = crs.GetNormProjParm(SRS_PP_CENTRAL_MERIDIAN);
    const double millions = (crs.GetNormProjParm(SRS_PP_FALSE_EASTING) - 500'000) / 1e6;
    const bool plain = crs.GetNormProjParm(SRS_PP_SCALE_FACTOR, 1) == 1 &&
                       crs.GetNormProjParm(SRS_PP_LATITUDE_OF_ORIGIN) == 0 && crs.GetNormProjParm(SRS_PP_FALSE_NORTHING) == 0;
    if (!plain || meridian < 75 || meridian > 135 || std::fmod(meridian, 3) != 0) {
        return std::nullopt;
    }
    const int whole_meridian = static_cast<int>(meridian);
    const bool may_be_six = (whole_meridian + 3) % 6 == 0;
    const std::string name = crs.GetName() != nullptr ? crs.GetName() : "";
    const bool says_three = name.find("3-degree") != std::string::npos || name.find("3_Degree") != std::string::npos;
    for (const int width : {3, 6}) {
        const GaussKrugerZone zone{width, whole_meridian, millions != 0};
        const bool of_this_width = zone.prefixed ? millions == zone.number() : (width == 3) == (says_three || !may_be_six);
        if (of_this_width && (width == 3 || may_be_six)) {
            return zone;
        }
    }
    return std::nullopt;
}

} // namespace jingwei::gdal
