#include "spatial/noding.hpp"

#include "spatial/coverage_clean.hpp"
#include "spatial/segment.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace jingwei::spatial;
using jingwei::tests::is_long_run;

namespace {

constexpr LatticePoint corner{1'041'000'000, 365'000'000};

/// A circle whose vertices stray so far that it crosses itself everywhere.
Ring tangled_ring(int vertices) {
    std::mt19937 random(5);
    Ring ring;
    for (int i = 0; i < vertices; ++i) {
        const double angle = 2 * std::numbers::pi * i / vertices;
        const auto radius = [&] { return 50'000'000 + static_cast<double>(random() % 10'000'000); };
        ring.push_back({corner.x + static_cast<std::int32_t>(radius() * std::cos(angle)),
                        corner.y + static_cast<std::int32_t>(radius() * std::sin(angle))});
    }
    return ring;
}

std::size_t tries_in(const Ring &ring) {
    return node_polygons(std::vector<LabelledPolygon>{{1, {ring, {}}}}).candidates;
}

/// Steps up a slope, and then up and down beside it in long lines: each vertex of the steps lies near very many of these.
Ring stairs_beside_lines(int vertices) {
    Ring ring;
    const int steps = vertices / 2;
    const auto slope = [](int along, int aside) {
        return LatticePoint{corner.x + along * 1000 + aside, corner.y + along * 1000 - aside};
    };
    for (int i = 0; i < steps; ++i) {
        ring.push_back(slope(i, i % 2 * 100));
    }
    for (int i = 0; i < steps; ++i) {
        ring.push_back(slope(i % 2 == 0 ? steps : 0, 1000 + 7 * i));
    }
    return ring;
}

} // namespace

TEST_CASE("what lies near the borders of a ring that crosses itself is found in far less than quadratic work", "[noding]") {
    const int vertices = is_long_run() ? 100'000 : 20'000;
    const auto few = tries_in(tangled_ring(vertices / 4));
    const auto many = tries_in(tangled_ring(vertices));
    CAPTURE(vertices, few, many);
    CHECK(many > static_cast<std::size_t>(vertices)); // it is looked for at all
    CHECK(many < 12 * few);                           // of four times as many vertices; quadratic were sixteen times
    CHECK(many < static_cast<std::size_t>(vertices) * 300);
}

TEST_CASE("where borders lie beside each other beyond all measure the search ends, with the place", "[noding][stop]") {
    const int vertices = is_long_run() ? 100'000 : 20'000;
    const std::vector<LabelledPolygon> polygons{{1, {stairs_beside_lines(vertices), {}}}};
    std::size_t asked = 0;
    CHECK_THROWS_WITH(node_polygons(polygons, StopCheck([&] { ++asked; })), Catch::Contains("beyond all measure") &&
                                                                                Catch::Contains("among others at 10") &&
                                                                                Catch::Contains("drawn anew or simplified"));
    // each vertex of the stairs beside each line were a quarter of the square
    const std::size_t quadratic = static_cast<std::size_t>(vertices) * static_cast<std::size_t>(vertices) / 4;
    CHECK(asked * StopCheck::steps_between < quadratic / 4);
    CHECK(asked * StopCheck::steps_between < 10'000'000 + 300 * static_cast<std::size_t>(vertices));
    CHECK_THROWS_WITH(build_coverage(polygons), Catch::Contains("beyond all measure"));
    CHECK_THROWS_WITH(clean_coverage(polygons), Catch::Contains("beyond all measure"));
}

TEST_CASE("an index of very long segments takes memory as their number does", "[noding]") {
    std::mt19937 random(9);
    std::vector<Segment> segments;
    const auto anywhere = [&] { return static_cast<std::int32_t>(random() % 1'000'000'000); };
    for (int i = 0; i < 60'000; ++i) { // each through hundreds of cells, if there were a cell for each
        segments.push_back({{anywhere(), anywhere()}, {anywhere(), anywhere()}});
    }
    const SegmentGrid grid(segments);
    std::size_t places = 0;
    for (std::size_t cell = 0; cell < grid.cell_count(); ++cell) {
        places += grid.cell(cell).size();
    }
    CAPTURE(places, grid.cell_count());
    CHECK(places <= 4'000'000 + 33 * segments.size());
    for (std::size_t i = 0; i < segments.size(); i += 97) { // and yet each is found
        const auto p = segments[i].b;
        bool found = false;
        grid.for_each_near({p.x, p.y, p.x, p.y}, [&](std::uint32_t s) { found = found || s == i; });
        REQUIRE(found);
    }
}
