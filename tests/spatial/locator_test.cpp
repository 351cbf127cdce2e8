#include "spatial/locator.hpp"

#include "spatial/measure.hpp"
#include "spatial/segment.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/geojson_polygons.hpp"
#include "tests/support/real_data.hpp"

#include <algorithm>
#include <numeric>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr std::int32_t step = 100000;
constexpr std::uint32_t seed = 20261122;

bool is_inside(const Ring &ring, LatticePoint p) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        auto a = ring[i];
        auto b = ring[(i + 1) % ring.size()];
        if (a.y > b.y) {
            std::swap(a, b);
        }
        if (a.y <= p.y && p.y < b.y && cross(a, b, p) < 0) {
            inside = !inside;
        }
    }
    return inside;
}

/// Owner by looking at every polygon: right for points that lie on no border.
Label brute_owner(const std::vector<LabelledPolygon> &polygons, LatticePoint p) {
    for (const auto &[label, polygon] : polygons) {
        if (is_inside(polygon.outer, p) &&
            std::ranges::none_of(polygon.holes, [&](const Ring &hole) { return is_inside(hole, p); })) {
            return label;
        }
    }
    return no_label;
}

bool on_border(const Coverage &coverage, LatticePoint p) {
    for (const auto &arc : coverage.arcs()) {
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            if (is_on(p, {points[i], points[i + 1]})) {
                return true;
            }
        }
    }
    return false;
}

/// A point beside p, so near that it lies in the sector of direction (1, e): the same answer must come from there, where
/// the ground is wide enough.
LatticePoint just_north_of_east(LatticePoint p) {
    return {p.x + step / 32, p.y + 1};
}

} // namespace

TEST_CASE("a point on a shared border belongs to the grid just north of east") {
    const auto coverage = build_coverage(draw_grids({"CD", "AB"}, step)).coverage;
    const Locator locator(coverage);
    CHECK(locator.locate(map_point(1, 1, step)) == 4);   // the corner of four: D
    CHECK(locator.locate(map_point(1, 0.5, step)) == 2); // A | B: B lies east
    CHECK(locator.locate(map_point(0.5, 1, step)) == 3); // A below C: C lies north
    CHECK(locator.touching(map_point(1, 1, step)) == std::vector<Label>{1, 2, 3, 4});
    CHECK(locator.touching(map_point(0.5, 1, step)) == std::vector<Label>{1, 3});
    CHECK(locator.touching(map_point(0.5, 0.5, step)) == std::vector<Label>{1});
}

TEST_CASE("on the outer border the first labelled sector counter-clockwise answers") {
    const auto coverage = build_coverage(draw_grids({"CD", "AB"}, step)).coverage;
    const Locator locator(coverage);
    CHECK(locator.locate(map_point(0, 0, step)) == 1); // A lies north-east of the corner
    CHECK(locator.locate(map_point(2, 2, step)) == 4);
    CHECK(locator.locate(map_point(2, 1, step)) == 4); // from the east turning north: D before B
    CHECK(locator.locate(map_point(1, 2, step)) == 3); // turning from east over north to west: C first
    CHECK(locator.locate(map_point(0, 1, step)) == 3);
    CHECK(locator.locate(map_point(1, 0, step)) == 2);
    CHECK(locator.locate(map_point(2, 0.5, step)) == 2);
    CHECK(locator.locate({map_point(2, 0.5, step).x + 1, map_point(2, 0.5, step).y}) == no_label);
    CHECK(locator.touching({map_point(5, 5, step)}).empty());
}

TEST_CASE("every vertex and every lattice point along the edges has exactly one owner, which touches it") {
    const auto coverage = build_coverage(draw_grids({"AABBC", "A.DBC", "EEDDC", "EFFGG"}, step)).coverage;
    const Locator locator(coverage);
    std::size_t tried = 0;
    for (const auto &arc : coverage.arcs()) {
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            for (int k = 0; k <= 16; ++k) {
                const LatticePoint p{points[i].x + (points[i + 1].x - points[i].x) / 16 * k,
                                     points[i].y + (points[i + 1].y - points[i].y) / 16 * k};
                const auto owner = locator.locate(p);
                const auto touching = locator.touching(p);
                REQUIRE(owner != no_label);
                REQUIRE(std::ranges::binary_search(touching, owner));
                const auto beside = locator.locate(just_north_of_east(p));
                if (beside != no_label) {
                    REQUIRE(owner == beside);
                }
                ++tried;
            }
        }
    }
    CHECK(tried > 500);
}

TEST_CASE("locating agrees with looking at every polygon of Leeds, and its border points have one owner") {
    const auto data = real_data();
    if (!data) {
        return;
    }
    const auto leeds = read_geojson(*data / "leeds" / "oa.geojson", "OA11CD");
    const auto built = build_coverage(leeds.polygons);
    REQUIRE(built.clean());
    const Locator locator(built.coverage);
    const auto box = built.coverage.bounds();
    std::mt19937 random(seed);
    INFO("seed " << seed);
    const auto in = [&](std::int32_t low, std::int32_t high) {
        return low + static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(high - low));
    };
    SECTION("random points") {
        std::size_t inside = 0;
        for (int i = 0; i < 100000; ++i) {
            const LatticePoint p{in(box.min_x - 5000, box.max_x + 5000), in(box.min_y - 5000, box.max_y + 5000)};
            const auto owner = locator.locate(p);
            inside += owner != no_label ? 1 : 0;
            if (i % 20 == 0 && owner != brute_owner(leeds.polygons, p)) {
                REQUIRE(on_border(built.coverage, p));
            }
        }
        CHECK(inside > 30000);
    }
    SECTION("vertices and points inside edges") {
        std::size_t edges = 0;
        for (const auto &arc : built.coverage.arcs()) {
            const auto points = built.coverage.points(arc);
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                REQUIRE(std::ranges::binary_search(locator.touching(points[i]), locator.locate(points[i])));
                // lattice points strictly inside the edge exist where its steps have a common divisor
                const auto dx = points[i + 1].x - points[i].x;
                const auto dy = points[i + 1].y - points[i].y;
                const auto divisor = std::gcd(dx, dy);
                for (std::int32_t k = 1; k < std::min(divisor, 4); ++k) {
                    const LatticePoint p{points[i].x + dx / divisor * k, points[i].y + dy / divisor * k};
                    const auto touching = locator.touching(p);
                    REQUIRE(std::ranges::binary_search(touching, locator.locate(p)));
                    REQUIRE(touching.size() ==
                            (built.coverage.left_label(arc) != 0 && built.coverage.right_label(arc) != 0 ? 2 : 1));
                    ++edges;
                }
            }
        }
        CHECK(edges > 1000);
    }
}

TEST_CASE("the nearest border is the one a full search finds") {
    const auto coverage = build_coverage(draw_grids({"AABBC", "A.DBC", "EEDDC", "EFFGG"}, step)).coverage;
    const Locator locator(coverage);
    std::mt19937 random(seed);
    INFO("seed " << seed);
    for (int i = 0; i < 2000; ++i) {
        const auto p =
            map_point(static_cast<double>(random() % 7000) / 1000 - 1, static_cast<double>(random() % 6000) / 1000 - 1, step);
        const auto scale = local_scale(p.y);
        double best = 1e18;
        for (const auto &arc : coverage.arcs()) {
            const auto points = coverage.points(arc);
            for (std::size_t k = 0; k + 1 < points.size(); ++k) {
                const double ax = (points[k].x - p.x) * scale.east_m;
                const double ay = (points[k].y - p.y) * scale.north_m;
                const double dx = (points[k + 1].x - points[k].x) * scale.east_m;
                const double dy = (points[k + 1].y - points[k].y) * scale.north_m;
                const double t = std::clamp(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0, 1.0);
                best = std::min(best, std::hypot(ax + t * dx, ay + t * dy));
            }
        }
        const auto hit = locator.nearest_border(p, 1e9);
        REQUIRE(hit);
        REQUIRE_THAT(hit->distance_m, Catch::Matchers::WithinAbs(best, 1e-6));
        REQUIRE_FALSE(locator.nearest_border(p, best * 0.99 - 0.001));
    }
}

TEST_CASE("on a border the distance is exactly zero, and both sides are named") {
    const auto coverage = build_coverage(draw_grids({"AB"}, step)).coverage;
    const Locator locator(coverage);
    const auto hit = locator.nearest_border(map_point(1, 0.5, step), 100);
    REQUIRE(hit);
    CHECK(hit->distance_m == 0);
    CHECK(hit->left + hit->right == 3);
    const auto units = locator.within(map_point(1.01, 0.5, step), 200);
    REQUIRE(units.size() == 2);
    CHECK(units[0].label == 2);
    CHECK(units[0].distance_m == 0);
    CHECK(units[1].label == 1);
    CHECK_THAT(units[1].distance_m,
               Catch::Matchers::WithinRel(
                   geodesic_distance_m(to_lonlat(map_point(1, 0.5, step)), to_lonlat(map_point(1.01, 0.5, step))), 1e-3));
}

TEST_CASE("an empty coverage owns nothing") {
    const Locator locator{Coverage{}};
    CHECK(locator.locate({1, 2}) == no_label);
    CHECK_FALSE(locator.nearest_border({1, 2}, 1e9));
}
