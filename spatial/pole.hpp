#pragma once

#include "spatial/polygon.hpp"

namespace jingwei::spatial {

/// The centre and radius of a polygon's largest inscribed circle.
struct Pole {
    double x = 0;              ///< metres east of the middle of the bounds
    double y = 0;              ///< metres north of it
    double radius_m = 0;       ///< not positive where nothing was found inside
    std::size_t looked_at = 0; ///< how many cells the search took, each of which costs a pass over the outline; for tests
};

/// The largest inscribed circle, within 1 %, on a plane scaled to metres at the polygon's middle latitude. Searches quadrants,
/// best first (the method is Mapbox's polylabel); where 400 do not settle it, as in a strip, it goes on with pieces cut along
/// the borders beside them. The search ends after some 1,000 pieces and five million passages of a piece by a segment: a shape
/// of hundreds of strips, or of thousands of corners and as deep in very many places, may get the best found by then, the
/// middle of a chord across it at least. Thread-safe.
[[nodiscard]] Pole find_pole(const Polygon &polygon);

/// The same with at most about so many cells looked at: where that does not end the search, the best found so far, which for a
/// shape much longer than wide is the middle of a chord across it at least.
[[nodiscard]] Pole find_pole_within(const Polygon &polygon, std::size_t most_cells);

/// Whether a circle of that radius fits into the polygon, within 1 %. Quick also where the shape is long and thinner.
[[nodiscard]] bool holds_circle(const Polygon &polygon, double radius_m);

/// A lattice point strictly inside, or nothing where the polygon is so thin that the lattice has none. Exact.
[[nodiscard]] bool strictly_inside(const Polygon &polygon, LatticePoint p);

} // namespace jingwei::spatial
