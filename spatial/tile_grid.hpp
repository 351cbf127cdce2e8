#pragma once

#include "spatial/lattice.hpp"

#include <optional>
#include <string_view>

namespace jingwei::spatial {

/// The ways to cut the world into tiles. Zooms, simplification, cache keys and dirty sets all go through this type.
enum class TileGrid { web_mercator_quad };

[[nodiscard]] std::optional<TileGrid> tile_grid_from_name(std::string_view name);
[[nodiscard]] std::string_view tile_grid_name(TileGrid grid);

/// A position in a tile grid: the world is 2^32 wide and high, x to the east, y to the south, origin at the north-west.
/// The tile at zoom z is (x >> (32 - z), y >> (32 - z)).
struct TilePosition {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    friend auto operator<=>(const TilePosition &, const TilePosition &) = default;
};

[[nodiscard]] TilePosition to_tile_position(LatticePoint p, TileGrid grid);
[[nodiscard]] LonLat to_lonlat(TilePosition p, TileGrid grid);

/// One tile: zoom 0..30, 0 <= x, y < 2^zoom, y to the south (XYZ).
struct TileId {
    std::uint8_t z = 0;
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    friend auto operator<=>(const TileId &, const TileId &) = default;
};

/// The lattice box of a tile, widened by `buffer` 4096ths of its side.
[[nodiscard]] LatticeBox tile_bounds(TileId tile, TileGrid grid, int buffer);

/// x and y bits interleaved, x in the even bits: all points of one tile, at any zoom, are one range of keys.
[[nodiscard]] std::uint64_t morton_key(TilePosition p);

/// The half-open range [first, last] of Morton keys of a tile; `last` is inclusive so that the whole world fits.
struct MortonRange {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
};
[[nodiscard]] MortonRange morton_range(TileId tile);

} // namespace jingwei::spatial
