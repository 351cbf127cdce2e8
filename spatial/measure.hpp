#pragma once

#include "spatial/polygon.hpp"

#include <span>

namespace jingwei::spatial {

/// Metres in one lattice unit, east and north, on the CGCS2000 ellipsoid at a latitude.
struct LocalScale {
    double east_m = 0;
    double north_m = 0;
};

[[nodiscard]] LocalScale local_scale(std::int32_t lattice_y);

/// Geodesic distance in metres (Karney, through PROJ's geodesic.h). Thread-safe.
[[nodiscard]] double geodesic_distance_m(LonLat a, LonLat b);

/// Where one arrives after `distance_m` along the geodesic that leaves `from` at an azimuth, degrees clockwise from north
/// (Karney). Thread-safe; about a microsecond.
[[nodiscard]] LonLat geodesic_destination(LonLat from, double azimuth_deg, double distance_m);

/// Geodesic length of a line in metres. Pieces below five kilometres are measured on the ellipsoid's scale at their middle,
/// which is right to a ten-millionth of the length; longer ones after Karney. Thread-safe; tens of nanoseconds a point.
[[nodiscard]] double geodesic_length_m(std::span<const LatticePoint> line);

/// Geodesic area in square metres (Karney), holes subtracted. Thread-safe.
[[nodiscard]] double geodesic_area_m2(const MultiPolygon &polygons);

/// The pole of inaccessibility of the largest part: the interior point farthest from the outline, within 1 % of the
/// largest possible distance. Always strictly inside. `polygons` must not be empty.
[[nodiscard]] LatticePoint label_point(const MultiPolygon &polygons);

/// Twice the radius of the largest circle inside, in metres, at the polygon's own latitude, within 1 %.
[[nodiscard]] double inscribed_width_m(const Polygon &polygon);

/// Whether inscribed_width_m() is at least so much; quicker where it is far from it.
[[nodiscard]] bool is_as_wide_as(const Polygon &polygon, double width_m);

} // namespace jingwei::spatial
