#include "spatial/tile_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double world_side = 4294967296.0; // 2^32
constexpr std::string_view web_mercator_name = "WebMercatorQuad";

/// Longitude to the east, exact: floor((x + 180 degrees) / 360 degrees * 2^32), the antimeridian kept inside.
std::uint32_t mercator_x(std::int32_t lattice_x) {
    constexpr std::int64_t half_turn = 1'800'000'000;
    const std::int64_t east = std::clamp<std::int64_t>(lattice_x + half_turn, 0, 2 * half_turn);
    const std::uint64_t x = (static_cast<std::uint64_t>(east) << 32U) / static_cast<std::uint64_t>(2 * half_turn);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(x, UINT32_MAX));
}

/// Latitude to the south (EPSG:3857 on the sphere); latitudes beyond the square are kept on its edge.
std::uint32_t mercator_y(std::int32_t lattice_y) {
    const double sine = std::sin(static_cast<double>(lattice_y) / lattice_units_per_degree * std::numbers::pi / 180);
    if (sine <= -1 || sine >= 1) {
        return sine < 0 ? UINT32_MAX : 0;
    }
    const double y = 0.5 - std::log((1 + sine) / (1 - sine)) / (4 * std::numbers::pi);
    return static_cast<std::uint32_t>(std::clamp(std::floor(y * world_side), 0.0, world_side - 1));
}

double lon_of(double x) {
    return x / world_side * 360 - 180;
}

double lat_of(double y) {
    return std::atan(std::sinh(std::numbers::pi * (1 - 2 * y / world_side))) * 180 / std::numbers::pi;
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
    return std::nullopt;
}

std::string_view tile_grid_name(TileGrid grid) {
    switch (grid) {
    case TileGrid::web_mercator_quad:
        return web_mercator_name;
    }
    return {};
}

TilePosition to_tile_position(LatticePoint p, TileGrid /*grid*/) {
    return {mercator_x(p.x), mercator_y(p.y)};
}

LonLat to_lonlat(TilePosition p, TileGrid /*grid*/) {
    return {lon_of(p.x), lat_of(p.y)};
}

LatticeBox tile_bounds(TileId tile, TileGrid /*grid*/, int buffer) {
    const double side = std::ldexp(1.0, 32 - tile.z);
    const double wider = side * buffer / 4096;
    const double west = tile.x * side - wider;
    const double east = (tile.x + 1.0) * side + wider;
    const double north = tile.y * side - wider;
    const double south = (tile.y + 1.0) * side + wider;
    // Latitudes beyond the square are drawn on its edge, so the outermost tiles own them.
    const double top = north <= 0 ? 90 : lat_of(north);
    const double bottom = south >= world_side ? -90 : lat_of(south);
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
