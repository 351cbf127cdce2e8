#include "spatial/locator.hpp"

#include "spatial/locator_index.hpp"
#include "spatial/segment.hpp"
#include "tests/support/brute_owners.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_coverage.hpp"

#include <algorithm>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// Every vertex, the middle of every segment, the eight points around both, and the lines of every power-of-two cell.
std::vector<LatticePoint> delicate_points(const Coverage &coverage, std::mt19937 &random) {
    std::vector<LatticePoint> points;
    const auto around = [&](LatticePoint p) {
        for (int i = 0; i < 9; ++i) {
            points.push_back({p.x + i % 3 - 1, p.y + i / 3 - 1});
        }
    };
    for (const auto &arc : coverage.arcs()) {
        const auto vertices = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < vertices.size(); ++i) {
            around(vertices[i]);
            around({vertices[i].x + (vertices[i + 1].x - vertices[i].x) / 2,
                    vertices[i].y + (vertices[i + 1].y - vertices[i].y) / 2});
        }
    }
    const auto &box = coverage.bounds();
    for (int log2 = 6; log2 <= 16; log2 += 2) {
        for (int i = 0; i < 200; ++i) {
            const auto snapped = [&](std::int32_t low, std::int32_t high) {
                const auto span = static_cast<std::uint32_t>(high - low + 3);
                return low - 1 + static_cast<std::int32_t>(random() % span >> log2 << log2);
            };
            around({snapped(box.min_x, box.max_x), snapped(box.min_y, box.max_y)});
        }
    }
    return points;
}

void check_owners(const RandomCoverageForm &form, std::uint32_t seed) {
    INFO("seed " << seed << ", cell " << form.cell << ", " << form.side << " a side, " << form.steps << " steps");
    const RandomCoverage drawn(form, seed);
    const auto built = build_coverage(drawn.polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    const Locator locator(built.coverage);
    std::mt19937 random(seed);
    const auto points = delicate_points(built.coverage, random);
    std::vector<Label> batch(points.size(), 77);
    locator.locate(points, batch);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const auto owner = locator.locate(points[i]);
        const auto brute = brute_owners(drawn.polygons, points[i]);
        REQUIRE(batch[i] == owner);
        REQUIRE(brute.size() <= 1);
        if (brute.empty()) {
            const auto touching = locator.touching(points[i]);
            REQUIRE((owner == no_label ? touching.empty() : std::ranges::binary_search(touching, owner)));
        } else {
            REQUIRE(owner == brute.front());
        }
    }
}

} // namespace

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
        REQUIRE(net_crossings_narrow(narrow.data(), steps, x, y) == net_crossings_wide(wide.data(), steps, x, y));
    }
}
