#pragma once

#include "spatial/polygon.hpp"

namespace jingwei::spatial {

/// 4 pi area / perimeter^2 (Polsby, Popper: "The Third Criterion", 1991): 1 for a circle, 0.785 for a square, near 0 for a
/// ribbon or a ragged outline; 0 for what has no perimeter.
[[nodiscard]] double roundness(double area_m2, double perimeter_m);

/// How large a unit's ground is and how round.
struct ShapeFigures {
    double area_m2 = 0;     ///< holes subtracted
    double perimeter_m = 0; ///< of all parts, holes included
    double compactness = 0; ///< roundness()
    /// The share of the convex hull of all parts that is the unit's own ground: 1 for a convex shape, small for a crescent or
    /// parts far apart, whatever the detail of the outline.
    double hull_share = 0;
};

/// Geodesic figures on the CGCS2000 ellipsoid; all zero for no ground. O(n log n). Thread-safe.
[[nodiscard]] ShapeFigures shape_figures(const MultiPolygon &polygons);
/// The same where the area is known already, which is what takes most of the time.
[[nodiscard]] ShapeFigures shape_figures(const MultiPolygon &polygons, double area_m2);

/// The smallest convex ring around some points, turning left, without points in the middle of a side; fewer than three points
/// where all lie on a line. Exact.
[[nodiscard]] Ring convex_hull(Ring points);

} // namespace jingwei::spatial
