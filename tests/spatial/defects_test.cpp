#include "spatial/coverage_build.hpp"
#include "spatial/segment.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <random>

using namespace jingwei::spatial;
using jingwei::tests::is_long_run;

namespace {

constexpr LatticePoint corner{1'041'000'000, 365'000'000};

LatticePoint at(std::int32_t x, std::int32_t y) {
    return {corner.x + x, corner.y + y};
}

Polygon box(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height) {
    return {{at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height)}, {}};
}

std::size_t vertex_count(const std::vector<LabelledPolygon> &polygons) {
    std::size_t sum = 0;
    for (const auto &[label, polygon] : polygons) {
        sum += polygon.outer.size();
    }
    return sum;
}

/// Work allowed for so many vertices and crossings: a few candidates each, and the logarithm of an index.
std::size_t allowance(std::size_t places) {
    return places * (64 + 4 * static_cast<std::size_t>(std::bit_width(places)));
}

std::size_t count(const BuildResult &built, DefectKind kind) {
    return static_cast<std::size_t>(std::ranges::count(built.defects, kind, &Defect::kind));
}

const Defect &first(const BuildResult &built, DefectKind kind) {
    const auto found = std::ranges::find(built.defects, kind, &Defect::kind);
    REQUIRE(found != built.defects.end());
    return *found;
}

Ring scribble(int vertices) {
    std::mt19937 random(3);
    std::uniform_int_distribution<std::int32_t> place(0, 10'000);
    Ring ring;
    for (int i = 0; i < vertices; ++i) {
        ring.push_back(at(place(random), place(random)));
    }
    return ring;
}

std::size_t crossings_of(const Ring &ring) {
    std::size_t crossings = 0;
    const auto side = [&](std::size_t i) { return Segment{ring[i], ring[(i + 1) % ring.size()]}; };
    for (std::size_t i = 0; i < ring.size(); ++i) {
        for (std::size_t j = i + 1; j < ring.size(); ++j) {
            crossings += meet_improperly(side(i), side(j)) ? 1 : 0;
        }
    }
    return crossings;
}

} // namespace

TEST_CASE("a scribble is one invalid ring, found in work that grows with its crossings", "[defects]") {
    const auto vertices = GENERATE(30, 120, 240);
    const auto ring = scribble(vertices);
    const auto crossings = crossings_of(ring);
    CAPTURE(vertices, crossings);
    const auto built = build_coverage(std::vector{LabelledPolygon{1, {ring, {}}}, {2, box(10'000, 0, 9000, 10'000)}});
    REQUIRE(count(built, DefectKind::invalid_ring) == 1);
    CHECK(first(built, DefectKind::invalid_ring).a == 1);
    CHECK(bounds({{ring, {}}}).contains(first(built, DefectKind::invalid_ring).place));
    CHECK(built.effort.candidates >= crossings); // it is counted
    CHECK(built.effort.candidates <= allowance(ring.size() + crossings));
}

TEST_CASE("squares that all lie over each other are named pair by pair", "[defects]") {
    const Label squares = is_long_run() ? 200 : 60;
    std::vector<LabelledPolygon> polygons;
    for (Label i = 0; i < squares; ++i) {
        polygons.push_back({i + 1, box(static_cast<std::int32_t>(i) * 40, 0, 30'000, 30'000)});
    }
    const auto built = build_coverage(polygons);
    const auto pairs = std::size_t{squares} * (squares - 1) / 2;
    CHECK(built.defects.size() + built.unnamed_overlaps == pairs);
    CHECK((built.unnamed_overlaps == 0 || built.defects.size() >= 2000));
    for (const auto &defect : built.defects) {
        CAPTURE(defect.a, defect.b);
        const auto shared = 30'000 - 40 * static_cast<double>(defect.b - defect.a);
        const double unit_m2 = 0.0111 * 0.00895; // a square unit at 36.5 north
        REQUIRE(defect.kind == DefectKind::overlap);
        REQUIRE(defect.area_m2 == Approx(shared * 30'000 * unit_m2).epsilon(0.01));
        REQUIRE(box(static_cast<std::int32_t>(defect.b - 1) * 40, 0, static_cast<std::int32_t>(shared), 30'000).outer.size() ==
                4);
    }
    // each pair's common ground has a border of four times as many arcs as there are squares, at most, which are looked at from
    // both sides, once to sum them up and once to draw them
    CHECK(built.effort.candidates <= allowance(vertex_count(polygons)) + 12 * squares * pairs);
}

TEST_CASE("of very many squares that all lie over each other fewer are named, so that the work grows with the pairs",
          "[defects]") {
    const auto build = [](std::int32_t squares) {
        std::vector<LabelledPolygon> polygons;
        for (std::int32_t i = 0; i < squares; ++i) {
            polygons.push_back({static_cast<Label>(i + 1), box(i * 40, 0, 30'000, 30'000)});
        }
        return build_coverage(polygons);
    };
    const std::int32_t few = is_long_run() ? 250 : 125;
    const std::int32_t many = is_long_run() ? 500 : 250;
    const auto some = build(few);
    const auto all = build(many);
    const auto pairs = static_cast<std::size_t>(many) * static_cast<std::size_t>(many - 1) / 2;
    CHECK(all.defects.size() >= 2000);
    CHECK(all.defects.size() < 10'000);
    CHECK(all.defects.size() + all.unnamed_overlaps == pairs);
    const auto growth = static_cast<std::size_t>(many / few);
    CAPTURE(some.effort.candidates, all.effort.candidates);
    CHECK(all.effort.candidates <= 2 * growth * growth * some.effort.candidates); // naming every pair: growth^3
    CHECK(all.effort.candidates <= 200'000'000);
}

TEST_CASE("a river that overlaps very many grids is compared with each where they meet only", "[defects]") {
    const std::int32_t grids = is_long_run() ? 4000 : 600;
    Ring bank{at(0, -50'000), at(5 * grids * 100, -50'000)};
    for (auto i = 5 * grids; i >= 0; --i) {
        bank.push_back(at(i * 100, i % 5 == 2 ? 20 : 0));
    }
    std::vector<LabelledPolygon> polygons{{1, {bank, {}}}};
    for (std::int32_t i = 0; i < grids; ++i) {
        polygons.push_back({static_cast<Label>(i + 2), box(i * 500, 0, 500, 3000)});
    }
    const auto built = build_coverage(polygons);
    REQUIRE(count(built, DefectKind::overlap) == static_cast<std::size_t>(grids));
    CHECK(std::ranges::all_of(built.defects, [](const Defect &d) { return d.a == 1 && d.width_m > 0.05 && d.width_m < 0.25; }));
    CHECK(built.effort.candidates <= allowance(vertex_count(polygons)));
}

TEST_CASE("a circle of very many vertices that crosses itself everywhere is found in work that grows with it", "[defects]") {
    const int vertices = is_long_run() ? 60'000 : 12'000;
    std::mt19937 random(1);
    std::uniform_real_distribution<double> jitter(-1, 1);
    Ring ring;
    for (int i = 0; i < vertices; ++i) {
        const double angle = 2 * std::numbers::pi * i / vertices;
        ring.push_back(at(static_cast<std::int32_t>(300'000 * (1 + 0.0004 * jitter(random)) * std::cos(angle)),
                          static_cast<std::int32_t>(300'000 * (1 + 0.0004 * jitter(random)) * std::sin(angle))));
    }
    const auto built = build_coverage(std::vector{LabelledPolygon{1, {ring, {}}}});
    CHECK(count(built, DefectKind::invalid_ring) == 1);
    CHECK(built.effort.candidates <= 2 * allowance(ring.size()));
}

TEST_CASE("two parts of one unit that overlap are named with the unit, their area and a place", "[defects]") {
    const auto built = build_coverage(
        std::vector{LabelledPolygon{7, box(0, 0, 10'000, 10'000)}, LabelledPolygon{7, box(5000, 5000, 10'000, 10'000)}});
    REQUIRE(built.defects.size() == 1);
    const auto &defect = built.defects[0];
    CHECK(defect.kind == DefectKind::overlap);
    CHECK(defect.a == 7);
    CHECK(defect.b == 7);
    CHECK(bounds({box(5000, 5000, 5000, 5000)}).contains(defect.place));
    CHECK(defect.area_m2 == Approx(25e6 * 0.0111 * 0.00895).epsilon(0.01));
}

TEST_CASE("a hole outside its shell is that ring's fault and no overlap", "[defects]") {
    auto holed = box(0, 0, 10'000, 10'000);
    holed.holes.push_back(box(12'000, 2000, 3000, 3000).outer);
    const auto built = build_coverage(std::vector{LabelledPolygon{1, holed}, {2, box(10'000, 0, 10'000, 10'000)}});
    REQUIRE(built.defects.size() == 1);
    CHECK(built.defects[0].kind == DefectKind::invalid_ring);
    CHECK(built.defects[0].a == 1);
    CHECK(bounds({box(12'000, 2000, 3000, 3000)}).contains(built.defects[0].place));
}

TEST_CASE("an overlap in which others have a part is measured whole", "[defects]") {
    const auto built = build_coverage(std::vector{
        LabelledPolygon{1, box(0, 0, 10'000, 10'000)}, {2, box(8000, 0, 10'000, 10'000)}, {3, box(0, 4000, 20'000, 2000)}});
    REQUIRE(built.defects.size() == 3);
    CHECK(built.defects[0].b == 2);
    CHECK(built.defects[0].area_m2 == Approx(2e7 * 0.0111 * 0.00895).epsilon(0.01));
    CHECK(built.defects[0].width_m == Approx(2000 * 0.00895).epsilon(0.02));
}
