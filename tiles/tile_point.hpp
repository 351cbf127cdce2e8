#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::tiles {

/// A point of a tile: 4096 units a side, x to the east, y to the south; the buffer lies below 0 and above 4096.
struct TilePoint {
    std::int32_t x = 0;
    std::int32_t y = 0;
    friend auto operator<=>(const TilePoint &, const TilePoint &) = default;
};

/// Twice the area by the surveyor's formula; MVT wants it positive for outer rings.
[[nodiscard]] std::int64_t doubled_area(std::span<const TilePoint> ring);

/// Takes out repeated points, and points of a closed ring at which it goes straight on or turns back on itself.
void drop_idle_points(std::vector<TilePoint> &ring);

/// What is to be known of a ring before it is written.
struct RingFigures {
    std::int64_t doubled_area = 0;
    std::size_t least = 0; ///< index of its least point
};
/// As drop_idle_points, and tells about what is left.
RingFigures clean_ring(std::vector<TilePoint> &ring);

} // namespace jingwei::tiles
