#pragma once

#include "spatial/noding.hpp"

namespace jingwei::spatial {

/// The rings of the polygons over numbered points, interior on their left, without repeated points and spikes; rings with a
/// spike, or without area, become defects. Nothing is noded yet, and the table of edges is empty. O(n).
[[nodiscard]] Noding take_rings(std::span<const LabelledPolygon> polygons);

} // namespace jingwei::spatial
