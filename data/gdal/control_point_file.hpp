#pragma once

#include "spatial/lattice.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::gdal {

/// A place whose coordinates are known in the file's system and in CGCS2000.
struct ControlPoint {
    std::string id;
    double x = 0, y = 0;    ///< in the file's own system: easting and northing, or longitude and latitude
    spatial::LonLat target; ///< CGCS2000
};

struct ControlPoints {
    std::vector<ControlPoint> points; ///< at least 3
    bool degrees = false;             ///< x and y are longitude and latitude
};

/// Reads a CSV (UTF-8 or GBK) with a header in Chinese or English: id · x, y or source_lon, source_lat · lon, lat. Throws
/// Error{bad_data} naming the line and what is wrong with it; two points of one name are refused.
[[nodiscard]] ControlPoints read_control_points(const std::filesystem::path &file);

} // namespace jingwei::gdal
