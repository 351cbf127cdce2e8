#pragma once

#include "spatial/polygon.hpp"

namespace jingwei::spatial {

/// Cuts a closed walk at the points that it visits twice, so that each piece is a simple ring that turns as it runs: holes
/// that touch an outer ring turn right. O(n).
[[nodiscard]] std::vector<Ring> simple_rings(const Ring &walk);

/// The same ground with rings none of which touches itself, as the OGC wants them: what an outer ring pinches off becomes a
/// hole that touches it. The ground has to hang together by more than a point. O(n).
[[nodiscard]] Polygon with_simple_rings(const Polygon &polygon);

} // namespace jingwei::spatial
