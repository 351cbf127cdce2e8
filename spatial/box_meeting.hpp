#pragma once

#include "spatial/polygon.hpp"

namespace jingwei::spatial {

/// Whether a closed box and the ground of polygons, outlines included, have a point in common. Exact; O(points). `box` must not
/// be empty.
[[nodiscard]] bool meets(const MultiPolygon &polygons, const LatticeBox &box);

} // namespace jingwei::spatial
