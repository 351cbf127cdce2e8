#pragma once

#include "data/wkb.hpp"

#include <string>

namespace jingwei::data {

/// 2D little-endian WKB (ISO). A polygon becomes a MultiPolygon; the rest are single, and have one part.
[[nodiscard]] std::string to_wkb(const Shape &shape);

/// Appends the shape as WKT with at most `decimals` decimals.
void append_wkt(std::string &out, const Shape &shape, int decimals);

/// Appends the shape as a GeoJSON geometry with at most `decimals` decimals.
void append_geojson(std::string &out, const Shape &shape, int decimals);

/// Appends a number with at most `decimals` (0 to 15) decimals, trailing zeros left out.
void append_decimal(std::string &out, double number, int decimals);

} // namespace jingwei::data
