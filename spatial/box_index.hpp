#pragma once

#include "spatial/tile_grid.hpp"

#include <algorithm>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// A closed box of tile positions; empty while min > max. Signed 64 bits, so that a tile's buffer may reach past the world.
struct TileBox {
    std::int64_t min_x = INT64_MAX;
    std::int64_t min_y = INT64_MAX;
    std::int64_t max_x = INT64_MIN;
    std::int64_t max_y = INT64_MIN;

    constexpr void add(TilePosition p) {
        min_x = std::min<std::int64_t>(min_x, p.x);
        min_y = std::min<std::int64_t>(min_y, p.y);
        max_x = std::max<std::int64_t>(max_x, p.x);
        max_y = std::max<std::int64_t>(max_y, p.y);
    }
    constexpr void add(const TileBox &o) {
        min_x = std::min(min_x, o.min_x);
        min_y = std::min(min_y, o.min_y);
        max_x = std::max(max_x, o.max_x);
        max_y = std::max(max_y, o.max_y);
    }
    [[nodiscard]] constexpr bool intersects(const TileBox &o) const {
        return min_x <= o.max_x && o.min_x <= max_x && min_y <= o.max_y && o.min_y <= max_y;
    }
};

/// The box of a tile, widened by `buffer` 4096ths of its side.
[[nodiscard]] TileBox tile_box(TileId tile, int buffer);

/// Which of many boxes meet a box: a packed R-tree over boxes in Morton order. Immutable and thread-safe; O(log n + found).
class BoxIndex {
  public:
    BoxIndex() = default;
    /// Empty boxes are left out; the others lie in the world, between 0 and 2^32 - 1.
    explicit BoxIndex(std::span<const TileBox> boxes);

    /// The indices of the boxes that meet `query`, ascending.
    [[nodiscard]] std::vector<std::uint32_t> find(const TileBox &query) const;
    /// Whether any box meets `query`.
    [[nodiscard]] bool any(const TileBox &query) const;
    [[nodiscard]] std::size_t bytes() const;

  private:
    static constexpr std::size_t fan_out = 16;
    /// A box of the world, in half the memory of a TileBox: a search reads one cache line for four of them.
    struct Box {
        std::uint32_t min_x, min_y, max_x, max_y;
        [[nodiscard]] bool intersects(const Box &o) const {
            return min_x <= o.max_x && o.min_x <= max_x && min_y <= o.max_y && o.min_y <= max_y;
        }
    };
    /// Calls `visit` with the places in m_levels[0] that meet a box, until it answers false.
    template <class Visit> void search(const TileBox &query, Visit &&visit) const;
    std::vector<std::vector<Box>> m_levels; ///< [0] the boxes in Morton order, each next level their parents
    std::vector<std::uint32_t> m_order;     ///< index of the box at each place of m_levels[0]
};

} // namespace jingwei::spatial
