#include "spatial/pole.hpp"

#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace jingwei::spatial;

namespace {

constexpr LatticePoint middle{1'041'000'000, 365'000'000};

using Corners = std::vector<std::pair<double, double>>;

/// Corners in metres, turned by an angle, on the lattice.
Polygon turned(const Corners &corners, double angle) {
    const auto scale = local_scale(middle.y);
    Polygon polygon;
    for (const auto &[x, y] : corners) {
        polygon.outer.push_back(
            {middle.x + static_cast<std::int32_t>(std::lround((x * std::cos(angle) - y * std::sin(angle)) / scale.east_m)),
             middle.y + static_cast<std::int32_t>(std::lround((x * std::sin(angle) + y * std::cos(angle)) / scale.north_m))});
    }
    return polygon;
}

/// The circle inside a triangle has twice its area divided by its perimeter as radius.
double radius_in_triangle(const Polygon &triangle) {
    const auto box = bounds({triangle});
    const auto scale = local_scale(static_cast<std::int32_t>((std::int64_t{box.min_y} + box.max_y) / 2));
    double perimeter = 0;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto a = triangle.outer[i];
        const auto b = triangle.outer[(i + 1) % 3];
        perimeter += std::hypot(static_cast<double>(std::int64_t{b.x} - a.x) * scale.east_m,
                                static_cast<double>(std::int64_t{b.y} - a.y) * scale.north_m);
    }
    return std::abs(static_cast<double>(doubled_area(triangle.outer))) * scale.east_m * scale.north_m / perimeter;
}

/// A strip of one width along a line, its corners mitred.
Corners strip(const Corners &line, double width) {
    Corners left;
    Corners right;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const auto &before = line[i == 0 ? 0 : i - 1];
        const auto &at = line[i];
        const auto &after = line[i + 1 == line.size() ? i : i + 1];
        const double in = i == 0 ? std::atan2(after.second - at.second, after.first - at.first)
                                 : std::atan2(at.second - before.second, at.first - before.first);
        const double out = i + 1 == line.size() ? in : std::atan2(after.second - at.second, after.first - at.first);
        const double half = width / 2 / std::cos((out - in) / 2);
        const double normal = (in + out) / 2 + std::numbers::pi / 2;
        left.emplace_back(at.first + half * std::cos(normal), at.second + half * std::sin(normal));
        right.emplace_back(at.first - half * std::cos(normal), at.second - half * std::sin(normal));
    }
    left.insert(left.end(), right.rbegin(), right.rend());
    return left;
}

} // namespace

TEST_CASE("the circle of a straight strip is found in a few thousand steps, however long and thin it is", "[pole]") {
    for (const std::int32_t width : {4, 40, 400, 4'000}) {
        for (const std::int32_t length : {500'000, 5'000'000}) {
            const auto at = [&](std::int32_t x, std::int32_t y) {
                return LatticePoint{1'040'000'000 + x, 365'000'000 + y + x / 7};
            };
            const Polygon polygon{{at(0, 0), at(length, 0), at(length, width), at(0, width)}, {}};
            const auto pole = find_pole(polygon);
            const auto box = bounds({polygon});
            const auto scale = local_scale(static_cast<std::int32_t>((std::int64_t{box.min_y} + box.max_y) / 2));
            const double slope = std::atan2(scale.north_m / 7, scale.east_m);
            const double expected = width * scale.north_m * std::cos(slope) / 2;
            CAPTURE(width, length, pole.looked_at);
            CHECK(pole.radius_m <= expected * 1.001); // the lattice moves the corners
            CHECK(pole.radius_m >= expected / 1.011);
            CHECK(pole.looked_at < 2'500);
            CHECK(holds_circle(polygon, expected * 0.98));
            CHECK_FALSE(holds_circle(polygon, expected * 1.02));
            CHECK(strictly_inside(polygon, label_point({polygon})));
        }
    }
}

TEST_CASE("the circle of any triangle is found, however thin and whichever way it lies", "[pole]") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> share(0, 1);
    std::size_t most = 0;
    for (int i = 0; i < 300; ++i) {
        const double length = std::pow(10, 2 + 2.7 * share(random)); // up to 50 km
        const double width = std::max(0.5, length * std::pow(10, -4.5 * share(random)));
        const auto polygon =
            turned({{0, 0}, {length, 0}, {length * share(random), width}}, 2 * std::numbers::pi * share(random));
        const auto pole = find_pole(polygon);
        const double expected = radius_in_triangle(polygon);
        CAPTURE(i, length, width, pole.looked_at);
        REQUIRE(pole.radius_m <= expected * (1 + 1e-9));
        REQUIRE(pole.radius_m >= expected / 1.0101);
        most = std::max(most, pole.looked_at);
    }
    CHECK(most < 4'000);
}

TEST_CASE("the circle in the bend of a strip is found, whichever way the strip lies", "[pole]") {
    std::mt19937 random(7);
    std::uniform_real_distribution<double> turn(0, 2 * std::numbers::pi);
    for (const double width : {1.0, 8.0, 60.0}) {
        for (const double length : {500.0, 5'000.0, 20'000.0}) {
            for (int i = 0; i < 6; ++i) {
                const auto polygon = turned(strip({{0, 0}, {length, 0}, {length, length * 0.7}}, width), turn(random));
                const auto pole = find_pole(polygon);
                // it touches both outer sides and the inner corner
                const double expected = width * std::sqrt(2) / (1 + std::sqrt(2));
                CAPTURE(width, length, i, pole.looked_at);
                CHECK(pole.radius_m == Approx(expected).epsilon(0.011).margin(0.012));
                CHECK(pole.looked_at < 6'000);
            }
        }
    }
}

TEST_CASE("the work on rivers, combs and spirals stays within its bounds, and the circle is no worse than half the width",
          "[pole]") {
    std::mt19937 random(11);
    std::uniform_real_distribution<double> share(0, 1);
    std::vector<std::pair<Corners, double>> shapes; // with the width
    for (const double width : {2.0, 20.0}) {
        for (const std::size_t bends : {10U, 100U, 1'000U}) {
            Corners river;
            Corners spiral;
            for (std::size_t i = 0; i < bends; ++i) {
                const auto step = static_cast<double>(i);
                river.emplace_back(step * 150, 60 * share(random));
                spiral.emplace_back((200 + 20 * step) * std::cos(step * 0.5), (200 + 20 * step) * std::sin(step * 0.5));
            }
            shapes.emplace_back(strip(river, width), width);
            shapes.emplace_back(strip(spiral, width), width);
            Corners comb{{0, 0}};
            for (std::size_t i = 0; i < bends; ++i) {
                const double x = static_cast<double>(i) * 3 * width;
                comb.insert(comb.end(), {{x, width}, {x, 900}, {x + width, 900}, {x + width, width}});
            }
            comb.emplace_back(static_cast<double>(bends) * 3 * width, 0);
            shapes.emplace_back(comb, width);
        }
    }
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const auto &[corners, width] = shapes[i];
        const auto polygon = turned(corners, share(random));
        const auto pole = find_pole(polygon);
        CAPTURE(i, corners.size(), width, pole.looked_at);
        CHECK(pole.radius_m >= width / 2 * 0.985 - 0.012);
        CHECK(pole.radius_m <= width * 1.1);
        CHECK(pole.looked_at <= 2'000 + 2 * (1'000 + std::min<std::size_t>(10'000, 5'000'000 / corners.size())));
    }
}

TEST_CASE("a circle lies inside also where the search cuts exactly through corners", "[pole]") {
    const std::vector<std::vector<LatticePoint>> shapes{
        {{37, 11}, {38, 9}, {54, 12}, {93, 21}, {92, 23}},
        {{336, 1574}, {1526, 743}, {1549, 742}, {1551, 750}, {1552, 758}, {1552, 767}, {1550, 788}, {965, 1184}, {381, 1577}},
    };
    for (const auto &shape : shapes) {
        Polygon polygon;
        for (const auto p : shape) {
            polygon.outer.push_back({middle.x + p.x, middle.y + p.y});
        }
        const auto pole = find_pole(polygon);
        CAPTURE(shape.size(), pole.radius_m);
        CHECK(std::numbers::pi * pole.radius_m * pole.radius_m <= geodesic_area_m2({polygon}));
        CHECK(find_pole_within(polygon, 160).radius_m <= pole.radius_m * 1.01);
    }
}

TEST_CASE("no circle of a small shape is larger than the shape", "[pole][property]") {
    const auto seed = GENERATE(1U, 2U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int32_t> along(1, 400);
    std::uniform_int_distribution<std::int32_t> across(-3, 3);
    for (int i = 0; i < 2'000; ++i) {
        Polygon polygon;
        LatticePoint p = middle;
        const auto slope = across(random);
        for (int k = 0; k < 4; ++k) { // forth along one side of a line, and back along the other
            const auto step = along(random);
            p = {p.x + step, p.y + step * slope / 4 + across(random) / 3};
            polygon.outer.push_back(p);
        }
        for (std::size_t k = 4; k-- > 0;) {
            const auto q = polygon.outer[k];
            polygon.outer.push_back({q.x, q.y + 4 + across(random)});
        }
        const auto pole = find_pole(polygon);
        CAPTURE(i, pole.radius_m);
        REQUIRE(std::numbers::pi * pole.radius_m * pole.radius_m <= geodesic_area_m2({polygon}) * 1.001);
    }
}
