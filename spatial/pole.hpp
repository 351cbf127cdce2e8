#pragma once

#include "spatial/polygon.hpp"

namespace jingwei::spatial {

/// The centre and radius of a polygon's largest inscribed circle.
struct Pole {
    double x = 0;        ///< metres east of the middle of the bounds
    double y = 0;        ///< metres north of it
    double radius_m = 0; ///< within 1 % below the largest possible; not positive where nothing was found inside
};

/// Searches quadrants, best first (the method is Mapbox's polylabel), on a plane scaled to metres at the polygon's middle
/// latitude. Cost grows with vertices times cells; a shape thousands of times longer than wide is cut off after a
/// budget and answers the best of the chords across it. Thread-safe.
[[nodiscard]] Pole find_pole(const Polygon &polygon);

/// The same with at most so many quadrants looked at: where that does not end the search, the best found so far, which for a
/// shape much longer than wide is the middle of a chord across it.
[[nodiscard]] Pole find_pole_within(const Polygon &polygon, std::size_t most_cells);

/// Whether a circle of that radius fits into the polygon, within 1 %. Quick also where the shape is long and thinner.
[[nodiscard]] bool holds_circle(const Polygon &polygon, double radius_m);

/// A lattice point strictly inside, or nothing where the polygon is so thin that the lattice has none. Exact.
[[nodiscard]] bool strictly_inside(const Polygon &polygon, LatticePoint p);

} // namespace jingwei::spatial
