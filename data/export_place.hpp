#pragma once

#include "data/wkb.hpp"
#include "spatial/frames.hpp"
#include "spatial/polygon.hpp"

#include <span>

namespace jingwei::data {

/// Places of the store as shapes in a frame. Segments longer than the frame's limit are densified before the shift as an import
/// does it, so that both sides of a border get the same vertices.
[[nodiscard]] Shape point_shape(spatial::LatticePoint place, spatial::Frame frame);
[[nodiscard]] Shape line_shape(std::span<const spatial::LatticePoint> course, spatial::Frame frame);
/// The rings closed.
[[nodiscard]] Shape polygon_shape(const spatial::MultiPolygon &polygons, spatial::Frame frame);

} // namespace jingwei::data
