#pragma once

#include "spatial/polygon.hpp"

#include <cstddef>
#include <span>
#include <vector>

/// Geometry as SpatiaLite keeps it in a column (its internal BLOB format, little-endian, EPSG:4490), written and read without
/// going through its SQL functions: a bulk load and a World are mostly this. Coordinates are exact: lattice unit / 1e7.
namespace jingwei::data {

using spatial::LatticePoint;
using Blob = std::vector<std::byte>;
constexpr int store_srid = 4490;

[[nodiscard]] Blob point_blob(LatticePoint point);
/// At least two points.
[[nodiscard]] Blob line_blob(std::span<const LatticePoint> points);
[[nodiscard]] Blob polygon_blob(const spatial::Polygon &polygon);
[[nodiscard]] Blob multi_polygon_blob(const spatial::MultiPolygon &polygons);

/// The readers throw Error{bad_data} for a blob that is no such geometry, is cut short, or is off the lattice's range.
[[nodiscard]] LatticePoint point_of_blob(const void *data, std::size_t size);
[[nodiscard]] std::vector<LatticePoint> line_of_blob(const void *data, std::size_t size);
[[nodiscard]] spatial::Polygon polygon_of_blob(const void *data, std::size_t size);
[[nodiscard]] spatial::MultiPolygon multi_polygon_of_blob(const void *data, std::size_t size);

} // namespace jingwei::data
