#include "data/gdal/reprojection.hpp"

#include "spatial/error.hpp"

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace jingwei::gdal {

namespace {

std::string datum_of(const OGRSpatialReference &crs) {
    const char *name = crs.GetAttrValue("DATUM");
    return name != nullptr ? name : "unknown";
}

/// Parameters of its own that move something.
bool carries_parameters(const OGRSpatialReference &crs) {
    std::array<double, 7> values{};
    if (crs.GetTOWGS84(values.data(), 7) != OGRERR_NONE) {
        return false;
    }
    for (const double value : values) {
        if (value != 0) {
            return true;
        }
    }
    return false;
}

[[noreturn]] void refuse_datum(const std::string &datum) {
    std::string_view spoken;
    if (datum == "Xian_1980") {
        spoken = " (西安80)";
    } else if (datum == "Beijing_1954" || datum == "New_Beijing") {
        spoken = " (北京54)";
    }
    throw Error(ErrorCode::bad_data,
                fmt::format("the file's datum is {}{}, which no public transformation carries to CGCS2000: it would land up to "
                            "100 m off without a word. Have it transformed to CGCS2000 with the 7 parameters of your surveying "
                            "office, then import it with --crs EPSG:4490",
                            datum, spoken));
}

OGRSpatialReference from_epsg(const std::string &code) {
    OGRSpatialReference crs;
    if (crs.importFromEPSG(std::stoi(code.substr(5))) != OGRERR_NONE) {
        throw Error(ErrorCode::bad_call, fmt::format("{} is not a coordinate system that PROJ knows", code));
    }
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return crs;
}

Reprojection to_cgcs2000(const OGRSpatialReference &source) {
    const auto datum = datum_of(source);
    const bool chinese = datum == "China_2000";
    const bool never_public = datum == "Xian_1980" || datum == "Beijing_1954" || datum == "New_Beijing";
    if (never_public && !carries_parameters(source)) {
        refuse_datum(datum);
    }
    const auto target = from_epsg(chinese ? "EPSG:4490" : "EPSG:4326");
    OGRSpatialReference from(source);
    from.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    OGRCoordinateTransformationOptions options;
    options.SetBallparkAllowed(false);
    Reprojection plan{nullptr, source.GetName() != nullptr ? source.GetName() : "unnamed"};
    if (from.IsSame(&target) != 0) {
        return plan;
    }
    plan.transformation.reset(OGRCreateCoordinateTransformation(&from, &target, options));
    if (!plan.transformation) {
        refuse_datum(datum);
    }
    return plan;
}

} // namespace

Reprojection plan_reprojection(const OGRSpatialReference *of_file, const Request &request, SourceKind kind) {
    if (!request.frame.empty()) {
        if (of_file != nullptr && of_file->IsProjected() != 0) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("the file says that its coordinates are {} metres or feet, not degrees: leave --frame away",
                                    of_file->GetName()));
        }
        return {nullptr, request.frame};
    }
    if (!request.crs.empty()) {
        return to_cgcs2000(from_epsg(request.crs));
    }
    if (of_file == nullptr && kind == SourceKind::csv) {
        return {nullptr, ""}; // columns, not geometry: the importer asks for --frame
    }
    if (of_file == nullptr || of_file->IsLocal() != 0) {
        throw Error(ErrorCode::bad_data, "the file does not say its coordinate system (no .prj): say --crs EPSG:n, or --frame "
                                         "wgs84, cgcs2000, gcj02 or bd09 where you know it; it is never guessed");
    }
    return to_cgcs2000(*of_file);
}

} // namespace jingwei::gdal
