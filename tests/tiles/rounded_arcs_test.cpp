#include "tests/support/catch.hpp"
#include "tiles/rounded_arcs.hpp"

#include <algorithm>
#include <random>

using namespace jingwei;
using spatial::TilePosition;
using tiles::RoundedArcs;
using tiles::UnitBox;

namespace {

/// One arc that wanders.
std::vector<TilePosition> wandering(std::size_t count, std::uint32_t step, unsigned seed) {
    std::mt19937 random(seed);
    const auto moved = [&](std::uint32_t v) { return v + static_cast<std::uint32_t>(random() % (2 * step)) - step; };
    std::vector<TilePosition> points{{3'000'000'000U, 1'500'000'000U}};
    while (points.size() < count) {
        const TilePosition last = points.back();
        points.push_back({moved(last.x), moved(last.y)});
    }
    return points;
}

spatial::SimplifiedArcs arcs_of(const std::vector<TilePosition> &points) {
    return {{0, static_cast<std::uint32_t>(points.size())}, points};
}

bool holds(const UnitBox &box, TilePosition p) {
    const auto x = static_cast<std::int32_t>(p.x);
    const auto y = static_cast<std::int32_t>(p.y);
    return box.min_x <= x && x <= box.max_x && box.min_y <= y && y <= box.max_y;
}

} // namespace

TEST_CASE("arcs are rounded to the units of their zoom, and points that fall together are kept once") {
    const std::vector<TilePosition> points{{0, 0}, {7, 8}, {9, 8}, {23, 8}, {25, 40}};
    const RoundedArcs arcs(arcs_of(points), 1, 16); // a unit is 16 positions wide
    REQUIRE(arcs.is_rounded());
    const std::vector<TilePosition> rounded(arcs.points(0).begin(), arcs.points(0).end());
    CHECK(rounded == std::vector<TilePosition>{{0, 0}, {0, 1}, {1, 1}, {2, 3}});
    CHECK(arcs.runs(0).size() == 1);
    const RoundedArcs far(arcs_of(points), 1, 4);
    CHECK(far.points(0).size() == 1);
    CHECK(far.runs(0).empty());
}

TEST_CASE("the box of each run of an arc holds its points and the next run's first") {
    const unsigned seed = 71;
    CAPTURE(seed);
    for (const int zoom : {8, 12, 16}) {
        const auto points = wandering(1000, 40'000, seed);
        const RoundedArcs arcs(arcs_of(points), 1, zoom);
        const auto kept = arcs.points(0);
        const auto runs = arcs.runs(0);
        REQUIRE(runs.size() == (kept.size() + RoundedArcs::run_segments - 2) / RoundedArcs::run_segments);
        for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
            REQUIRE(kept[i] != kept[i + 1]);
            REQUIRE(holds(runs[i / RoundedArcs::run_segments], kept[i]));
            REQUIRE(holds(runs[i / RoundedArcs::run_segments], kept[i + 1]));
        }
    }
}

TEST_CASE("past the last rounded zoom arcs are positions as they were") {
    const auto points = wandering(100, 3, 5);
    const RoundedArcs arcs(arcs_of(points), 1, RoundedArcs::last_rounded + 1);
    CHECK_FALSE(arcs.is_rounded());
    CHECK(std::ranges::equal(arcs.points(0), points));
    CHECK(arcs.runs(0).empty());
}
