#pragma once

#include "data/gdal/request.hpp"
#include "data/gdal/source_kind.hpp"

#include <memory>
#include <ogr_spatialref.h>
#include <string>

namespace jingwei::gdal {

/// How a layer's coordinates become CGCS2000 longitude and latitude.
struct Reprojection {
    std::unique_ptr<OGRCoordinateTransformation> transformation; ///< null = they pass unchanged
    std::string crs;                                             ///< for people: "NAD83 / Colorado Central (ftUS)"
};

/// Decides from the user's --crs or --frame, else from what the file says. WGS84 is taken as identical to CGCS2000. Throws
/// Error{bad_data} when the file does not say, or when its datum (西安80, 北京54, a city's own) can be carried by a
/// ballpark only, which would move it by exactly zero, silently.
[[nodiscard]] Reprojection plan_reprojection(const OGRSpatialReference *of_file, const Request &request, SourceKind kind);

} // namespace jingwei::gdal
