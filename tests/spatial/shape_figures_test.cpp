#include "spatial/shape_figures.hpp"

#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

using namespace jingwei::spatial;

namespace {

constexpr LatticePoint middle{1'041'000'000, 365'000'000};

/// A shape in metres around the middle.
Ring ring_in_metres(const std::vector<std::pair<double, double>> &corners) {
    const auto scale = local_scale(middle.y);
    Ring ring;
    for (const auto &[x, y] : corners) {
        ring.push_back({middle.x + static_cast<std::int32_t>(std::lround(x / scale.east_m)),
                        middle.y + static_cast<std::int32_t>(std::lround(y / scale.north_m))});
    }
    return ring;
}

Ring circle(double radius, int corners) {
    std::vector<std::pair<double, double>> points;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * std::numbers::pi * i / corners;
        points.emplace_back(radius * std::cos(angle), radius * std::sin(angle));
    }
    return ring_in_metres(points);
}

} // namespace

TEST_CASE("the length of a line is the sum of the geodesics between its points, at any distance and latitude") {
    const unsigned seed = 20261127;
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (const std::int32_t step : {100, 30'000, 400'000, 900'000, 20'000'000}) {
        CAPTURE(step);
        for (const std::int32_t latitude : {-800'000'000, 0, 200'000'000, 365'000'000, 530'000'000, 800'000'000}) {
            std::uniform_int_distribution<std::int32_t> stray(-step, step);
            std::vector<LatticePoint> line;
            double expected = 0;
            for (int i = 0; i < 50; ++i) {
                line.push_back({middle.x + stray(random), latitude + stray(random)});
                expected += i == 0 ? 0 : geodesic_distance_m(to_lonlat(line[line.size() - 2]), to_lonlat(line.back()));
            }
            CHECK(geodesic_length_m(line) == Approx(expected).epsilon(2e-7));
        }
    }
    CHECK(geodesic_length_m({}) == 0);
    CHECK(geodesic_length_m(std::vector{middle}) == 0);
}

TEST_CASE("a circle, a square and a ribbon are as compact as geometry says") {
    const auto round = shape_figures({{circle(500, 720), {}}});
    CHECK(round.compactness == Approx(1).epsilon(1e-4));
    CHECK(round.perimeter_m == Approx(1000 * std::numbers::pi).epsilon(1e-4));
    CHECK(round.hull_share == Approx(1).epsilon(1e-9));
    const auto square = shape_figures({{ring_in_metres({{0, 0}, {400, 0}, {400, 400}, {0, 400}}), {}}});
    CHECK(square.compactness == Approx(std::numbers::pi / 4).epsilon(1e-4));
    CHECK(square.area_m2 == Approx(160'000).epsilon(1e-4));
    const auto ribbon = shape_figures({{ring_in_metres({{0, 0}, {5000, 0}, {5000, 50}, {0, 50}}), {}}});
    CHECK(ribbon.compactness == Approx(4 * std::numbers::pi * 250'000 / (10'100.0 * 10'100.0)).epsilon(1e-3));
    CHECK(ribbon.hull_share == Approx(1).epsilon(1e-6));
}

TEST_CASE("holes and parts count in the outline and the hull") {
    const Ring outer = ring_in_metres({{0, 0}, {400, 0}, {400, 400}, {0, 400}});
    const Ring hole = ring_in_metres({{100, 100}, {100, 300}, {300, 300}, {300, 100}});
    const auto holed = shape_figures({{outer, {hole}}});
    CHECK(holed.perimeter_m == Approx(2400).epsilon(1e-4));
    CHECK(holed.hull_share == Approx(0.75).epsilon(1e-4));
    const auto apart = shape_figures({{outer, {}}, {ring_in_metres({{1200, 0}, {1600, 0}, {1600, 400}, {1200, 400}}), {}}});
    CHECK(apart.perimeter_m == Approx(3200).epsilon(1e-4));
    CHECK(apart.hull_share == Approx(0.5).epsilon(1e-4));
    CHECK(shape_figures({{outer, {hole}}}, 120'000).compactness == Approx(holed.compactness).epsilon(1e-3));
}

TEST_CASE("no ground and ground without area have figures that are finite") {
    for (const MultiPolygon &none :
         {MultiPolygon{}, MultiPolygon{{{middle, {middle.x + 9, middle.y}}, {}}}, MultiPolygon{{{}, {}}}}) {
        const auto figures = shape_figures(none);
        CHECK(std::isfinite(figures.compactness));
        CHECK(figures.hull_share == 0);
        CHECK(figures.area_m2 == 0);
    }
}

TEST_CASE("the convex hull holds every point, turns left everywhere and starts from given points only") {
    const unsigned seed = 5;
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        const std::int32_t side = round < 100 ? 4 : 1'000'000'000;
        std::uniform_int_distribution<std::int32_t> place(0, side);
        Ring points;
        for (int i = 0; i < 12; ++i) {
            points.push_back({place(random), place(random)});
        }
        const Ring hull = convex_hull(points);
        if (hull.size() < 3) {
            REQUIRE(std::ranges::all_of(points, [&](LatticePoint p) { return cross(points[0], hull.back(), p) == 0; }));
            continue;
        }
        for (std::size_t i = 0; i < hull.size(); ++i) {
            const auto a = hull[i];
            const auto b = hull[(i + 1) % hull.size()];
            REQUIRE(std::ranges::find(points, a) != points.end());
            REQUIRE(cross(a, b, hull[(i + 2) % hull.size()]) > 0);
            REQUIRE(std::ranges::all_of(points, [&](LatticePoint p) { return cross(a, b, p) >= 0; }));
        }
    }
}
