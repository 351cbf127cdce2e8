#include "spatial/thinning.hpp"

#include "spatial/significance.hpp"
#include "spatial/triangle_search.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_coverage.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

std::size_t log2_of(std::size_t n) {
    return static_cast<std::size_t>(std::bit_width(n));
}

struct Thinned {
    std::size_t points = 0;
    Thinning thinning;
};

Thinned thin(const Coverage &coverage, std::size_t group_count) {
    std::vector<Label> self(group_count);
    std::iota(self.begin(), self.end(), Label{0});
    const DrawnBorders borders = join_borders(coverage, self);
    const DrawnRings rings = assemble_rings(borders, group_count);
    std::vector<TilePosition> positions;
    for (const auto p : borders.points) {
        positions.push_back(to_tile_position(p, TileGrid::web_mercator_quad));
    }
    return {positions.size(), thin_borders(positions, borders.arcs, rings)};
}

Coverage built_coverage(const std::vector<LabelledPolygon> &polygons) {
    auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    return std::move(built.coverage);
}

/// A star of `count` corners, whose rays are of two lengths.
Polygon star(int count, double reach) {
    Polygon polygon;
    for (int i = 0; i < count; ++i) {
        const double angle = 2 * std::numbers::pi * i / count;
        const double radius = reach * (i % 2 == 0 ? 1 : 0.6);
        polygon.outer.push_back({1'041'000'000 + static_cast<std::int32_t>(radius * std::cos(angle)),
                                 365'000'000 + static_cast<std::int32_t>(radius * std::sin(angle))});
    }
    return polygon;
}

/// How far a position lies from a segment, in positions.
double distance(TilePosition p, TilePosition from, TilePosition to) {
    const double dx = static_cast<double>(to.x) - from.x;
    const double dy = static_cast<double>(to.y) - from.y;
    const double px = static_cast<double>(p.x) - from.x;
    const double py = static_cast<double>(p.y) - from.y;
    const double length = dx * dx + dy * dy;
    const double t = length == 0 ? 0 : std::clamp((px * dx + py * dy) / length, 0.0, 1.0);
    return std::hypot(px - t * dx, py - t * dy);
}

} // namespace

TEST_CASE("a search finds exactly the points that lie in a triangle, its rim included") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    // few places, so that corners and rims are hit; far from zero, so that differences do not fit 31 bits in the last round
    const std::uint32_t side = seed == 1 ? 20 : seed == 2 ? 1000 : UINT32_MAX;
    const auto below = [&](std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); };
    const auto place = [&] { return TilePosition{below(side), below(side)}; };
    std::vector<TilePosition> points(600);
    std::ranges::generate(points, place);
    TriangleSearch search(points);
    std::vector<bool> kept(points.size(), true);
    for (int round = 0; round < 400; ++round) {
        const auto a = place();
        const auto b = place();
        const auto c = round % 10 == 0 ? a : place();
        std::vector<std::uint32_t> found;
        REQUIRE_FALSE(search.any_in(Triangle(a, b, c), [&](std::uint32_t index, TilePosition at) {
            REQUIRE(at == points[index]);
            found.push_back(index);
            return false;
        }));
        std::ranges::sort(found);
        std::vector<std::uint32_t> expected;
        for (std::uint32_t i = 0; i < points.size(); ++i) {
            const std::array turns{cross(a, b, points[i]), cross(b, c, points[i]), cross(c, a, points[i])};
            const bool right = std::ranges::all_of(turns, [](__int128 turn) { return turn >= 0; });
            const bool left = std::ranges::all_of(turns, [](__int128 turn) { return turn <= 0; });
            const auto [low_x, high_x] = std::minmax({a.x, b.x, c.x});
            const auto [low_y, high_y] = std::minmax({a.y, b.y, c.y});
            const auto p = points[i];
            if (kept[i] && (right || left) && p.x >= low_x && p.x <= high_x && p.y >= low_y && p.y <= high_y) {
                expected.push_back(i);
            }
        }
        REQUIRE(found == expected);
        if (round % 50 == 49) {
            std::transform(kept.begin(), kept.end(), kept.begin(), [&](bool keep) { return keep && random() % 3 != 0; });
            search.keep([&](std::uint32_t i) { return kept[i]; });
        }
    }
}

TEST_CASE("a search with a margin finds points beside the sides that meet at the middle corner, none beyond the third") {
    const auto seed = GENERATE(6U, 7U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    constexpr std::uint32_t margin = 2;
    const std::uint32_t side = seed == 6 ? 40 : 300;
    const auto place = [&] {
        return TilePosition{static_cast<std::uint32_t>(random() % side), static_cast<std::uint32_t>(random() % side)};
    };
    std::vector<TilePosition> points(2000);
    std::ranges::generate(points, place);
    TriangleSearch search(points);
    std::size_t beside = 0;
    for (int round = 0; round < 400; ++round) {
        const auto a = place();
        const auto b = place();
        const auto c = place();
        const auto turn = cross(a, b, c);
        std::vector<bool> found(points.size(), false);
        REQUIRE_FALSE(search.any_in(Triangle(a, b, c, margin), [&](std::uint32_t index, TilePosition) {
            found[index] = true;
            return false;
        }));
        for (std::uint32_t i = 0; i < points.size(); ++i) {
            const auto p = points[i];
            CAPTURE(a.x, a.y, b.x, b.y, c.x, c.y, p.x, p.y);
            const bool is_inside = Triangle(a, b, c).contains(p);
            const bool is_beyond = turn < 0 ? cross(c, a, p) > 0 : cross(c, a, p) < 0;
            const double off_two = std::min(distance(p, a, b), distance(p, b, c));
            if (is_inside || (!is_beyond && off_two <= margin)) {
                REQUIRE(found[i]);
                beside += is_inside ? 0 : 1;
            } else if (found[i]) {
                REQUIRE_FALSE(is_beyond);
                REQUIRE(std::min(off_two, distance(p, c, a)) <= 2 * margin);
            }
        }
    }
    CHECK(beside > 1000);
}

TEST_CASE("what one tolerance leaves out lies within it of what is kept, however the line runs") {
    const auto seed = GENERATE(4U, 5U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::vector<TilePosition> line;
    std::uint32_t x = 1'000'000;
    for (int i = 0; i < 3000; ++i) {
        x += static_cast<std::uint32_t>(random() % 200);
        line.push_back({x, static_cast<std::uint32_t>(2'000'000'000 + random() % (i % 500 == 0 ? 100'000 : 900))});
    }
    const auto importance = significance(line);
    CHECK(importance.measured <= line.size() * 30);
    for (const double tolerance : {50.0, 500.0, 5000.0, 500'000.0}) {
        std::size_t before = 0;
        for (std::size_t after = 1; after < line.size(); ++after) {
            if (importance.squared[after] <= tolerance * tolerance) {
                continue;
            }
            for (std::size_t i = before + 1; i < after; ++i) {
                REQUIRE(distance(line[i], line[before], line[after]) <= tolerance * (1 + 1e-9));
            }
            before = after;
        }
    }
}

TEST_CASE("a line that splits at its first point every time is still measured in n log n") {
    std::vector<TilePosition> line;
    const int count = 100'000;
    for (int i = 0; i < count; ++i) {
        const int height = (count - i) * (i % 2 == 0 ? 1 : -1);
        line.push_back({static_cast<std::uint32_t>(1'000'000'000 + i), static_cast<std::uint32_t>(2'000'000'000 + height)});
    }
    const auto importance = significance(line);
    // splitting at the farthest point alone would measure count^2 / 2 distances
    CHECK(importance.measured <= line.size() * (20 + 4 * log2_of(line.size())));
    CHECK(std::isinf(importance.squared.front()));
    CHECK(std::ranges::all_of(importance.squared, [](double squared) { return squared >= 0; }));
}

TEST_CASE("thinning looks at a few boxes and points a border point, whatever the shape") {
    const auto per_point = [](const Thinned &thinned) {
        return static_cast<double>(thinned.thinning.examined) / static_cast<double>(thinned.points);
    };
    SECTION("cities of two sizes") {
        const RandomCoverage small({.side = 8, .cell = 20'000, .steps = 20, .labels = 64, .nobody = 0}, 1);
        const RandomCoverage large({.side = 24, .cell = 20'000, .steps = 20, .labels = 576, .nobody = 0}, 2);
        const double first = per_point(thin(built_coverage(small.polygons), 65));
        const double second = per_point(thin(built_coverage(large.polygons), 577));
        CAPTURE(first, second);
        CHECK(first < 150);
        CHECK(second < first * 2);
    }
    SECTION("a town beside one far farm") {
        RandomCoverage town({.side = 12, .cell = 2'000, .steps = 8, .labels = 144, .nobody = 0}, 3);
        const double alone = per_point(thin(built_coverage(town.polygons), 600));
        for (auto &polygon : RandomCoverage({.side = 1, .cell = 1000, .labels = 1, .nobody = 0}, 4).polygons) {
            for (auto &p : polygon.polygon.outer) {
                p.x += 500'000'000;
            }
            town.polygons.push_back({599, polygon.polygon});
        }
        CHECK(per_point(thin(built_coverage(town.polygons), 600)) < alone * 1.2);
    }
    SECTION("a star of 5,000 corners") {
        const double examined = per_point(thin(built_coverage({{1, star(5'000, 50'000'000)}}), 2));
        CAPTURE(examined);
        CHECK(examined < 400);
    }
    SECTION("long thin strips side by side") {
        std::vector<LabelledPolygon> strips;
        for (std::int32_t i = 0; i < 2000; ++i) {
            const std::int32_t x = 1'000'000'000 + i * 50;
            const auto shift = [&](std::int32_t at) { return (at / 50 % 997 * 7919) % 40 - 20; };
            strips.push_back({static_cast<Label>(i + 1),
                              {{{x, 365'000'000},
                                {x + 50, 365'000'000},
                                {x + 50 + shift(x + 50), 365'100'000},
                                {x + 50, 365'200'000},
                                {x, 365'200'000},
                                {x + shift(x), 365'100'000}},
                               {}}});
        }
        const double examined = per_point(thin(built_coverage(strips), 2001));
        CAPTURE(examined);
        CHECK(examined < 400);
    }
}
