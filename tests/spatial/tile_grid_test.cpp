#include "spatial/tile_plane.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace jingwei::spatial;

namespace {

constexpr TileGrid grid = TileGrid::web_mercator_quad;
constexpr TileGrid degrees = TileGrid::cgcs2000_quad;

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

TEST_CASE("every tile grid has one name") {
    REQUIRE(tile_grid_from_name("WebMercatorQuad") == grid);
    REQUIRE(tile_grid_name(grid) == "WebMercatorQuad");
    REQUIRE(tile_grid_from_name("CGCS2000Quad") == degrees);
    REQUIRE(tile_grid_name(degrees) == "CGCS2000Quad");
    REQUIRE_FALSE(tile_grid_from_name("webmercatorquad"));
    REQUIRE_FALSE(tile_grid_from_name(""));
}

TEST_CASE("the tiles of CGCS2000Quad are those of Tianditu's matrix set c") {
    CHECK(min_zoom(degrees) == 1);
    CHECK(tile_counts(degrees, 0).columns == 0);
    CHECK(tile_counts(degrees, 1).columns == 2);
    CHECK(tile_counts(degrees, 1).rows == 1);
    CHECK(tile_counts(degrees, 18).columns == 262144);
    CHECK(tile_counts(degrees, 18).rows == 131072);
    CHECK(tile_counts(grid, 0).rows == 1);
    CHECK(tile_counts(grid, 22).rows == 4194304);
    // 104.1736 E, 36.5448 N at zoom 14: 360 / 2^14 degrees a tile from 90 N, 180 W
    CHECK(tile_at(to_tile_position(to_lattice({104.1736, 36.5448}), degrees), 14) == TileId{14, 12933, 2432});
    CHECK(to_tile_position(LatticePoint{0, 0}, degrees) == TilePosition{1U << 31U, 1U << 30U});
    CHECK(to_tile_position(LatticePoint{-1'800'000'000, 900'000'000}, degrees) == TilePosition{0, 0});
    const TilePosition last = to_tile_position(LatticePoint{1'800'000'000, -900'000'000}, degrees);
    CHECK(last == TilePosition{UINT32_MAX, INT32_MAX});
    CHECK(tile_at(last, 1) == TileId{1, 1, 0});
}

TEST_CASE("positions of CGCS2000Quad are exact, against long arithmetic") {
    const unsigned seed = 17;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 10'000; ++i) {
        const LatticePoint p = random_place(random);
        const TilePosition q = to_tile_position(p, degrees);
        const auto turn = [](std::int64_t units) { return (static_cast<__int128>(units) << 32) / 3'600'000'000; };
        REQUIRE(q.x == turn(std::int64_t{p.x} + 1'800'000'000));
        REQUIRE(q.y == turn(900'000'000 - std::int64_t{p.y}));
        REQUIRE(q.x == to_tile_position(p, grid).x);
    }
}

TEST_CASE("known places lie in the known tiles") {
    // 104.1736 E, 36.5448 N by the slippy map formula.
    const TileId tile = tile_at(to_tile_position(to_lattice({104.1736, 36.5448}), grid), 14);
    CHECK(tile == TileId{14, 12933, 6403});
    CHECK(to_tile_position(LatticePoint{0, 0}, grid) == TilePosition{1U << 31U, 1U << 31U});
    CHECK(to_tile_position(LatticePoint{-1'800'000'000, 900'000'000}, grid) == TilePosition{0, 0});
    CHECK(to_tile_position(LatticePoint{1'800'000'000, -900'000'000}, grid) == TilePosition{UINT32_MAX, UINT32_MAX});
}

TEST_CASE("a position goes to the grid and back within two hundredths of a metre") {
    const unsigned seed = 7;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20'000; ++i) {
        const TileGrid in = i % 2 == 0 ? grid : degrees;
        const LatticePoint p = random_place(random);
        const LonLat back = to_lonlat(to_tile_position(p, in), in);
        REQUIRE(std::abs(back.lon - to_lonlat(p).lon) < 2e-7);
        REQUIRE(std::abs(back.lat - to_lonlat(p).lat) < 2e-7);
    }
}

TEST_CASE("a tile's bounds hold its points, and a buffer makes them wider") {
    const unsigned seed = 11;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 20'000; ++i) {
        const TileGrid in = i % 2 == 0 ? grid : degrees;
        const LatticePoint p = random_place(random);
        const auto z = static_cast<std::uint8_t>(1 + random() % 22);
        const TileId tile = tile_at(to_tile_position(p, in), z);
        const LatticeBox exact = tile_bounds(tile, in, 0);
        const LatticeBox wide = tile_bounds(tile, in, 64);
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

TEST_CASE("a place between lattice points lies where its neighbours do") {
    const unsigned seed = 19;
    INFO("seed " << seed);
    std::mt19937_64 random(seed);
    for (int i = 0; i < 10'000; ++i) {
        const LatticePoint p = random_place(random);
        for (const TileGrid in : {grid, degrees}) {
            const TilePosition exact = to_tile_position(p, in);
            const TilePosition rounded = lonlat_to_tile_position(to_lonlat(p), in);
            REQUIRE(std::abs(std::int64_t{exact.x} - rounded.x) <= 1);
            REQUIRE(std::abs(std::int64_t{exact.y} - rounded.y) <= 1);
        }
    }
}

TEST_CASE("only a shifted frame draws a place elsewhere than it is") {
    const LatticePoint p = to_lattice({104.1736, 36.5448});
    for (const TileGrid in : {grid, degrees}) {
        CHECK(to_tile_position(p, TilePlane(in)) == to_tile_position(p, in));
        CHECK(to_tile_position(p, TilePlane(in, Frame::wgs84)) == to_tile_position(p, in));
        const TilePosition shifted = to_tile_position(p, TilePlane(in, Frame::gcj02));
        const LonLat there = from_store_frame(to_lonlat(p), Frame::gcj02);
        CHECK(std::abs(to_lonlat(shifted, in).lon - there.lon) < 2e-7);
        CHECK(std::abs(to_lonlat(shifted, in).lat - there.lat) < 2e-7);
        CHECK(std::abs(there.lon - 104.1736) > 1e-3);
    }
    const LatticePoint abroad = to_lattice({-1.55, 53.8});
    CHECK(to_lonlat(to_tile_position(abroad, TilePlane(grid, Frame::gcj02)), grid).lon < -1.5499);
}
