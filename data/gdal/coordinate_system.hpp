#pragma once

#include "spatial/ellipsoid.hpp"
#include "spatial/gauss_kruger.hpp"

#include <memory>
#include <ogr_spatialref.h>
#include <string>

namespace jingwei::gdal {

/// Longitude or easting first, whatever the register says. Throws Error{bad_call} for a code that PROJ does not know.
[[nodiscard]] OGRSpatialReference from_epsg(const std::string &code);
/// The longitudes and latitudes that a system is built on.
[[nodiscard]] OGRSpatialReference geographic_of(const OGRSpatialReference &crs);
/// A transverse Mercator plane about a meridian on another system's longitudes and latitudes, in metres.
[[nodiscard]] OGRSpatialReference plane_about(const OGRSpatialReference &geographic, double meridian_deg);

/// An operation that PROJ knows without a ballpark; null where it knows none.
[[nodiscard]] std::unique_ptr<OGRCoordinateTransformation> exact_transformation(const OGRSpatialReference &from,
                                                                                const OGRSpatialReference &to);
/// Throws Error{bad_data} where the place is outside of the system.
[[nodiscard]] spatial::PlanePoint transformed(OGRCoordinateTransformation &transformation, double x, double y);

[[nodiscard]] std::string datum_of(const OGRSpatialReference &crs);
/// " (西安80)" or nothing.
[[nodiscard]] std::string spoken_datum(const std::string &datum);
[[nodiscard]] std::optional<spatial::ChineseDatum> chinese_datum(const OGRSpatialReference &crs);
/// 西安80, 北京54, 新北京54.
[[nodiscard]] bool is_old_chinese(const OGRSpatialReference &crs);
[[nodiscard]] spatial::Ellipsoid ellipsoid_of(const OGRSpatialReference &crs);
/// The zone that the system is, told by its parameters and not by its name; nothing for any other projection.
[[nodiscard]] std::optional<spatial::GaussKrugerZone> zone_of(const OGRSpatialReference &crs);

} // namespace jingwei::gdal
