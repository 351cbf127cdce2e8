#pragma once

#include "spatial/polygon.hpp"
#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// Whether a closed segment and a closed box have a point in common. Exact, also for boxes that reach round the world.
[[nodiscard]] bool segment_meets(const Segment &segment, const LatticeBox &box);

/// Whether a closed box and the ground of polygons, outlines included, have a point in common. Exact; O(points). `box` must not
/// be empty.
[[nodiscard]] bool meets(const MultiPolygon &polygons, const LatticeBox &box);

} // namespace jingwei::spatial
