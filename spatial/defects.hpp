#pragma once

#include "spatial/noding.hpp"

namespace jingwei::spatial {

/// Ground of nobody at least this wide and this large is a real hole (enclave); smaller is a gap between neighbours.
constexpr double min_hole_width_m = 5;
constexpr double min_hole_area_m2 = 500;

/// Whether ground of nobody is a hole that is meant, by its area and its width as inscribed_width_m() finds it.
constexpr bool is_meant_hole(double width_m, double area_m2) {
    return width_m >= min_hole_width_m && area_m2 >= min_hole_area_m2;
}

/// A place where the noded borders contradict each other, and the labels on the sides of a border there.
struct Suspicion {
    LatticePoint place;
    Label a = no_label;
    Label b = no_label;
};

/// Turns suspicions into defects a person can act on: all rings are noded and the ground is cut into faces, whose claimants
/// say what overlaps, and which rings cross themselves; and, when asked, what gaps and holes are left. Never leaves `result`
/// without a defect. O(n log n) and linear in the crossings and in the borders of all ground that is claimed twice.
/// Asks `stop` in all long loops.
void find_defects(const Noding &noding, std::span<const Suspicion> suspicions, bool classify, BuildResult &result,
                  const StopCheck &stop = {});

/// The enclosed ground of nobody.
[[nodiscard]] MultiPolygon enclosed_nobody(const Coverage &coverage);

/// Adds each piece of enclosed ground of nobody as a hole (note) or a gap (defect).
void classify_enclosed(const MultiPolygon &enclosed, BuildResult &result);

} // namespace jingwei::spatial
