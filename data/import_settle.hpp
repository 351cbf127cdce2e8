#pragma once

#include "spatial/polygon.hpp"

/// How the geometry of a file is held against what the store has. A format may begin a ring elsewhere and turn it round, and a
/// shifted frame brings rounding and pieces of long sides; none of this is a change.
namespace jingwei::data {

/// Whether two rings are one outline: the same vertices in the same order round, from whichever on and in either direction.
/// O(n) but for rings that touch themselves.
[[nodiscard]] bool is_same_outline(const spatial::Ring &a, const spatial::Ring &b);

/// The outline to keep: `stored`, vertex by vertex, where the ring is the same, else the ring. With `shifted` (GCJ-02, BD-09)
/// vertices within 2 lattice units of a stored one are taken for it first, and those are dropped that only mark a stored side
/// on its way.
[[nodiscard]] spatial::Ring outline_to_keep(spatial::Ring ring, const spatial::Ring &stored, bool shifted);

/// The same of an outline with holes, turned as `Polygon` says: each ring that is stored is kept as it is stored, and all of
/// `stored` where only the order of its holes is another one.
[[nodiscard]] spatial::Polygon polygon_to_keep(spatial::Polygon polygon, const spatial::Polygon &stored, bool shifted);

/// The same of the course of a line, whose direction counts.
[[nodiscard]] std::vector<spatial::LatticePoint> course_to_keep(std::vector<spatial::LatticePoint> course,
                                                                const std::vector<spatial::LatticePoint> &stored, bool shifted);

} // namespace jingwei::data
