#pragma once

#include "tiles/clip.hpp"

#include <vector>

namespace jingwei::tiles {

/// Takes repeated points out of a line, and points at which it turns back on itself: what rounding leaves of ground thinner
/// than a unit would draw a piece there and back. A line that comes back to its first point is taken as closed. What is left
/// may be a single point, or two that are the same.
void drop_turn_backs(std::vector<WidePoint> &line);

} // namespace jingwei::tiles
