#pragma once

#include "spatial/border_loop.hpp"
#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// Lines that divide a gap among its neighbours, so that each gets about what lies nearest to its border: the gap is cut
/// into triangles, and the lines run through the middles of those of their edges that lie between two neighbours. Rounded to
/// the lattice: where the gap is a few units wide they may touch or cross its border, so they have to be noded with it. Empty
/// when one neighbour holds all of the border.
[[nodiscard]] std::vector<Segment> dividing_lines(const Polygon &gap, const AcrossBorder &across);

} // namespace jingwei::spatial
