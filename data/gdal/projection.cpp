#include "data/gdal/projection.hpp"

#include "spatial/error.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

std::string datum_of(const OGRSpatialReference &crs) {
    const char *name = crs.GetAttrValue("DATUM");
    return name != nullptr ? name : "unknown";
}

[[noreturn]] void refuse_datum(const std::string &datum) {
    throw Error(
        ErrorCode::bad_call,
        fmt::format("the datum {} cannot be reached from CGCS2000 with what is public: everything would lie up to 100 m "
                    "off without a word. Export in CGCS2000 and have your surveying office transform it",
                    datum));
}

} // namespace

OGRSpatialReference spatial_reference(const std::string &epsg) {
    OGRSpatialReference crs;
    int code = 0;
    const bool named = epsg.starts_with("EPSG:") && epsg.size() > 5;
    const char *end = epsg.data() + epsg.size();
    const bool whole = named && std::from_chars(epsg.data() + 5, end, code).ptr == end;
    if (!whole || crs.importFromEPSG(code) != OGRERR_NONE) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("'{}' is no coordinate system that PROJ knows; write it as EPSG:4547", epsg));
    }
    crs.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return crs;
}

std::unique_ptr<OGRCoordinateTransformation> plan_projection(const OGRSpatialReference &target) {
    const auto datum = datum_of(target);
    for (const std::string_view never_public : {"Xian_1980", "Beijing_1954", "New_Beijing"}) {
        if (datum == never_public) {
            refuse_datum(datum);
        }
    }
    // WGS84 is taken as identical to CGCS2000
    const auto source = spatial_reference(datum == "China_2000" ? "EPSG:4490" : "EPSG:4326");
    if (source.IsSame(&target) != 0) {
        return nullptr;
    }
    OGRCoordinateTransformationOptions options;
    options.SetBallparkAllowed(false);
    std::unique_ptr<OGRCoordinateTransformation> plan(OGRCreateCoordinateTransformation(&source, &target, options));
    if (!plan) {
        refuse_datum(datum);
    }
    return plan;
}

} // namespace jingwei::gdal
