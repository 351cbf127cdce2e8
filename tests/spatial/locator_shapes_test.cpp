#include "spatial/coverage_build.hpp"
#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/owner_probes.hpp"
#include "tests/support/owner_proof.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr LatticePoint middle{1'041'000'000, 365'000'000};
constexpr std::int32_t reach = 400'000;

LatticePoint at(double x, double y) {
    return {middle.x + static_cast<std::int32_t>(std::lround(x * reach)),
            middle.y + static_cast<std::int32_t>(std::lround(y * reach))};
}

/// Teeth that reach almost through the whole.
Ring comb(int teeth) {
    Ring ring{at(0.9, -0.9)};
    const double step = 1.8 / (2 * teeth - 1);
    for (int i = 0; i < teeth; ++i) {
        const double east = 0.9 - 2 * i * step;
        const double foot = i + 1 < teeth ? -0.8 : -0.9;
        ring.push_back(at(east, 0.9));
        ring.push_back(at(east - step, 0.9));
        ring.push_back(at(east - step, foot));
        if (i + 1 < teeth) {
            ring.push_back(at(east - 2 * step, foot));
        }
    }
    return ring;
}

/// Spikes around a point: every height is met by many of them.
Ring star(int spikes) {
    Ring ring;
    for (int i = 0; i < 2 * spikes; ++i) {
        const double angle = std::numbers::pi * i / spikes;
        const double radius = i % 2 == 0 ? 0.95 : 0.2;
        ring.push_back(at(radius * std::cos(angle), radius * std::sin(angle)));
    }
    return ring;
}

/// Koch's curve around a triangle.
Ring fractal(int depth) {
    std::vector<std::pair<double, double>> points{{-0.8, -0.5}, {0.8, -0.5}, {0, 0.88}};
    for (int round = 0; round < depth; ++round) {
        std::vector<std::pair<double, double>> finer;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const auto [ax, ay] = points[i];
            const auto [bx, by] = points[(i + 1) % points.size()];
            const double dx = (bx - ax) / 3;
            const double dy = (by - ay) / 3;
            finer.emplace_back(ax, ay);
            finer.emplace_back(ax + dx, ay + dy);
            finer.emplace_back(ax + 1.5 * dx + dy * 0.6, ay + 1.5 * dy - dx * 0.6);
            finer.emplace_back(ax + 2 * dx, ay + 2 * dy);
        }
        points = std::move(finer);
    }
    Ring ring;
    for (const auto &[x, y] : points) {
        ring.push_back(at(x, y));
    }
    return ring;
}

Ring square(double x0, double y0, double x1, double y1) {
    return {at(x0, y0), at(x1, y0), at(x1, y1), at(x0, y1)};
}

/// A shape in a square that is cut out for it.
std::vector<LabelledPolygon> in_a_square(const Ring &shape) {
    return {{1, {square(-1, -1, 1, 1), {shape}}}, {2, {shape, {}}}};
}

/// An exclave inside another unit, with a lake of nobody in it; two parts that touch at a corner; a hole that touches its
/// shell.
std::vector<LabelledPolygon> nested_grounds() {
    const Ring exclave = square(-0.8, -0.8, -0.2, -0.2);
    const Ring lake = square(-0.6, -0.6, -0.4, -0.4);
    const Ring low = square(0, 0, 0.4, 0.4);
    const Ring high = square(0.4, 0.4, 0.8, 0.8);
    const Ring leaning{at(-0.5, 1), at(-0.8, 0.5), at(-0.3, 0.5)};
    const Ring shell{at(-1, -1), at(1, -1), at(1, 1), at(-0.5, 1), at(-1, 1)};
    return {{1, {shell, {exclave, low, high, leaning}}},
            {2, {exclave, {lake}}},
            {3, {low, {}}},
            {3, {high, {}}},
            {2, {leaning, {}}}};
}

void require_owners(const std::vector<LabelledPolygon> &polygons) {
    constexpr std::uint32_t seed = 20261127;
    CAPTURE(seed, polygons.size());
    const auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    const ProbeForm form = is_long_run()
                               ? ProbeForm{.seed = seed, .anywhere = 100'000, .even_corners = 50'000, .vertex_step = 1}
                               : ProbeForm{.seed = seed, .anywhere = 2'000, .even_corners = 2'000, .vertex_step = 5};
    OwnerProof proof(built.coverage, polygons);
    proof.run(OwnerProbes(built.coverage, form).all(), is_long_run() ? 1 : 7);
    CHECK(proof.on_border >= built.coverage.segment_count());
}

} // namespace

TEST_CASE("every point of a comb's ground has one owner") {
    require_owners(in_a_square(comb(3)));
    require_owners(in_a_square(comb(60)));
}

TEST_CASE("every point of a star's ground has one owner") {
    require_owners(in_a_square(star(7)));
    require_owners(in_a_square(star(250)));
}

TEST_CASE("every point of a fractal border has one owner") {
    require_owners(in_a_square(fractal(2)));
    require_owners(in_a_square(fractal(4)));
}

TEST_CASE("holes, exclaves, lakes and touching corners have one owner a point") {
    require_owners(nested_grounds());
}

namespace {

/// Each unit owns points of its own ground, and the index takes so many bytes a segment at most.
void check_slim(const std::vector<LabelledPolygon> &polygons) {
    const auto built = build_coverage(polygons);
    REQUIRE(built.clean());
    const Locator locator(built.coverage);
    CAPTURE(built.coverage.segment_count(), locator.bytes());
    CHECK(locator.bytes() < 4096 * built.coverage.segment_count() + (std::size_t{1} << 20U));
    for (const auto &[label, polygon] : polygons) {
        // the middle of a triangle of corners lies inside
        const auto &ring = polygon.outer;
        const LatticePoint inside{static_cast<std::int32_t>((std::int64_t{ring[0].x} + ring[1].x + ring[2].x) / 3),
                                  static_cast<std::int32_t>((std::int64_t{ring[0].y} + ring[1].y + ring[2].y) / 3)};
        REQUIRE(locator.locate(inside) == label);
    }
}

} // namespace

TEST_CASE("very many borders through one point, or close side by side, take an index that grows with them") {
    constexpr LatticePoint centre{1'041'000'000, 366'000'000};
    SECTION("a fan of thousands of units") {
        constexpr int units = 4000;
        std::vector<LatticePoint> rim;
        for (int i = 0; i < units; ++i) {
            const double turn = 2 * std::numbers::pi * i / units;
            rim.push_back({centre.x + static_cast<std::int32_t>(std::lround(5e6 * std::cos(turn))),
                           centre.y + static_cast<std::int32_t>(std::lround(5e6 * std::sin(turn)))});
        }
        std::vector<LabelledPolygon> fan;
        for (int i = 0; i < units; ++i) {
            const auto next = static_cast<std::size_t>((i + 1) % units);
            fan.push_back({static_cast<Label>(i + 1), {{centre, rim[static_cast<std::size_t>(i)], rim[next]}, {}}});
        }
        check_slim(fan);
    }
    SECTION("strips of 55 km, some centimetres wide, askew") {
        constexpr int units = 400;
        constexpr std::int32_t wide = 4;
        constexpr std::int32_t length = 5'000'000;
        std::vector<LabelledPolygon> strips;
        for (int i = 0; i < units; ++i) {
            const auto at = [&](std::int32_t x, std::int32_t y) { return LatticePoint{centre.x + x, centre.y + y + x / 7}; };
            strips.push_back(
                {static_cast<Label>(i + 1),
                 {{at(0, i * wide), at(length, i * wide), at(length, i * wide + wide), at(0, i * wide + wide)}, {}}});
        }
        check_slim(strips);
    }
}
