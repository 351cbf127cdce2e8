#include "spatial/tile_grid.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace jingwei::spatial;

namespace {

constexpr TileGrid grid = TileGrid::web_mercator_quad;

TileId tile_at(TilePosition p, std::uint8_t z) {
    if (z == 0) {
        return {};
    }
    return {z, p.x >> (32U - z), p.y >> (32U - z)};
}

LatticePoint random_place(std::mt19937_64 &random) {
    std::uniform_int_distribution<std::int32_t> x(-1'800'000'000, 1'799'999'999);
    std::uniform_int_distribution<std::int32_t> y(-850'000'000, 850'000'000);
    return {x(random), y(random)};
}

} // namespace

TEST_CASE("the tile grid has one name") {
    REQUIRE(tile_grid_from_name("WebMercatorQuad") == grid);
    REQUIRE(tile_grid_name(grid) == "WebMercatorQuad");
    REQUIRE_FALSE(tile_grid_from_name("webmercatorquad"));
}

TEST_CASE("known places lie in the known tiles") {
    // 104.1736 E, 36.5448 N by the slippy map formula.
    const TileId tile = tile_at(to_tile_position(to_lattice({104.1736, 36.5448}), grid), 14);
    CHECK(tile == TileId{14, 12933, 6403});
    CHECK(to_tile_position({0, 0}, grid) == TilePosition{1U << 31U, 1U << 31U});
    CHECK(to_tile_position({-1'800'000'000, 900'000'000}, grid) == TilePosition{0, 0});
    CHECK(to_tile_position({1'800'000'000, -900'000'000}, grid) == TilePosition{UINT32_MAX, UINT32_MAX});
}

TEST_CASE("a position goes to the grid and back within two hundredths of a metre") {
    const unsigned seed = 7;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 10'000; ++i) {
        const LatticePoint p = random_place(random);
        const LonLat back = to_lonlat(to_tile_position(p, grid), grid);
        REQUIRE(std::abs(back.lon - to_lonlat(p).lon) < 2e-7);
        REQUIRE(std::abs(back.lat - to_lonlat(p).lat) < 2e-7);
    }
}

TEST_CASE("a tile's bounds hold its points, and a buffer makes them wider") {
    const unsigned seed = 11;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 10'000; ++i) {
        const LatticePoint p = random_place(random);
        const auto z = static_cast<std::uint8_t>(random() % 23);
        const TileId tile = tile_at(to_tile_position(p, grid), z);
        const LatticeBox exact = tile_bounds(tile, grid, 0);
        const LatticeBox wide = tile_bounds(tile, grid, 64);
        REQUIRE(exact.contains(p));
        REQUIRE(wide.min_x <= exact.min_x);
        REQUIRE(wide.max_y >= exact.max_y);
    }
}

TEST_CASE("the keys of a tile are one range at every zoom") {
    const unsigned seed = 13;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 10'000; ++i) {
        const TilePosition p = to_tile_position(random_place(random), grid);
        const TilePosition q = to_tile_position(random_place(random), grid);
        const auto z = static_cast<std::uint8_t>(random() % 31);
        const MortonRange range = morton_range(tile_at(p, z));
        REQUIRE(range.first <= morton_key(p));
        REQUIRE(morton_key(p) <= range.last);
        const bool inside = range.first <= morton_key(q) && morton_key(q) <= range.last;
        REQUIRE(inside == (tile_at(p, z) == tile_at(q, z)));
    }
    REQUIRE(morton_key({1, 0}) == 1);
    REQUIRE(morton_key({0, 1}) == 2);
    REQUIRE(morton_key({UINT32_MAX, UINT32_MAX}) == UINT64_MAX);
}
