#pragma once

#include "spatial/subdivision.hpp"

#include <filesystem>
#include <string>

namespace jingwei::bench {

/// "lon lat" in degrees, seven decimals: the lattice exactly.
[[nodiscard]] std::string position(spatial::LatticePoint p);
/// EWKT, EPSG:4490.
[[nodiscard]] std::string line_text(std::span<const spatial::LatticePoint> points);
[[nodiscard]] std::string point_text(spatial::LatticePoint p);

/// Writes a coverage as the tables of an SQL/MM topology into `faces.tsv` (id, box), `nodes.tsv` (id, point) and `edges.tsv`
/// (id, start, end, next left, next right, left face, right face, line): edges are arcs + 1, faces are as in the coverage, with
/// 0 outside. So SpatiaLite and PostGIS begin with the very same arcs, without the minutes that building them one by one takes.
void write_topology(const spatial::Subdivision &ground, const std::filesystem::path &folder);

/// Writes the units' ground as a GeoJSON FeatureCollection.
void write_polygons(std::span<const spatial::MultiPolygon> shapes, const std::filesystem::path &file);

} // namespace jingwei::bench
