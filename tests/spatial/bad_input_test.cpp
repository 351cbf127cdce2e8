#include "spatial/coverage_build.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/coverage_clean.hpp"
#include "spatial/locator.hpp"
#include "spatial/simplify.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/ported_cases.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr LatticePoint corner{1'041'000'000, 365'000'000};

Polygon box(std::int32_t x, std::int32_t y, std::int32_t width, std::int32_t height) {
    const LatticePoint at{corner.x + x, corner.y + y};
    return {{at, {at.x + width, at.y}, {at.x + width, at.y + height}, {at.x, at.y + height}}, {}};
}

/// The defects as kind and units, without their figures.
std::vector<ExpectedDefect> found_in(const BuildResult &built) {
    std::vector<ExpectedDefect> found;
    for (const Defect &defect : built.defects) {
        found.push_back({defect.kind, defect.a, defect.b});
    }
    std::ranges::sort(found);
    return found;
}

/// Builds, and checks that the result is a sound coverage or a report, and that a locator and every zoom can be made of it.
BuildResult built_soundly(const std::vector<LabelledPolygon> &polygons) {
    auto built = build_coverage(polygons);
    REQUIRE((built.clean() || built.coverage.empty()));
    REQUIRE(find_violations(built.coverage).empty());
    const Locator locator(built.coverage);
    for (const auto &[label, polygon] : polygons) {
        const auto limit = std::min<std::size_t>(polygon.outer.size(), 40);
        for (const auto p : std::span(polygon.outer).first(limit)) {
            const auto touching = locator.touching(p);
            const auto owner = locator.locate(p);
            REQUIRE((touching.empty() ? owner == no_label : std::ranges::find(touching, owner) != touching.end()));
        }
    }
    std::vector<Label> self(1 + std::ranges::max(built.coverage.face_labels()));
    std::iota(self.begin(), self.end(), Label{0});
    const LevelCoverage level(built.coverage, self, self.size(), TileGrid::web_mercator_quad);
    REQUIRE(level.simplified(0).point_count() <= level.simplified(LevelCoverage::full_zoom).point_count());
    return built;
}

/// Work allowed for so many vertices: a few candidates each, and the logarithm of an index.
std::size_t allowance(std::size_t vertices) {
    return vertices * (64 + 4 * static_cast<std::size_t>(std::bit_width(vertices)));
}

std::size_t vertex_count(const std::vector<LabelledPolygon> &polygons) {
    std::size_t sum = 0;
    for (const auto &[label, polygon] : polygons) {
        sum += polygon.outer.size();
    }
    return sum;
}

} // namespace

TEST_CASE("rings that collapse, have two points or none are reported with their place or cover nothing") {
    const auto beside = box(5000, 0, 1000, 1000);
    const auto report_of = [&](const Ring &ring) { return built_soundly({{1, {ring, {}}}, {2, beside}}); };
    const LatticePoint a = corner;
    const LatticePoint b{corner.x + 700, corner.y + 300};
    CHECK(report_of({}).clean());
    for (const Ring &ring : {Ring{a}, Ring{a, a, a}, Ring{a, b}, Ring{a, b, a}, Ring{a, b, a, b, a, b}}) {
        CAPTURE(ring.size());
        const auto built = report_of(ring);
        const auto invalid = std::ranges::find(built.defects, DefectKind::invalid_ring, &Defect::kind);
        REQUIRE(invalid != built.defects.end());
        CHECK(invalid->a == 1);
        CHECK(std::ranges::find(ring, invalid->place) != ring.end());
    }
}

TEST_CASE("rings that cross themselves are reported where they do") {
    const Ring bow{corner, {corner.x + 9000, corner.y + 9000}, {corner.x + 9000, corner.y}, {corner.x, corner.y + 8000}};
    const auto built = built_soundly({{1, {bow, {}}}});
    REQUIRE_FALSE(built.clean());
    CHECK(built.defects.front().kind == DefectKind::invalid_ring);
    CHECK(bounds({{bow, {}}}).contains(built.defects.front().place));
    // one whose halves cancel out, as a hole: what it holds back is not known
    const auto shell = box(0, 0, 50'000, 50'000);
    const Ring even{{corner.x + 10'000, corner.y + 10'000},
                    {corner.x + 20'000, corner.y + 20'000},
                    {corner.x + 20'000, corner.y + 10'000},
                    {corner.x + 10'000, corner.y + 20'000}};
    const auto holed = built_soundly({{1, {shell.outer, {even}}}});
    REQUIRE_FALSE(holed.defects.empty());
    CHECK(holed.defects.front().kind == DefectKind::invalid_ring);
    CHECK(bounds({{even, {}}}).contains(holed.defects.front().place));
    const std::vector<LabelledPolygon> evenly_holed{{1, {shell.outer, {even}}}};
    const Locator cleaned(clean_coverage(evenly_holed).coverage);
    CHECK(cleaned.locate({corner.x + 11'000, corner.y + 15'000}) == no_label);
    CHECK(cleaned.locate({corner.x + 19'000, corner.y + 15'000}) == no_label);
    CHECK(cleaned.locate({corner.x + 15'000, corner.y + 19'000}) == 1);
    const Ring line{{corner.x + 10'000, corner.y + 10'000}, {corner.x + 20'000, corner.y + 20'000}};
    CHECK_FALSE(built_soundly({{1, {shell.outer, {line}}}}).clean());
    // a star of five points drawn in one stroke winds twice around its middle
    Ring star;
    for (int i = 0; i < 5; ++i) {
        const double angle = 4 * std::numbers::pi * i / 5;
        star.push_back({corner.x + static_cast<std::int32_t>(30'000 * std::cos(angle)),
                        corner.y + static_cast<std::int32_t>(30'000 * std::sin(angle))});
    }
    CHECK_FALSE(built_soundly({{1, {star, {}}}}).clean());
}

TEST_CASE("a hole outside its shell, upon it or twice inside it never gives a wrong owner") {
    const auto shell = box(0, 0, 30'000, 30'000);
    const auto with_holes = [&](std::vector<Ring> holes) { return built_soundly({{1, {shell.outer, std::move(holes)}}}); };
    CHECK_FALSE(with_holes({box(50'000, 0, 9000, 9000).outer}).clean());
    CHECK_FALSE(with_holes({box(20'000, 10'000, 20'000, 9000).outer}).clean());
    CHECK_FALSE(with_holes({box(5000, 5000, 9000, 9000).outer, box(5000, 5000, 9000, 9000).outer}).clean());
    const auto sound = with_holes({box(5000, 5000, 9000, 9000).outer, box(16'000, 5000, 9000, 9000).outer});
    REQUIRE(sound.clean());
    CHECK(Locator(sound.coverage).locate({corner.x + 7000, corner.y + 7000}) == no_label);
    // a hole as large as the shell leaves nothing
    const auto nothing = with_holes({shell.outer});
    CHECK((nothing.coverage.empty() || !nothing.clean()));
}

TEST_CASE("ground given several times is named against the first unit that has it, in linear work") {
    std::vector<LabelledPolygon> same;
    for (Label label = 1; label <= 150; ++label) {
        auto polygon = box(0, 0, 20'000, 20'000);
        std::ranges::rotate(polygon.outer, polygon.outer.begin() + label % 4);
        same.push_back({label, polygon});
    }
    const auto built = built_soundly(same);
    REQUIRE(built.defects.size() == same.size() - 1);
    for (std::size_t i = 0; i < built.defects.size(); ++i) {
        CHECK(built.defects[i].kind == DefectKind::overlap);
        CHECK(built.defects[i].a == 1);
        CHECK(built.defects[i].b == i + 2);
        CHECK(built.defects[i].area_m2 > 10'000);
    }
    CHECK(built.effort.candidates <= allowance(vertex_count(same)));
    // another unit that overlaps them is named once
    same.push_back({999, box(10'000, 0, 20'000, 20'000)});
    const auto more = found_in(built_soundly(same));
    CHECK(more.size() == 150);
    CHECK(std::ranges::count(more, ExpectedDefect{DefectKind::overlap, 1, 999}) == 1);
    // given twice for one unit it is that unit's own ring that is wrong
    const auto own = built_soundly({{7, box(0, 0, 20'000, 20'000)}, {7, box(0, 0, 20'000, 20'000)}});
    CHECK_FALSE(own.clean());
}

TEST_CASE("coordinates at the rim of the globe and wider than a coverage may be are answered, not computed") {
    constexpr std::int32_t east = 1'800'000'000;
    constexpr std::int32_t north = 900'000'000;
    const auto at_rim =
        built_soundly({{1, {{{east - 9000, north - 9000}, {east, north - 9000}, {east, north}, {east - 9000, north}}, {}}}});
    CHECK(at_rim.clean());
    const auto wide = build_coverage(
        std::vector<LabelledPolygon>{{1, {{{-east, -north}, {east, -north}, {east, north}, {-east, north}}, {}}}});
    CHECK(found_in(wide) == std::vector{ExpectedDefect{DefectKind::too_wide, 1, 0}});
    const auto extreme = build_coverage(std::vector<LabelledPolygon>{
        {1, {{{INT32_MIN, INT32_MIN}, {INT32_MAX, INT32_MIN}, {INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MAX}}, {}}}});
    CHECK(found_in(extreme) == std::vector{ExpectedDefect{DefectKind::too_wide, 1, 0}});
    // far from all ground a locator answers nobody
    const Locator locator(at_rim.coverage);
    for (const LatticePoint p : {LatticePoint{INT32_MIN, INT32_MIN}, LatticePoint{INT32_MAX, INT32_MAX}, LatticePoint{0, 0},
                                 LatticePoint{INT32_MIN, INT32_MAX}, LatticePoint{east + 1, north - 5}}) {
        CHECK(locator.locate(p) == no_label);
        CHECK(locator.touching(p).empty());
    }
}

TEST_CASE("nothing at all is an empty coverage") {
    const auto built = built_soundly({});
    CHECK(built.clean());
    CHECK(built.coverage.empty());
    CHECK(built.effort.candidates == 0);
}

TEST_CASE("polygons of very many vertices are built in work that grows with them") {
    const auto vertices = GENERATE(12'000, 100'000);
    if (vertices > 12'000 && !is_long_run()) {
        return;
    }
    CAPTURE(vertices);
    SECTION("a crooked circle") {
        Ring ring;
        for (int i = 0; i < vertices; ++i) {
            const double angle = 2 * std::numbers::pi * i / vertices;
            const double radius = 100'000'000 + (i % 7) * 500;
            ring.push_back({corner.x + static_cast<std::int32_t>(radius * std::cos(angle)),
                            corner.y + static_cast<std::int32_t>(radius * std::sin(angle))});
        }
        const auto built = built_soundly({{1, {ring, {}}}});
        CHECK(built.clean());
        CHECK(built.effort.candidates <= allowance(ring.size()));
    }
    SECTION("a border that runs out along a line and back again") {
        Ring ring;
        for (int i = 0; i < vertices / 2; ++i) {
            ring.push_back({corner.x + i * 10, corner.y});
        }
        ring.insert(ring.end(), ring.rbegin() + 1, ring.rend() - 1);
        std::ranges::rotate(ring, ring.begin() + vertices / 4);
        const auto built = built_soundly({{1, {ring, {}}}});
        CHECK_FALSE(built.clean());
        CHECK(built.effort.candidates <= allowance(ring.size()));
    }
    SECTION("neighbours along one long straight border that has none of their vertices") {
        std::vector<LabelledPolygon> polygons{{1, box(0, -50'000, vertices / 4 * 100, 50'000)}};
        for (int i = 0; i < vertices / 4; ++i) {
            polygons.push_back({static_cast<Label>(i + 2), box(i * 100, 0, 100, 200)});
        }
        const auto built = built_soundly(polygons);
        CHECK(built.clean());
        CHECK(built.effort.candidates <= allowance(vertex_count(polygons)));
    }
}

namespace {

/// Triangles around one point, each with a unit of its own.
std::vector<LabelledPolygon> fan(int count) {
    std::vector<LabelledPolygon> polygons;
    const auto rim = [&](int i) {
        const double angle = 2 * std::numbers::pi * (i % count) / count;
        return LatticePoint{corner.x + static_cast<std::int32_t>(200'000'000 * std::cos(angle)),
                            corner.y + static_cast<std::int32_t>(200'000'000 * std::sin(angle))};
    };
    for (int i = 0; i < count; ++i) {
        polygons.push_back({static_cast<Label>(i + 1), {{corner, rim(i), rim(i + 1)}, {}}});
    }
    return polygons;
}

} // namespace

TEST_CASE("a fan around one point is built and cleaned in work that grows with it") {
    const int count = is_long_run() ? 100'000 : 3'000;
    auto polygons = fan(count);
    const auto built = build_coverage(polygons);
    CHECK(built.clean());
    CHECK(built.coverage.face_labels().size() == polygons.size() + 1);
    CHECK(built.effort.candidates <= allowance(vertex_count(polygons)));
    CHECK(find_violations(built.coverage).empty());
    const auto cleaned = clean_coverage(polygons);
    CHECK(cleaned.repairs.empty());
    CHECK(cleaned.effort.candidates <= 2 * allowance(vertex_count(polygons)));
    // one spoke that crosses its neighbours' is found all the same
    polygons[5].polygon.outer[1] = polygons[8].polygon.outer[1];
    const auto crossing = build_coverage(polygons);
    CHECK_FALSE(crossing.clean());
    CHECK(crossing.effort.candidates <= 2 * allowance(vertex_count(polygons))); // all pairs of 3,000 spokes are more
}

TEST_CASE("a dirty fan is cleaned in work that grows with it") {
    const int count = is_long_run() ? 100'000 : 8'000;
    auto polygons = fan(count);
    const auto most = 2 * allowance(vertex_count(polygons));
    SECTION("one spoke crosses its neighbours'") {
        polygons[5].polygon.outer[1] = polygons[8].polygon.outer[1];
        const auto cleaned = clean_coverage(polygons);
        // it lies over two of its neighbours, and in the finest fan has no ground besides
        CHECK(std::ranges::count(cleaned.repairs, RepairKind::overlap_assigned, &Repair::kind) == 2);
        CHECK(cleaned.effort.candidates <= most);
    }
    SECTION("every spoke lies beside its neighbour's") {
        for (int i = 0; i < count; ++i) {
            polygons[static_cast<std::size_t>(i)].polygon.outer[1].x += i * 37 % 61 - 30;
            polygons[static_cast<std::size_t>(i)].polygon.outer[2].y += i * 41 % 61 - 30;
        }
        const auto cleaned = clean_coverage(polygons);
        CHECK(cleaned.repairs.size() >= polygons.size() / 4);
        CHECK(cleaned.effort.candidates <= most);
        CHECK(find_violations(cleaned.coverage).empty());
    }
}

TEST_CASE("a unit of very many parts with holes is drawn with each hole in its part") {
    const int side = is_long_run() ? 300 : 100;
    CAPTURE(side);
    std::vector<LabelledPolygon> polygons;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            auto part = box(x * 9000, y * 9000, 8000, 8000);
            part.holes.push_back(box(x * 9000 + 1000, y * 9000 + 1000, 6000, 6000).outer);
            polygons.push_back({1, part});
            // an island of the same unit in the hole, with a hole of its own
            auto island = box(x * 9000 + 2000, y * 9000 + 2000, 3000, 3000);
            island.holes.push_back(box(x * 9000 + 3000, y * 9000 + 3000, 1000, 1000).outer);
            polygons.push_back({1, island});
        }
    }
    const auto coverage = build_coverage(polygons, {.classify_enclosed = false, .progress = {}}).coverage;
    const auto drawn = outlines(coverage, std::vector<Label>{0, 1}, 2)[1];
    REQUIRE(drawn.size() == polygons.size());
    const auto is_right = [](const Polygon &part) {
        const auto shell = bounds({part});
        return part.holes.size() == 1 && shell.contains(part.holes.front().front()) &&
               (shell.max_x - shell.min_x) -
                       (bounds({{part.holes.front(), {}}}).max_x - bounds({{part.holes.front(), {}}}).min_x) ==
                   2000;
    };
    CHECK(std::ranges::all_of(drawn, is_right));
    const LevelCoverage level(coverage, std::vector<Label>{0, 1}, 2, TileGrid::web_mercator_quad);
    const auto rings = level.rings(1);
    REQUIRE(rings.size() == 2 * polygons.size());
    for (std::size_t i = 0; i < rings.size(); ++i) {
        REQUIRE(rings[i].hole == (i % 2 == 1)); // each part, then its hole
    }
}

TEST_CASE("very many tiny polygons are built in work that grows with them, also crowded beside empty ground") {
    const int side = is_long_run() ? 1000 : 60;
    CAPTURE(side);
    std::vector<LabelledPolygon> polygons;
    for (int y = 0; y < side; ++y) {
        for (int x = 0; x < side; ++x) {
            polygons.push_back({static_cast<Label>(y * side + x + 1), box(x * 60, y * 50, 60, 50)});
        }
    }
    const auto dense = built_soundly(polygons);
    CHECK(dense.clean());
    CHECK(dense.effort.candidates <= allowance(vertex_count(polygons)));
    polygons.push_back({static_cast<Label>(polygons.size() + 1), box(600'000'000, 400'000'000, 9000, 9000)});
    const auto far = built_soundly(polygons);
    CHECK(far.clean());
    CHECK(far.effort.candidates <= allowance(vertex_count(polygons)));
}

TEST_CASE("units that all overlap all others end in a report of bounded length") {
    std::vector<LabelledPolygon> polygons;
    constexpr Label units = 150; // 11,175 pairs
    for (Label label = 1; label <= units; ++label) {
        polygons.push_back({label, box(static_cast<std::int32_t>(label) * 40, 0, 30'000, 30'000)});
    }
    const auto built = built_soundly(polygons);
    CHECK_FALSE(built.clean());
    CHECK(built.defects.size() <= 10'000);
    CHECK(built.defects.size() + built.unnamed_overlaps == std::size_t{units} * (units - 1) / 2);
    CHECK(std::ranges::all_of(built.defects, [](const Defect &defect) { return defect.kind == DefectKind::overlap; }));
}
