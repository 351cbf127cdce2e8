#pragma once

#include "spatial/lattice.hpp"

#include <optional>
#include <string_view>

namespace jingwei::spatial {

/// The ways to cut the world into tiles. Zooms, simplification, cache keys and dirty sets all go through this type.
/// - web_mercator_quad: EPSG:3857, zoom 0 is one tile (OGC 17-083r4, WebMercatorQuad).
/// - cgcs2000_quad: EPSG:4490 in degrees, the matrix set `c` of Tianditu: origin 90 N 180 W, zoom 1 has 2 x 1 tiles of 180
///   degrees, zoom z has 2^z x 2^(z-1) tiles of 360/2^z degrees. Zoom 0 does not exist.
enum class TileGrid { web_mercator_quad, cgcs2000_quad };

[[nodiscard]] std::optional<TileGrid> tile_grid_from_name(std::string_view name);
[[nodiscard]] std::string_view tile_grid_name(TileGrid grid);

/// A position in a tile grid: the world is 2^32 wide, x to the east, y to the south, origin at the north-west; it is 2^32
/// high, in cgcs2000_quad 2^31. The tile at zoom z is (x >> (32 - z), y >> (32 - z)).
struct TilePosition {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    friend auto operator<=>(const TilePosition &, const TilePosition &) = default;
};

/// Longitudes are exact, and in cgcs2000_quad latitudes too; what lies on the world's east or south edge is kept inside.
[[nodiscard]] TilePosition to_tile_position(LatticePoint p, TileGrid grid);
/// The same for a place between lattice points, to the rounding of doubles.
[[nodiscard]] TilePosition lonlat_to_tile_position(LonLat p, TileGrid grid);
[[nodiscard]] LonLat to_lonlat(TilePosition p, TileGrid grid);

/// The first zoom that a grid has.
[[nodiscard]] int min_zoom(TileGrid grid);
/// How many columns and rows of tiles a zoom has; 0 below `min_zoom`. `zoom` is at most 30.
struct TileCounts {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
};
[[nodiscard]] TileCounts tile_counts(TileGrid grid, int zoom);

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
