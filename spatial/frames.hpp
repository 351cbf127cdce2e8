#pragma once

#include "spatial/lattice.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace jingwei::spatial {

/// The coordinate frames a caller may name. The store's own frame is cgcs2000 (EPSG:4490); wgs84 is taken as identical to it.
enum class Frame { cgcs2000, wgs84, gcj02, bd09 };

[[nodiscard]] std::optional<Frame> frame_from_name(std::string_view name);
[[nodiscard]] std::string_view frame_name(Frame frame);

/// Moves a position into the store's frame. gcj02 and bd09 are inverted iteratively to better than 1 mm; outside the box
/// in which GCJ-02 is defined (72.004..137.8347 E, 0.8293..55.8271 N) the shift is the identity. Every position of the box
/// comes back from `from_store_frame`, also where its image lies just outside; of two positions with one image at the
/// box's rim this answers the one inside.
[[nodiscard]] LonLat to_store_frame(LonLat position, Frame from);

/// Moves a position of the store into another frame.
[[nodiscard]] LonLat from_store_frame(LonLat position, Frame to);

/// The longest segment, in metres, that may stay straight when its ends are moved out of this frame: 100 for bd09, 500 for
/// gcj02, infinite for the others.
[[nodiscard]] double densify_limit_m(Frame frame);

/// The positions strictly between two ends that cut a segment into equal pieces of at most `limit_m`, in order from `a` to
/// `b`: counted from the lexicographically smaller end, so that both sides of a border get the same.
[[nodiscard]] std::vector<LonLat> positions_between(LonLat a, LonLat b, double limit_m);

} // namespace jingwei::spatial
