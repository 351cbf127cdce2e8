#include "spatial/tile_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double world_side = 4294967296.0; // 2^32
constexpr std::string_view web_mercator_name = "WebMercatorQuad";
constexpr std::string_view cgcs2000_name = "CGCS2000Quad";
constexpr std::int64_t half_turn = 1'800'000'000;
constexpr std::int64_t quarter_turn = half_turn / 2;

/// So many lattice units from an edge of the world, as a share of 360 degrees, exact: floor(units / 360 degrees * 2^32).
std::uint64_t share_of_turn(std::int64_t units) {
    return (static_cast<std::uint64_t>(units) << 32U) / static_cast<std::uint64_t>(2 * half_turn);
}

/// Longitude to the east, the antimeridian kept inside.
std::uint32_t east_of_edge(std::int32_t lattice_x) {
    const std::int64_t east = std::clamp<std::int64_t>(lattice_x + half_turn, 0, 2 * half_turn);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(share_of_turn(east), UINT32_MAX));
}

/// Degrees to the south, the South Pole kept inside.
std::uint32_t south_of_pole(std::int32_t lattice_y) {
    const std::int64_t south = std::clamp<std::int64_t>(quarter_turn - lattice_y, 0, half_turn);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(share_of_turn(south), INT32_MAX));
}

/// Latitude to the south (EPSG:3857 on the sphere); latitudes beyond the square are kept on its edge.
std::uint32_t mercator_y(double latitude) {
    const double sine = std::sin(latitude * std::numbers::pi / 180);
    if (sine <= -1 || sine >= 1) {
        return sine < 0 ? UINT32_MAX : 0;
    }
    const double y = 0.5 - std::log((1 + sine) / (1 - sine)) / (4 * std::numbers::pi);
    return static_cast<std::uint32_t>(std::clamp(std::floor(y * world_side), 0.0, world_side - 1));
}

double lon_of(double x) {
    return x / world_side * 360 - 180;
}

double lat_of(double y, TileGrid grid) {
    if (grid == TileGrid::cgcs2000_quad) {
        return 90 - y / world_side * 360;
    }
    return std::atan(std::sinh(std::numbers::pi * (1 - 2 * y / world_side))) * 180 / std::numbers::pi;
}

/// How far south the world goes.
double world_height(TileGrid grid) {
    return grid == TileGrid::cgcs2000_quad ? world_side / 2 : world_side;
}

std::uint32_t to_position(double v, double limit) {
    return static_cast<std::uint32_t>(std::clamp(std::floor(v), 0.0, limit - 1));
}

/// Puts the bits of a number at the even places.
std::uint64_t spread(std::uint32_t number) {
    std::uint64_t v = number;
    v = (v | (v << 16U)) & 0x0000FFFF0000FFFFULL;
    v = (v | (v << 8U)) & 0x00FF00FF00FF00FFULL;
    v = (v | (v << 4U)) & 0x0F0F0F0F0F0F0F0FULL;
    v = (v | (v << 2U)) & 0x3333333333333333ULL;
    return (v | (v << 1U)) & 0x5555555555555555ULL;
}

std::int32_t to_units(double degrees, double limit, double (*round)(double)) {
    return static_cast<std::int32_t>(round(std::clamp(degrees, -limit, limit) * lattice_units_per_degree));
}

double round_down(double v) {
    return std::floor(v);
}
double round_up(double v) {
    return std::ceil(v);
}

} // namespace

std::optional<TileGrid> tile_grid_from_name(std::string_view name) {
    if (name == web_mercator_name) {
        return TileGrid::web_mercator_quad;
    }
    if (name == cgcs2000_name) {
        return TileGrid::cgcs2000_quad;
    }
    return std::nullopt;
}

std::string_view tile_grid_name(TileGrid grid) {
    switch (grid) {
    case TileGrid::web_mercator_quad:
        return web_mercator_name;
    case TileGrid::cgcs2000_quad:
        return cgcs2000_name;
    }
    return {};
}

TilePosition to_tile_position(LatticePoint p, TileGrid grid) {
    if (grid == TileGrid::cgcs2000_quad) {
        return {east_of_edge(p.x), south_of_pole(p.y)};
    }
    return {east_of_edge(p.x), mercator_y(static_cast<double>(p.y) / lattice_units_per_degree)};
}

TilePosition lonlat_to_tile_position(LonLat p, TileGrid grid) {
    const std::uint32_t x = to_position((p.lon + 180) / 360 * world_side, world_side);
    if (grid == TileGrid::cgcs2000_quad) {
        return {x, to_position((90 - p.lat) / 360 * world_side, world_height(grid))};
    }
    return {x, mercator_y(p.lat)};
}

LonLat to_lonlat(TilePosition p, TileGrid grid) {
    return {lon_of(p.x), lat_of(p.y, grid)};
}

int min_zoom(TileGrid grid) {
    return grid == TileGrid::cgcs2000_quad ? 1 : 0;
}

TileCounts tile_counts(TileGrid grid, int zoom) {
    if (zoom < min_zoom(grid)) {
        return {};
    }
    const std::uint32_t side = std::uint32_t{1} << static_cast<unsigned>(zoom);
    return {side, grid == TileGrid::cgcs2000_quad ? side / 2 : side};
}

LatticeBox tile_bounds(TileId tile, TileGrid grid, int buffer) {
    const double side = std::ldexp(1.0, 32 - tile.z);
    const double wider = side * buffer / 4096;
    const double west = tile.x * side - wider;
    const double east = (tile.x + 1.0) * side + wider;
    const double north = tile.y * side - wider;
    const double south = (tile.y + 1.0) * side + wider;
    // Latitudes beyond the square are drawn on its edge, so the outermost tiles own them.
    const double top = north <= 0 ? 90 : lat_of(north, grid);
    const double bottom = south >= world_height(grid) ? -90 : lat_of(south, grid);
    return {to_units(lon_of(west), 180, round_down), to_units(bottom, 90, round_down), to_units(lon_of(east), 180, round_up),
            to_units(top, 90, round_up)};
}

std::uint64_t morton_key(TilePosition p) {
    return spread(p.x) | (spread(p.y) << 1U);
}

MortonRange morton_range(TileId tile) {
    if (tile.z == 0) {
        return {0, UINT64_MAX};
    }
    const unsigned shift = 32U - tile.z;
    const std::uint64_t first = morton_key({tile.x << shift, tile.y << shift});
    return {first, first | ((std::uint64_t{1} << (2 * shift)) - 1)};
}

} // namespace jingwei::spatial
