#include "spatial/locator.hpp"

#include "spatial/chain_crossings.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/owner_probes.hpp"
#include "tests/support/owner_proof.hpp"
#include "tests/support/random_coverage.hpp"
#include "tests/support/voronoi_coverage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// Every vertex, every middle and every corner of cells, and what lies beside them, has the owner that two oracles name, and
/// the sum of owners is one inside.
void check_owners(const std::vector<LabelledPolygon> &polygons, std::uint32_t seed) {
    const auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    const ProbeForm form = is_long_run() ? ProbeForm{.seed = seed, .anywhere = 20'000, .even_corners = 20'000, .vertex_step = 1}
                                         : ProbeForm{.seed = seed};
    OwnerProof proof(built.coverage, polygons);
    proof.run(OwnerProbes(built.coverage, form).all(), is_long_run() ? 1 : 9);
    CHECK(proof.inside > 0);
    CHECK(proof.on_border >= built.coverage.segment_count());
}

void check_owners(const RandomCoverageForm &form, std::uint32_t seed) {
    INFO("seed " << seed << ", cell " << form.cell << ", " << form.side << " a side, " << form.steps << " steps");
    check_owners(RandomCoverage(form, seed).polygons, seed);
}

/// By looking at every border; metres.
double brute_border_distance(const Coverage &coverage, LatticePoint p) {
    const auto scale = local_scale(p.y);
    double best = std::numeric_limits<double>::max();
    for (const auto &arc : coverage.arcs()) {
        if (coverage.left_label(arc) == coverage.right_label(arc)) {
            continue;
        }
        const auto points = coverage.points(arc);
        for (std::size_t k = 0; k + 1 < points.size(); ++k) {
            const double ax = static_cast<double>(std::int64_t{points[k].x} - p.x) * scale.east_m;
            const double ay = static_cast<double>(std::int64_t{points[k].y} - p.y) * scale.north_m;
            const double dx = static_cast<double>(std::int64_t{points[k + 1].x} - points[k].x) * scale.east_m;
            const double dy = static_cast<double>(std::int64_t{points[k + 1].y} - points[k].y) * scale.north_m;
            const double t = std::clamp(-(ax * dx + ay * dy) / (dx * dx + dy * dy), 0.0, 1.0);
            best = std::min(best, std::hypot(ax + t * dx, ay + t * dy));
        }
    }
    return best;
}

/// A town of small grids inside wide ones, so that root cells are cut again, more than once.
Coverage crowded_coverage(std::uint32_t seed) {
    const RandomCoverage town({.side = 14, .cell = 700, .steps = 3}, seed);
    const RandomCoverage country({.side = 3, .cell = 3'000'000, .steps = 4}, seed + 1);
    std::vector<LabelledPolygon> polygons = town.polygons;
    for (LabelledPolygon polygon : country.polygons) {
        const auto shift = [](Ring &ring) { std::ranges::for_each(ring, [](LatticePoint &p) { p.x += 1'000'000; }); };
        polygon.label += 1000;
        shift(polygon.polygon.outer);
        std::ranges::for_each(polygon.polygon.holes, shift);
        polygons.push_back(polygon);
    }
    auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    return std::move(built.coverage);
}

} // namespace

TEST_CASE("the nearest border is the one a full search finds, in crowded cells too") {
    for (const std::uint32_t seed : {21U, 22U, 23U}) {
        const Coverage coverage = crowded_coverage(seed);
        const Locator locator(coverage);
        std::mt19937 random(seed);
        INFO("seed " << seed);
        for (const auto &arc : coverage.arcs()) {
            for (const LatticePoint p : coverage.points(arc)) {
                const auto hit = locator.nearest_border(p, 0);
                REQUIRE(hit);
                REQUIRE(hit->distance_m == 0);
            }
        }
        const auto &box = coverage.bounds();
        for (int i = 0; i < 3000; ++i) {
            // half of them in the town, where the cells are small
            const std::int32_t width = i % 2 == 0 ? 12'000 : box.max_x - box.min_x;
            const LatticePoint p{box.min_x + static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(width)),
                                 box.min_y + static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(width))};
            const double wanted = brute_border_distance(coverage, p);
            const auto hit = locator.nearest_border(p, 1e9);
            REQUIRE(hit);
            REQUIRE_THAT(hit->distance_m, Catch::Matchers::WithinAbs(wanted, 1e-6));
        }
    }
}

TEST_CASE("random coverages of every size have one owner a point, whatever the cells") {
    // from segments of ten units to segments of kilometres: crowded, narrow and wide leaves, and nodes over them
    for (const std::int32_t cell : {60, 400, 5'000, 40'000, 300'000, 3'000'000, 60'000'000}) {
        for (std::uint32_t seed = 1; seed <= 3; ++seed) {
            check_owners({.side = 6, .cell = cell, .steps = 5}, seed);
        }
    }
}

TEST_CASE("long straight borders beside crooked ones have one owner a point") {
    check_owners({.side = 3, .cell = 2'000'000, .steps = 1, .stray = 0}, 11);
    check_owners({.side = 4, .cell = 200'000, .steps = 120, .stray = 0.45}, 12);
    check_owners({.side = 12, .cell = 9'000, .steps = 2, .stray = 0.2, .labels = 3, .nobody = 3}, 13);
}

TEST_CASE("jittered Voronoi cells have one owner a point, from borders of some units to borders of kilometres") {
    const std::uint32_t seeds = is_long_run() ? 100 : 2;
    for (const std::int32_t cell : {200, 2'000, 30'000, 1'000'000}) {
        for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
            for (const int depth : {0, 4}) {
                CAPTURE(seed, cell, depth);
                check_owners(VoronoiCoverage({.side = 4, .cell = cell, .depth = depth}, seed).polygons, seed);
            }
        }
    }
}

TEST_CASE("the crossings of a chain are those that exact arithmetic counts") {
    std::mt19937 random(20261127);
    const auto coordinate = [&] { return static_cast<std::int32_t>(random() % 32768) - 16383; };
    for (int round = 0; round < 20000; ++round) {
        const auto steps = static_cast<std::uint32_t>(1 + random() % 3);
        std::vector<std::uint32_t> narrow, wide;
        for (std::uint32_t i = 0; i <= 4 * steps; ++i) {
            // small coordinates make points on vertices and segments frequent
            const bool small = round % 2 == 0;
            const std::int32_t x = small ? coordinate() % 5 : coordinate();
            const std::int32_t y = small ? coordinate() % 5 : coordinate();
            narrow.push_back((static_cast<std::uint32_t>(y) << 16U) | (static_cast<std::uint32_t>(x) & 0xFFFFU));
            wide.push_back(static_cast<std::uint32_t>(x));
            wide.push_back(static_cast<std::uint32_t>(y));
        }
        const std::int32_t x = static_cast<std::int32_t>(random() % (round % 2 == 0 ? 4 : 16384));
        const std::int32_t y = static_cast<std::int32_t>(random() % (round % 2 == 0 ? 4 : 16384));
        REQUIRE(net_crossings_narrow(narrow.data(), steps, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)) ==
                net_crossings_wide(wide.data(), steps, x, y));
    }
}

TEST_CASE("the crossings of vertices whose coordinates lie apart are those that exact arithmetic counts") {
    constexpr std::uint32_t seed = 20261128;
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto coordinate = [&] { return static_cast<std::int32_t>(random() % 32768) - 16383; };
    for (int round = 0; round < 20000; ++round) {
        const auto four = static_cast<std::uint32_t>(random() % 2);
        const std::uint32_t vertices = 9 - 4 * four;
        const bool small = random() % 2 == 0; // then points on vertices and segments are frequent
        std::vector<std::uint32_t> wide;
        std::vector<std::uint32_t> apart(12, 0xA5A55A5AU); // what lies behind five vertices must not count
        const auto set_half = [&](std::uint32_t i, std::int32_t value) {
            const std::uint32_t shift = i % 2 * 16U;
            apart[i / 2] = (apart[i / 2] & ~(0xFFFFU << shift)) | (static_cast<std::uint32_t>(value) & 0xFFFFU) << shift;
        };
        for (std::uint32_t i = 0; i < vertices; ++i) {
            const std::int32_t x = small ? coordinate() % 5 : coordinate();
            const std::int32_t y = small ? coordinate() % 5 : coordinate();
            set_half(i, x);
            set_half(vertices + i, y);
            wide.push_back(static_cast<std::uint32_t>(x));
            wide.push_back(static_cast<std::uint32_t>(y));
        }
        const auto x = static_cast<std::uint32_t>(random() % (small ? 4 : 16384));
        const auto y = static_cast<std::uint32_t>(random() % (small ? 4 : 16384));
        REQUIRE(static_cast<std::int32_t>(net_crossings_apart(apart.data(), 0, vertices, four, x, y)) ==
                net_crossings_wide(wide.data(), 2 - four, x, y));
    }
    // the corners of the range, where a difference or a product that is too wide would show
    for (int round = 0; round < 4096; ++round) {
        const auto corner = [&](int bit) { return (round >> bit & 1) != 0 ? 16384 : -16383; };
        const std::uint32_t x = (round >> 10 & 1) != 0 ? 16383 : 0;
        const std::uint32_t y = (round >> 11 & 1) != 0 ? 16383 : 0;
        std::vector<std::uint32_t> wide;
        std::vector<std::uint32_t> apart(12, 0);
        for (std::uint32_t i = 0; i < 5; ++i) {
            const auto vx = static_cast<std::uint32_t>(corner(static_cast<int>(2 * i)));
            const auto vy = static_cast<std::uint32_t>(corner(static_cast<int>(2 * i + 1)));
            apart[i / 2] |= (vx & 0xFFFFU) << (i % 2 * 16U);
            apart[(5 + i) / 2] |= (vy & 0xFFFFU) << ((5 + i) % 2 * 16U);
            wide.push_back(vx);
            wide.push_back(vy);
        }
        REQUIRE(static_cast<std::int32_t>(net_crossings_apart(apart.data(), 0, 5, 1, x, y)) ==
                net_crossings_wide(wide.data(), 1, x, y));
    }
}
