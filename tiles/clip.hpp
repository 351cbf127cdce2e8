#pragma once

#include "spatial/box_index.hpp"
#include "tiles/mvt_writer.hpp"

#include <functional>
#include <span>
#include <vector>

namespace jingwei::tiles {

/// A point in the units of a tile, however far from it.
struct WidePoint {
    std::int64_t x = 0;
    std::int64_t y = 0;
    friend auto operator<=>(const WidePoint &, const WidePoint &) = default;
};

/// A closed box in the units of a tile.
struct ClipBox {
    std::int64_t min = 0; ///< in x and in y
    std::int64_t max = tile_extent;
};

/// From tile positions to the units of one tile.
class TileFrame {
  public:
    explicit TileFrame(spatial::TileId tile);

    /// The nearest unit; the same for every tile that a position is drawn in.
    [[nodiscard]] WidePoint nearest(spatial::TilePosition p) const {
        const std::int64_t x = p.x - m_west;
        const std::int64_t y = p.y - m_north;
        if (m_shift <= 0) {
            const std::int64_t factor = std::int64_t{1} << static_cast<unsigned>(-m_shift);
            return {x * factor, y * factor};
        }
        const auto shift = static_cast<unsigned>(m_shift);
        const std::int64_t half = std::int64_t{1} << (shift - 1);
        return {(x + half) >> shift, (y + half) >> shift};
    }
    /// The unit that holds the position: 0..4095 for the positions that the tile owns.
    [[nodiscard]] TilePoint owned(spatial::TilePosition p) const;

  private:
    std::int64_t m_west;
    std::int64_t m_north;
    int m_shift; ///< a unit is 2^m_shift positions wide; negative past zoom 20
};

/// Clips a closed ring to a box, side by side after Sutherland and Hodgman. Where the ring leaves the box and comes back, the
/// pieces are joined along the box's sides, which lie in the buffer and are never drawn as borders. The point in which a
/// segment meets a side does not depend on the segment's direction, so neighbours stay glued. Empty when nothing is left.
/// `scratch` lends its memory.
void clip_ring(std::vector<WidePoint> &ring, const ClipBox &box, std::vector<WidePoint> &scratch);
void clip_ring(std::vector<WidePoint> &ring, const ClipBox &box);
void clip_ring(std::vector<TilePoint> &ring, const ClipBox &box, std::vector<TilePoint> &scratch);

/// Clips a line to a box and calls `visit` for each piece that lies in it.
void clip_line(std::span<const WidePoint> line, const ClipBox &box,
               const std::function<void(std::span<const TilePoint>)> &visit);

} // namespace jingwei::tiles
