#pragma once

#include "spatial/noding.hpp"

namespace jingwei::spatial {

/// Ground of nobody at least this wide and this large is a real hole (enclave); smaller is a gap between neighbours.
constexpr double min_hole_width_m = 5;
constexpr double min_hole_area_m2 = 500;

/// A place where the noded borders contradict each other, and the two units whose ground may overlap there; the same
/// unit twice means its own ring.
struct Suspicion {
    LatticePoint place;
    Label a = no_label;
    Label b = no_label;
};

/// Turns suspicions into defects a person can act on: overlapping pairs with place, area and width, rings that cross
/// themselves; and, when asked, the gaps and holes that the union of all leaves. Never leaves `result` without a defect.
void find_defects(const Noding &noding, std::span<const Suspicion> suspicions, bool classify, BuildResult &result);

/// Adds each piece of enclosed ground of nobody as a hole (note) or a gap (defect).
void classify_enclosed(const MultiPolygon &enclosed, BuildResult &result);

} // namespace jingwei::spatial
