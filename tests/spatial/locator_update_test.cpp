#include "spatial/coverage_check.hpp"
#include "spatial/locator.hpp"
#include "spatial/nesting.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

#include <algorithm>
#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

/// Every vertex with the points around it, and points anywhere near.
std::vector<LatticePoint> probes(const Coverage &coverage, std::mt19937 &random) {
    std::vector<LatticePoint> points;
    for (const LatticePoint p : coverage.all_points()) {
        points.push_back(p);
        points.push_back({p.x + 1, p.y});
        points.push_back({p.x, p.y - 1});
    }
    const auto &box = coverage.bounds();
    std::uniform_int_distribution<std::int32_t> x(box.min_x - 50, box.max_x + 50);
    std::uniform_int_distribution<std::int32_t> y(box.min_y - 50, box.max_y + 50);
    for (int i = 0; i < 2000; ++i) {
        const auto px = x(random);
        points.push_back({px, y(random)});
    }
    return points;
}

void require_same_answers(const Locator &updated, const Coverage &now, std::mt19937 &random) {
    const Locator fresh(now);
    const auto points = probes(now, random);
    std::vector<Label> owners(points.size());
    updated.locate(points, owners);
    for (std::size_t i = 0; i < points.size(); ++i) {
        const LatticePoint p = points[i];
        CAPTURE(p.x, p.y);
        REQUIRE(updated.locate(p) == fresh.locate(p));
        REQUIRE(owners[i] == fresh.locate(p));
        if (i % 8 == 0) {
            REQUIRE(updated.touching(p) == fresh.touching(p));
            const auto hit = updated.nearest_border(p, 1e6);
            const auto wanted = fresh.nearest_border(p, 1e6);
            REQUIRE(hit->distance_m == wanted->distance_m);
            REQUIRE(hit->foot == wanted->foot);
            REQUIRE(std::minmax(hit->left, hit->right) == std::minmax(wanted->left, wanted->right));
        }
    }
}

/// A few faces go to other units, or to nobody.
Coverage relabelled(const Coverage &coverage, std::mt19937 &random) {
    std::vector<Label> labels(coverage.face_labels().begin(), coverage.face_labels().end());
    for (int i = 0; i < 2 && labels.size() > 1; ++i) {
        labels[1 + random() % (labels.size() - 1)] = static_cast<Label>(random() % 13);
    }
    return relabel(coverage, labels);
}

/// One point inside an arc moves a little; the coverage itself when that would make it cross something.
Coverage moved(const Coverage &coverage, std::mt19937 &random, std::int32_t most) {
    const auto arcs = coverage.arcs();
    const Arc &arc = arcs[random() % arcs.size()];
    if (arc.point_count < 3) {
        return coverage;
    }
    std::vector<LatticePoint> points(coverage.all_points().begin(), coverage.all_points().end());
    LatticePoint &point = points[arc.first_point + 1 + random() % (arc.point_count - 2)];
    const auto step = [&] { return static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(2 * most + 1)) - most; };
    point.x += step();
    point.y += step();
    Coverage made(std::move(points), {arcs.begin(), arcs.end()},
                  {coverage.face_labels().begin(), coverage.face_labels().end()});
    return find_violations(made).empty() ? made : coverage;
}

void edit(const RandomCoverageForm &form, std::uint32_t seed, int rounds) {
    CAPTURE(form.cell, form.side, form.steps, seed);
    auto built = build_coverage(RandomCoverage(form, seed).polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    Coverage coverage = std::move(built.coverage);
    Locator locator(coverage);
    std::mt19937 random(seed);
    for (int round = 0; round < rounds; ++round) {
        CAPTURE(round);
        Coverage now = random() % 3 == 0 ? relabelled(coverage, random) : moved(coverage, random, form.cell / 20 + 1);
        if (now.empty()) {
            continue;
        }
        Locator next = locator.updated(now, changed_boxes(coverage, now));
        require_same_answers(next, now, random);
        locator = std::move(next);
        coverage = std::move(now);
    }
}

} // namespace

TEST_CASE("a locator that followed random edits answers like one built anew") {
    const int rounds = is_long_run() ? 400 : 12;
    std::uint32_t seed = 1;
    for (const std::int32_t cell : {400, 5'000, 300'000, 60'000'000}) {
        edit({.side = 5, .cell = cell, .steps = 5}, seed++, rounds);
    }
    edit({.side = 3, .cell = 2'000'000, .steps = 60, .stray = 0.45}, seed, rounds);
}

TEST_CASE("an update shares what it does not touch, and leaves the old locator as it was") {
    const auto coverage = build_coverage(RandomCoverage({.side = 12, .cell = 20'000, .steps = 9}, 7).polygons,
                                         {.classify_enclosed = false, .progress = {}})
                              .coverage;
    std::mt19937 random(7);
    const Locator before(coverage);
    const Coverage now = moved(coverage, random, 500);
    const auto boxes = changed_boxes(coverage, now);
    REQUIRE(boxes.size() == 2);
    const Locator after = before.updated(now, boxes);
    CHECK(after.shares_words_with(before));
    require_same_answers(before, coverage, random);
    require_same_answers(after, now, random);
    CHECK(changed_boxes(now, now).empty());
}

TEST_CASE("following an edit updates where little changed and builds anew where much did") {
    constexpr std::uint32_t seed = 8;
    CAPTURE(seed);
    const auto coverage = build_coverage(RandomCoverage({.side = 12, .cell = 20'000, .steps = 9}, seed).polygons,
                                         {.classify_enclosed = false, .progress = {}})
                              .coverage;
    std::mt19937 random(seed);
    const Locator before(coverage);
    const Coverage little = moved(coverage, random, 500);
    REQUIRE_FALSE(changed_boxes(coverage, little).empty());
    const Locator updated = before.following(coverage, little);
    CHECK(updated.shares_words_with(before));
    require_same_answers(updated, little, random);
    std::vector<Label> labels(coverage.face_labels().begin(), coverage.face_labels().end());
    std::ranges::for_each(labels, [](Label &label) { label += label == no_label ? 0 : 1; }); // as if a first unit had come
    const Coverage much = relabel(coverage, labels);
    const Locator built = before.following(coverage, much);
    CHECK_FALSE(built.shares_words_with(before));
    require_same_answers(built, much, random);
    CHECK(Locator(Coverage{}).following(Coverage{}, coverage).locate(coverage.all_points().front()) ==
          before.locate(coverage.all_points().front()));
    CHECK(before.following(coverage, Coverage{}).locate(coverage.all_points().front()) == no_label);
}

TEST_CASE("a locator is built anew when the ground outgrows it or its memory is full") {
    const auto small =
        build_coverage(RandomCoverage({.side = 2, .cell = 5'000}, 3).polygons, {.classify_enclosed = false, .progress = {}})
            .coverage;
    const auto large =
        build_coverage(RandomCoverage({.side = 4, .cell = 50'000}, 4).polygons, {.classify_enclosed = false, .progress = {}})
            .coverage;
    std::mt19937 random(3);
    const Locator before(small);
    const Locator after = before.updated(large, changed_boxes(small, large));
    CHECK_FALSE(after.shares_words_with(before));
    require_same_answers(after, large, random);
    const std::vector<LatticeBox> everywhere{large.bounds()};
    Locator last = after.updated(large, everywhere);
    int shared = 0;
    while (last.shares_words_with(after) && shared < 1000) {
        last = last.updated(large, everywhere);
        ++shared;
    }
    CHECK(shared < 1000);
    require_same_answers(last, large, random);
}
