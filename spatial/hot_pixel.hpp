#pragma once

#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// Whether the segment passes through the unit square around p that holds its west and south side. p must lie in the
/// segment's box. Exact.
[[nodiscard]] bool passes_pixel(const Segment &s, LatticePoint p);

/// Whether two segments cross in a point inside of both. Exact.
[[nodiscard]] bool cross_properly(const Segment &s, const Segment &t);

/// Where two segments that properly cross do so, rounded to the lattice, halves up. Exact.
[[nodiscard]] LatticePoint crossing_pixel(const Segment &s, const Segment &t);

} // namespace jingwei::spatial
