#include "spatial/box_meeting.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace jingwei::spatial;

namespace {

/// A square with a square hole.
const MultiPolygon ring_of_ground{
    {.outer = {{0, 0}, {100, 0}, {100, 100}, {0, 100}}, .holes = {{{40, 40}, {40, 60}, {60, 60}, {60, 40}}}}};

/// Whether some lattice point of the box lies on the ground: for boxes and polygons with corners at even places this decides.
bool holds_a_point(const LatticeBox &box) {
    for (std::int32_t x = box.min_x; x <= box.max_x; ++x) {
        for (std::int32_t y = box.min_y; y <= box.max_y; ++y) {
            const bool in_square = x >= 0 && x <= 100 && y >= 0 && y <= 100;
            const bool in_hole = x > 40 && x < 60 && y > 40 && y < 60;
            if (in_square && !in_hole) {
                return true;
            }
        }
    }
    return false;
}

} // namespace

TEST_CASE("a box meets ground that it touches, holds, crosses or lies in, and not a hole") {
    CHECK(meets(ring_of_ground, {-10, -10, 0, 0}));
    CHECK(meets(ring_of_ground, {-10, -10, 200, 200}));
    CHECK(meets(ring_of_ground, {10, 10, 20, 20}));
    CHECK(meets(ring_of_ground, {50, 50, 60, 55}));
    CHECK_FALSE(meets(ring_of_ground, {-10, -10, -1, -1}));
    CHECK_FALSE(meets(ring_of_ground, {45, 45, 55, 55}));
    CHECK_FALSE(meets({}, {0, 0, 10, 10}));
}

TEST_CASE("a box beside a slanted side meets it only where they touch") {
    const MultiPolygon triangle{{.outer = {{0, 0}, {1'000'000'000, 0}, {0, 800'000'000}}, .holes = {}}};
    CHECK(meets(triangle, {500'000'000, 400'000'000, 600'000'000, 500'000'000}));
    CHECK_FALSE(meets(triangle, {500'000'001, 400'000'000, 600'000'000, 500'000'000}));
    CHECK(meets(triangle, {-1'800'000'000, -900'000'000, 1'800'000'000, 900'000'000}));
}

TEST_CASE("a random box meets the ground where a point of it lies there") {
    const unsigned seed = 23;
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int32_t> place(-30, 130);
    for (int i = 0; i < 400; ++i) {
        const std::int32_t x = place(random);
        const std::int32_t y = place(random);
        const LatticeBox box{x, y, x + static_cast<std::int32_t>(random() % 30), y + static_cast<std::int32_t>(random() % 30)};
        CAPTURE(box.min_x, box.min_y, box.max_x, box.max_y);
        REQUIRE(meets(ring_of_ground, box) == holds_a_point(box));
    }
}
