#include "spatial/measure.hpp"
#include "spatial/pole.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace jingwei::spatial;

namespace {

constexpr LatticePoint middle{1041736000, 365448000};

/// A star-shaped ring around `middle` with a wiggly radius, in lattice units.
Polygon wiggly(std::mt19937 &random, int vertices, double radius) {
    std::uniform_real_distribution<double> factor(0.4, 1.0);
    Polygon polygon;
    for (int i = 0; i < vertices; ++i) {
        const double angle = 2 * std::numbers::pi * i / vertices;
        const double r = radius * factor(random);
        polygon.outer.push_back({middle.x + static_cast<std::int32_t>(r * std::cos(angle)),
                                 middle.y + static_cast<std::int32_t>(r * std::sin(angle))});
    }
    return polygon;
}

Polygon box(std::int32_t width, std::int32_t height) {
    return {
        .outer = {middle, {middle.x + width, middle.y}, {middle.x + width, middle.y + height}, {middle.x, middle.y + height}},
        .holes = {}};
}

} // namespace

TEST_CASE("areas and distances are those of the CGCS2000 ellipsoid") {
    CHECK(geodesic_distance_m({0, 0}, {1, 0}) == Approx(111319.4908).margin(1e-3));
    CHECK(geodesic_distance_m({0, 0}, {0, 1}) == Approx(110574.3886).margin(1e-3));
    const Polygon degree{.outer = {{0, 0}, {10'000'000, 0}, {10'000'000, 10'000'000}, {0, 10'000'000}}, .holes = {}};
    CHECK(geodesic_area_m2({degree}) == Approx(12308778361.47).epsilon(1e-9));
    CHECK(local_scale(0).east_m * 1e7 == Approx(111319.49).margin(0.01));
    CHECK(local_scale(0).north_m * 1e7 == Approx(110574.28).margin(0.01));
}

TEST_CASE("a hole is subtracted from the area whichever way its ring turns") {
    auto outer = box(10000, 10000);
    const double whole = geodesic_area_m2({outer});
    Ring hole{{middle.x + 2000, middle.y + 2000},
              {middle.x + 2000, middle.y + 7000},
              {middle.x + 7000, middle.y + 7000},
              {middle.x + 7000, middle.y + 2000}};
    outer.holes = {hole};
    const double right = geodesic_area_m2({outer});
    std::reverse(outer.holes[0].begin(), outer.holes[0].end());
    CHECK(geodesic_area_m2({outer}) == Approx(right));
    CHECK(right == Approx(whole * 0.75).epsilon(1e-4));
}

TEST_CASE("the doubled area is exact and signed") {
    CHECK(doubled_area(box(7, 3).outer) == 42);
    auto ring = box(7, 3).outer;
    std::reverse(ring.begin(), ring.end());
    CHECK(doubled_area(ring) == -42);
    CHECK(bounds({box(7, 3)}) == LatticeBox{middle.x, middle.y, middle.x + 7, middle.y + 3});
}

TEST_CASE("the label point of any shape is strictly inside") {
    const auto seed = GENERATE(11U, 12U, 13U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> vertices(5, 150);
    for (int i = 0; i < 300; ++i) {
        const auto polygon = wiggly(random, vertices(random), i % 3 == 0 ? 40 : 30000);
        if (doubled_area(polygon.outer) > 200) {
            CHECK(strictly_inside(polygon, label_point({polygon})));
        }
    }
}

TEST_CASE("the label point avoids a hole and picks the largest part") {
    auto ring = box(20000, 20000);
    ring.holes = {{{middle.x + 1000, middle.y + 1000},
                   {middle.x + 1000, middle.y + 15000},
                   {middle.x + 15000, middle.y + 15000},
                   {middle.x + 15000, middle.y + 1000}}};
    auto small = box(500, 500);
    const auto found = label_point({small, ring});
    CHECK(strictly_inside(ring, found));
    CHECK(found.x > middle.x + 15000);
    CHECK(found.y > middle.y + 15000);
}

TEST_CASE("a sliver two units thin still has its label inside") {
    const Polygon sliver{.outer = {middle,
                                   {middle.x + 900000, middle.y + 600001},
                                   {middle.x + 900000, middle.y + 600004},
                                   {middle.x, middle.y + 3}},
                         .holes = {}};
    CHECK(strictly_inside(sliver, label_point({sliver})));
    CHECK(inscribed_width_m(sliver) == Approx(0.026).margin(0.004));
}

TEST_CASE("the inscribed width of a rectangle is its shorter side in metres") {
    const auto scale = local_scale(middle.y);
    CHECK(inscribed_width_m(box(30000, 2000)) == Approx(2000 * scale.north_m).epsilon(0.011));
    CHECK(inscribed_width_m(box(1500, 90000)) == Approx(1500 * scale.east_m).epsilon(0.011));
    CHECK(inscribed_width_m(box(1500, 0)) == 0);
}

TEST_CASE("the inscribed circle of a wiggly shape is within one per cent of the best on a fine raster") {
    std::mt19937 random(5);
    const auto scale = local_scale(middle.y);
    const auto polygon = wiggly(random, 60, 2000);
    double best = 0;
    for (std::int32_t x = -2000; x <= 2000; x += 25) {
        for (std::int32_t y = -2000; y <= 2000; y += 25) {
            const LatticePoint p{middle.x + x, middle.y + y};
            if (!strictly_inside(polygon, p)) {
                continue;
            }
            double nearest = 1e9;
            for (std::size_t i = 0; i < polygon.outer.size(); ++i) {
                const auto a = polygon.outer[i];
                const auto b = polygon.outer[(i + 1) % polygon.outer.size()];
                const double dx = (b.x - a.x) * scale.east_m;
                const double dy = (b.y - a.y) * scale.north_m;
                const double px = (p.x - a.x) * scale.east_m;
                const double py = (p.y - a.y) * scale.north_m;
                const double t = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
                nearest = std::min(nearest, std::hypot(px - t * dx, py - t * dy));
            }
            best = std::max(best, nearest);
        }
    }
    CHECK(inscribed_width_m(polygon) >= 2 * best * 0.99);
    CHECK(inscribed_width_m(polygon) <= 2 * best * 1.02);
}
