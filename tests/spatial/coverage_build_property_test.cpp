#include "spatial/arc_search.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/nesting.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

#include <algorithm>
#include <map>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

RandomCoverageForm form_of(std::uint32_t seed) {
    return {.side = 4 + static_cast<int>(seed % 9),
            .cell = 6000,
            .steps = 1 + static_cast<int>(seed % 6),
            .stray = 0.3,
            .labels = 3 + seed % 20,
            .nobody = seed % 3 == 0 ? 0U : 4U};
}

std::uint32_t random_seed() {
    return GENERATE(range(1U, 61U), take(is_long_run() ? 2000 : 1, random(1000U, 1'000'000U)));
}

void check_same(const Coverage &a, const Coverage &b) {
    REQUIRE(std::ranges::equal(a.all_points(), b.all_points()));
    REQUIRE(std::ranges::equal(a.arcs(), b.arcs()));
    REQUIRE(std::ranges::equal(a.face_labels(), b.face_labels()));
}

/// The same ring, drawn carelessly: from another point on, the other way, with points said twice and closed.
void draw_carelessly(Ring &ring, std::mt19937 &random) {
    std::ranges::rotate(ring, ring.begin() + static_cast<std::ptrdiff_t>(random() % ring.size()));
    if (random() % 2 == 0) {
        std::ranges::reverse(ring);
    }
    for (int k = 0; k < 3; ++k) {
        const auto at = ring.begin() + static_cast<std::ptrdiff_t>(random() % ring.size());
        ring.insert(at, *at);
    }
    ring.push_back(ring.front());
}

/// Each segment of a coverage with its owners, from its smaller end: as the polygons say it, without any of the program's work.
using Borders = std::map<std::pair<LatticePoint, LatticePoint>, std::pair<Label, Label>>;

Borders borders_of(const std::vector<LabelledPolygon> &polygons) {
    Borders borders;
    for (const auto &[label, polygon] : polygons) {
        const auto &ring = polygon.outer; // turns left
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[(i + 1) % ring.size()];
            (a < b ? borders[{a, b}].first : borders[{b, a}].second) = label;
        }
    }
    std::erase_if(borders, [](const auto &entry) { return entry.second.first == entry.second.second; });
    return borders;
}

Borders borders_of(const Coverage &coverage) {
    Borders borders;
    for (const auto &arc : coverage.arcs()) {
        const auto points = coverage.points(arc);
        for (std::size_t i = 0; i + 1 < points.size(); ++i) {
            const bool up = points[i] < points[i + 1];
            const auto left = coverage.left_label(arc);
            const auto right = coverage.right_label(arc);
            borders[std::minmax(points[i], points[i + 1])] = up ? std::pair(left, right) : std::pair(right, left);
        }
    }
    return borders;
}

} // namespace

TEST_CASE("a coverage has the borders of its polygons, segment by segment") {
    const auto seed = random_seed();
    CAPTURE(seed);
    const auto polygons = RandomCoverage(form_of(seed), seed).polygons;
    const auto built = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    CHECK(built.notes.empty());
    CHECK(find_violations(built.coverage).empty());
    CHECK(borders_of(built.coverage) == borders_of(polygons));
}

TEST_CASE("rings that have to be tidied give the same coverage as clean ones") {
    const auto seed = random_seed();
    CAPTURE(seed);
    auto polygons = RandomCoverage(form_of(seed), seed).polygons;
    const auto clean = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    std::mt19937 random(seed);
    for (auto &[label, polygon] : polygons) {
        if (random() % 2 == 0) {
            draw_carelessly(polygon.outer, random);
        }
    }
    const auto careless = build_coverage(polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(clean.clean());
    REQUIRE(careless.clean());
    check_same(careless.coverage, clean.coverage);
}

TEST_CASE("a crowd beside empty ground is put together by a sweep as it is by cells alone") {
    const auto seed = random_seed();
    CAPTURE(seed);
    auto form = form_of(seed);
    form.side += 8;
    form.labels = 40; // many borders, so that they crowd
    auto polygons = RandomCoverage(form, seed).polygons;
    const auto alone = build_coverage(polygons);
    const LatticePoint far{1'700'000'000, 800'000'000};
    polygons.push_back({999, {{far, {far.x + 700, far.y}, {far.x, far.y + 700}}, {}}});
    const auto beside = build_coverage(polygons);
    REQUIRE(alone.clean() == beside.clean());
    REQUIRE(alone.defects.size() == beside.defects.size());
    if (!beside.clean()) {
        return;
    }
    CHECK(find_violations(beside.coverage).empty());
    CHECK_FALSE(ArcSearch(alone.coverage.all_points(), alone.coverage.arcs()).is_sweeping());
    CHECK(ArcSearch(beside.coverage.all_points(), beside.coverage.arcs()).is_sweeping());
    auto labels = std::vector<Label>(beside.coverage.face_labels().begin(), beside.coverage.face_labels().end());
    std::ranges::replace(labels, Label{999}, no_label);
    check_same(relabel(beside.coverage, labels), alone.coverage);
}

TEST_CASE("a coverage with new labels is the coverage of polygons with these labels") {
    const auto seed = random_seed();
    CAPTURE(seed);
    auto polygons = RandomCoverage(form_of(seed), seed).polygons;
    const auto before = build_coverage(polygons, {.classify_enclosed = false, .progress = {}}).coverage;
    const std::vector<Label> own(before.face_labels().begin(), before.face_labels().end());
    check_same(relabel(before, own), before);
    // units join, and some ground becomes nobody's
    const auto changed = [&](Label label) { return (label * 7 + seed) % (2 + seed % 5); };
    std::vector<Label> labels(own.size(), no_label);
    for (FaceIndex face = 1; face < own.size(); ++face) {
        labels[face] = own[face] == no_label ? no_label : changed(own[face]);
    }
    std::ranges::for_each(polygons, [&](LabelledPolygon &polygon) { polygon.label = changed(polygon.label); });
    std::erase_if(polygons, [](const LabelledPolygon &polygon) { return polygon.label == no_label; });
    const auto after = relabel(before, labels);
    CHECK(find_violations(after).empty());
    check_same(after, build_coverage(polygons, {.classify_enclosed = false, .progress = {}}).coverage);
}
