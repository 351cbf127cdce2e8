#pragma once

#include "data/wkb.hpp"
#include "spatial/frames.hpp"
#include "spatial/polygon.hpp"

#include <string>
#include <vector>

namespace jingwei::data {

/// How positions of a file become places of the store.
struct PlaceRules {
    spatial::Frame frame = spatial::Frame::cgcs2000;
    spatial::LatticeBox store_box; ///< of what the store holds already; empty = nothing yet
};

/// Why a position cannot be taken, as a sentence; empty = it can. 0, 0 in the Gulf of Guinea is what programs write for a place
/// that nobody filled in. Swapped axes are suspected only when the swap falls
/// inside the store's box and the position itself does not.
[[nodiscard]] std::string place_fault(spatial::LonLat position, const PlaceRules &rules);
/// The first fault among a shape's positions; empty = none.
[[nodiscard]] std::string shape_fault(const Shape &shape, const PlaceRules &rules);

/// Whether a place lies more than this from the box of the store's ground: hardly where it belongs. Never of an empty box.
constexpr double far_off_m = 50'000;
[[nodiscard]] bool is_far_off(spatial::LatticePoint place, const spatial::LatticeBox &ground);

[[nodiscard]] spatial::LatticePoint to_place(spatial::LonLat position, const PlaceRules &rules);

/// A line in the store's frame. Segments longer than the frame's limit are densified before the shift, counted from the
/// lexicographically smaller end, so that both sides of a border get the same vertices. Repeated points are dropped.
[[nodiscard]] std::vector<spatial::LatticePoint> to_course(const std::vector<spatial::LonLat> &path, const PlaceRules &rules);
/// Whether a point lies within a ring, which may turn either way. On the ring itself it may be either.
[[nodiscard]] bool is_inside(spatial::LatticePoint p, const spatial::Ring &ring);

/// The polygons of a polygon shape, without the repeated last points; holes that collapse on the lattice are left out.
[[nodiscard]] spatial::MultiPolygon to_polygons(const Shape &shape, const PlaceRules &rules);

} // namespace jingwei::data
