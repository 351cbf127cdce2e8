#include "spatial/coverage_clean.hpp"
#include "spatial/error.hpp"
#include "spatial/snap_rounding.hpp"
#include "spatial/stop_check.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <numbers>
#include <random>

using namespace jingwei;
using namespace jingwei::spatial;

namespace {

constexpr LatticePoint corner{1'041'000'000, 365'000'000};

struct Stopped {};

/// A circle that runs in and out so that it crosses itself everywhere.
LabelledPolygon noisy_ring(int vertices, double noise) {
    std::mt19937 random(1);
    std::uniform_real_distribution<double> jitter(-1, 1);
    LabelledPolygon result{1, {}};
    for (int i = 0; i < vertices; ++i) {
        const double angle = 2 * std::numbers::pi * i / vertices;
        const auto radius = [&] { return 5'000'000 * (1 + noise * jitter(random)); };
        result.polygon.outer.push_back({corner.x + static_cast<std::int32_t>(radius() * std::cos(angle)),
                                        corner.y + static_cast<std::int32_t>(radius() * std::sin(angle))});
    }
    return result;
}

} // namespace

TEST_CASE("cleaning asks whether to stop every few thousand steps of its noding", "[clean][stop]") {
    const std::vector<LabelledPolygon> polygons{noisy_ring(1200, 0.06)};
    std::size_t asked = 0;
    const auto result = clean_coverage(polygons, {.progress = [&](double) { ++asked; }});
    CHECK(result.effort.candidates > 4 * StopCheck::steps_between);
    CHECK(asked >= result.effort.candidates / StopCheck::steps_between / 2);
}

TEST_CASE("a stop that is asked for is heeded at once, wherever cleaning is", "[clean][stop]") {
    const std::vector<LabelledPolygon> polygons{noisy_ring(1200, 0.06)};
    std::size_t whole = 0;
    static_cast<void>(clean_coverage(polygons, {.progress = [&](double) { ++whole; }}));
    for (std::size_t last = 1; last <= whole; last += 1 + whole / 7) {
        CAPTURE(last, whole);
        std::size_t asked = 0;
        const auto stop = [&](double) {
            if (++asked == last) {
                throw Stopped{};
            }
        };
        CHECK_THROWS_AS(clean_coverage(polygons, {.progress = stop}), Stopped);
        CHECK(asked == last);
    }
}

TEST_CASE("naming what is wrong is stopped, too, also by an error of its own kind", "[defects][stop]") {
    const std::vector<LabelledPolygon> polygons{noisy_ring(1200, 0.06)};
    std::size_t whole = 0;
    const auto built = build_coverage(polygons, {.classify_enclosed = true, .progress = [&](double) { ++whole; }});
    CHECK_FALSE(built.clean());
    CHECK(whole >= built.effort.candidates / StopCheck::steps_between / 2);
    for (std::size_t last = 1; last <= whole; last += 1 + whole / 7) {
        CAPTURE(last, whole);
        std::size_t asked = 0;
        const auto stop = [&](double) {
            if (++asked == last) {
                throw Error(ErrorCode::interrupted, "stopped");
            }
        };
        CHECK_THROWS_WITH(build_coverage(polygons, {.classify_enclosed = true, .progress = stop}), "stopped");
    }
}

TEST_CASE("a ring that crosses itself beyond all measure is refused before its crossings are rounded", "[clean][stop]") {
    constexpr std::uint32_t vertices = 40'000;
    auto points = noisy_ring(vertices, 0.2).polygon.outer;
    std::vector<Strand> strands;
    for (std::uint32_t i = 0; i < vertices; ++i) {
        strands.push_back(i + 1 < vertices ? Strand{i, i + 1, 0, 1} : Strand{0, i, 0, -1});
    }
    std::size_t asked = 0;
    CHECK_THROWS_WITH(snap_round(points, strands, Unnoded::all, StopCheck([&] { ++asked; })),
                      Catch::Contains("beyond all measure") && Catch::Contains("among others at 10") &&
                          Catch::Contains("drawn anew or simplified"));
    // around each of some millions of crossings lie hundreds of lines: of these only a sample is looked at
    CHECK(asked <= 32'000'000 / StopCheck::steps_between);
}
