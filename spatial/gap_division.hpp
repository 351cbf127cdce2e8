#pragma once

#include "spatial/border_loop.hpp"
#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// Lines that divide a gap among its neighbours, so that each gets about what is nearest to its border, in metres: the gap is
/// cut into triangles, and the lines run through the middles of those of their edges that lie between two neighbours. The
/// border is given more corners until lines lie between the two neighbours that are nearest to it, to within 2 units or 3 % of
/// their distance; it gives up at 50,000 corners. Rounded to the lattice: where the gap is a few units wide they may touch or
/// cross its border, so they have to be noded with it. Empty when one neighbour holds all of the border.
[[nodiscard]] std::vector<Segment> dividing_lines(const Polygon &gap, const AcrossBorder &across);

} // namespace jingwei::spatial
