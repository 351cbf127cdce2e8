#pragma once

#include <memory>
#include <ogr_spatialref.h>
#include <string>

namespace jingwei::gdal {

/// The system of "EPSG:n", longitude or easting first. Throws Error{bad_call} for one that PROJ does not know.
[[nodiscard]] OGRSpatialReference spatial_reference(const std::string &epsg);

/// From CGCS2000 longitude and latitude into another system; null where they are the same. Throws Error{bad_call} for a
/// datum (西安80, 北京54) that would be reached by a ballpark only, which moves nothing, silently.
[[nodiscard]] std::unique_ptr<OGRCoordinateTransformation> plan_projection(const OGRSpatialReference &target);

} // namespace jingwei::gdal
