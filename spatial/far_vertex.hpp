#pragma once

#include "spatial/coverage_build.hpp"

namespace jingwei::spatial {

/// A vertex that lies far from the others, and whose it is.
struct FarVertex {
    LatticePoint place;
    Label label = no_label;
};

/// Where the whole is wider or higher than a coverage may be (`max_coverage_span`): the vertex that is farthest, in x or in y,
/// from the medians of all. Nothing where it is not. O(n).
[[nodiscard]] std::optional<FarVertex> find_far_vertex(std::span<const LabelledPolygon> polygons);

} // namespace jingwei::spatial
