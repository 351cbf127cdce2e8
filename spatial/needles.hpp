#pragma once

#include "spatial/noding.hpp"

namespace jingwei::spatial {

/// Where a ring ran out and back beside itself.
struct Needle {
    LatticePoint tip;
    Label label = no_label;
};

/// Takes needles out of polygons: places where a ring runs out and back within noding_reach of itself, or cuts a slit as
/// narrow, along borders that no other ring shares. A needle that the neighbours have as well is theirs to keep. `noding` is
/// that of the polygons; those that have a needle become what the noding made of them, without it. Units from `first_untouched`
/// on are left alone. No ring loses its area. O(n).
[[nodiscard]] std::vector<Needle> cut_needles(const Noding &noding, Label first_untouched,
                                              std::vector<LabelledPolygon> &polygons);

} // namespace jingwei::spatial
