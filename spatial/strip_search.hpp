#pragma once

#include "spatial/depth.hpp"

namespace jingwei::spatial {

/// For shapes that quadrants find as deep in very many places: strips. Pieces are cut along the segments beside them, so that
/// they become as long and thin as the strip. The distance to a segment is convex, so in a convex piece it is largest at a
/// corner, and the least of these over the segments bounds the depth of the whole piece.
/// Improves `best` until it is within 1 % of the largest circle, or `most` pieces were cut. Each piece costs a pass over the
/// outline.
void search_strips(const Outline &outline, std::size_t most, Pole &best);

} // namespace jingwei::spatial
