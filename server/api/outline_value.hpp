#pragma once

#include "data/world.hpp"
#include "spatial/frames.hpp"
#include "spatial/polygon.hpp"

#include <simdjson.h>

namespace jingwei::server {

/// A building's `footprint`, a GeoJSON Polygon of at most 1,000 positions: its rings do not cross themselves or each other, and
/// its holes lie within the outer ring and side by side. Rings turn as those of `Polygon`. Throws ApiError{bad_call}.
[[nodiscard]] spatial::Polygon checked_footprint(simdjson::dom::element value, const data::World &world, spatial::Frame frame);

} // namespace jingwei::server
