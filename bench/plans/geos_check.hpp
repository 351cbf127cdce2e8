#pragma once

#include "spatial/polygon.hpp"

#include <cstddef>
#include <span>

namespace jingwei::bench {

/// What GEOS finds in a theme's ground, and its thread CPU seconds.
struct GeosFindings {
    std::size_t polygons = 0, invalid = 0;
    std::size_t pairs = 0, overlapping = 0; ///< whose boxes meet; whose insides do
    std::size_t unshared = 0;               ///< segments that are not those of exactly two polygons: the outer border too
    double valid_s = 0, relate_s = 0, edges_s = 0;
};

/// isValid of each polygon, relate of each pair whose boxes meet, and a table of all segments for what is not shared. Names no
/// gap and no place.
[[nodiscard]] GeosFindings check_with_geos(std::span<const spatial::MultiPolygon> shapes);

} // namespace jingwei::bench
