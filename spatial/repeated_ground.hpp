#pragma once

#include "spatial/noding.hpp"

namespace jingwei::spatial {

/// A unit whose whole ground another one has as well, ring by ring.
struct RepeatedGround {
    Label first = no_label; ///< the smallest label that has the ground
    Label again = no_label;
};

/// Every unit that repeats the ground of one with a smaller label; by rising labels. O(n log n) in vertices.
[[nodiscard]] std::vector<RepeatedGround> find_repeated_grounds(const Noding &noding);

/// The ground of one unit as its noded rings have it. O(rings).
[[nodiscard]] MultiPolygon ground_of(const Noding &noding, Label label);

} // namespace jingwei::spatial
