#include "tests/support/catch.hpp"
#include "tiles/clip.hpp"

#include <random>

using namespace jingwei::tiles;

namespace {

constexpr ClipBox box{0, 100};

std::int64_t area_of(const std::vector<WidePoint> &ring) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const WidePoint a = ring[i];
        const WidePoint b = ring[(i + 1) % ring.size()];
        sum += a.x * b.y - b.x * a.y;
    }
    return sum;
}

std::vector<std::vector<TilePoint>> pieces_of(std::vector<WidePoint> line) {
    std::vector<std::vector<TilePoint>> pieces;
    clip_line(line, box, [&](std::span<const TilePoint> piece) { pieces.emplace_back(piece.begin(), piece.end()); });
    return pieces;
}

} // namespace

TEST_CASE("a ring around the box becomes the box, one beside it nothing") {
    std::vector<WidePoint> around{{-50, -50}, {150, -50}, {150, 150}, {-50, 150}};
    clip_ring(around, box);
    CHECK(area_of(around) == 2 * 100 * 100);
    std::vector<WidePoint> beside{{200, 0}, {300, 0}, {300, 50}};
    clip_ring(beside, box);
    CHECK(beside.empty());
    std::vector<WidePoint> corner{{-300, 50}, {50, -300}, {-300, -300}};
    clip_ring(corner, box);
    CHECK(area_of(corner) == 0);
}

TEST_CASE("two triangles that share a side cut to the area of their union") {
    const unsigned seed = 41;
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int64_t> far(-5000, 5000);
    for (int i = 0; i < 5000; ++i) {
        const WidePoint a{far(random), far(random)};
        const WidePoint b{far(random), far(random)};
        const WidePoint big{100'000, 100'000};
        // the square around everything, cut along the broken line corner - a - b - corner
        std::vector<WidePoint> upper{{-big.x, -big.y}, a, b, {big.x, big.y}, {-big.x, big.y}};
        std::vector<WidePoint> lower{{-big.x, -big.y}, {big.x, -big.y}, {big.x, big.y}, b, a};
        clip_ring(upper, box);
        clip_ring(lower, box);
        REQUIRE(std::abs(area_of(upper) + area_of(lower)) == 2 * 100 * 100);
    }
}

TEST_CASE("a line is cut into the pieces that lie in the box") {
    CHECK(pieces_of({{10, 10}, {20, 20}, {30, 10}}) == std::vector<std::vector<TilePoint>>{{{10, 10}, {20, 20}, {30, 10}}});
    CHECK(pieces_of({{-10, 50}, {110, 50}}) == std::vector<std::vector<TilePoint>>{{{0, 50}, {100, 50}}});
    CHECK(pieces_of({{50, 50}, {150, 50}, {150, 60}, {50, 60}}) ==
          std::vector<std::vector<TilePoint>>{{{50, 50}, {100, 50}}, {{100, 60}, {50, 60}}});
    CHECK(pieces_of({{-10, 200}, {200, 200}}).empty());
    CHECK(pieces_of({{-300, 50}, {50, -300}}).empty());
}

TEST_CASE("a tile owns exactly the positions whose units are 0 to 4095") {
    for (const std::uint8_t z : {std::uint8_t{0}, std::uint8_t{1}, std::uint8_t{14}, std::uint8_t{20}, std::uint8_t{22}}) {
        const jingwei::spatial::TilePosition p{3'388'123'457U, 1'678'123'459U};
        const jingwei::spatial::TileId tile{z, z == 0 ? 0 : p.x >> (32U - z), z == 0 ? 0 : p.y >> (32U - z)};
        const TilePoint unit = TileFrame(tile).owned(p);
        CHECK((unit.x >= 0 && unit.x < 4096 && unit.y >= 0 && unit.y < 4096));
        const WidePoint near = TileFrame(tile).nearest(p);
        CHECK((std::abs(near.x - unit.x) <= 1 && std::abs(near.y - unit.y) <= 1));
    }
}
