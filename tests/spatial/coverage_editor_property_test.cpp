#include "spatial/coverage_editor.hpp"
#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/edit_run.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

#include <random>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

const std::vector<std::string> codes = [] {
    std::vector<std::string> result{""};
    for (int i = 1; i < 40; ++i) {
        result.push_back("c" + std::to_string(i));
    }
    return result;
}();

Coverage drawn_coverage(const RandomCoverageForm &form, std::uint32_t seed) {
    auto built = build_coverage(RandomCoverage(form, seed).polygons, {.classify_enclosed = false, .progress = {}});
    REQUIRE(built.clean());
    return std::move(built.coverage);
}

/// Answers how many edits were made.
std::size_t edit_at_random(const RandomCoverageForm &form, std::uint32_t seed, std::size_t steps) {
    CAPTURE(seed, form.side, form.cell, form.steps, steps);
    EditRun run(drawn_coverage(form, seed), codes, {.steps = steps}, seed);
    run.run();
    return run.made;
}

/// 6,000 edits tried; in a long run as many as it takes until 240,000 are made, so that the four cases below make a million
/// together with those on real ground.
void edit_many(const RandomCoverageForm &form) {
    constexpr std::size_t steps = 3000;
    const std::size_t wanted = is_long_run() ? 240'000 : 2 * steps / 4;
    const std::uint32_t most_seeds = is_long_run() ? 400 : 2;
    std::size_t made = 0;
    for (std::uint32_t seed = 1; seed <= 2 || (made < wanted && seed <= most_seeds); ++seed) {
        made += edit_at_random(form, seed, steps);
    }
    CHECK(made >= wanted);
}

} // namespace

TEST_CASE("random edits keep every invariant, and undo of all returns the hash", "[editor]") {
    edit_many({.side = 6, .cell = 1000, .steps = 4});
}

TEST_CASE("random edits where points lie close keep every invariant", "[editor]") {
    edit_many({.side = 3, .cell = 300, .steps = 6});
}

TEST_CASE("random edits among holes and exclaves keep every invariant", "[editor]") {
    edit_many({.side = 10, .cell = 20'000, .steps = 3, .labels = 5, .nobody = 4});
}

TEST_CASE("random edits where there is hardly room keep every invariant", "[editor]") {
    edit_many({.side = 2, .cell = 50, .steps = 2, .stray = 0.2, .labels = 4});
}

namespace {

/// One edit as a plan keeps it: what it is of, by number and place, decided before anything is done.
struct Intent {
    std::uint32_t kind, arc, choice;
    FaceId face;
    std::vector<LatticePoint> line;
};

Intent intend(const CoverageEditor &editor, std::uint32_t kind, ArcId arc, std::uint32_t choice) {
    const auto &ground = editor.ground();
    const auto points = ground.line(arc).points();
    Intent intent{kind, arc, choice, std::max(ground.left(arc * 2), ground.left(arc * 2 + 1)), {points.begin(), points.end()}};
    auto &middle = intent.line[points.size() / 2];
    if (kind == 1) {
        middle.x += static_cast<std::int32_t>(choice % 40) - 20;
    } else if (kind == 4) {
        const auto second = ground.half(ground.boundary(ground.face(intent.face).outline).first).next;
        intent.line = {middle, ground.leaving(ground.half(second).next).b};
    }
    return intent;
}

Outcome make(CoverageEditor &editor, const Intent &intent) {
    const EditRights all{.outer_border = true, .parent_borders = true};
    switch (intent.kind) {
    case 0:
        return editor.split_arc(intent.arc, intent.line[intent.line.size() / 2]);
    case 1:
        return editor.change_arc(intent.arc, intent.line, all);
    case 2:
        return editor.remove_arc(intent.arc, intent.choice % 2 == 0 ? Side::left : Side::right, all);
    case 3:
        return editor.relabel(std::vector{intent.face}, intent.choice % 20, all);
    default: {
        auto drawn = editor.draw(intent.line, {.tolerance = 0, .only = no_label, .rights = all});
        if (auto *made = std::get_if<Sketched>(&drawn)) {
            return std::move(made->change);
        }
        return std::get<Refusal>(drawn);
    }
    }
}

/// The arcs and faces, of those that were there before, that an edit has to do with.
std::pair<std::vector<ArcId>, std::vector<FaceId>> footprint(CoverageEditor &editor, const Intent &intent) {
    const auto arcs_before = editor.ground().arc_end();
    const auto faces_before = editor.ground().face_end();
    auto outcome = make(editor, intent);
    auto *change = std::get_if<Change>(&outcome);
    std::pair<std::vector<ArcId>, std::vector<FaceId>> result;
    if (change == nullptr) {
        return result;
    }
    result.first = change->arcs();
    result.second = change->faces();
    REQUIRE(editor.undo(*change));
    std::erase_if(result.first, [&](ArcId arc) { return arc >= arcs_before; });
    std::erase_if(result.second, [&](FaceId face) { return face >= faces_before; });
    for (const auto arc : result.first) {
        result.second.push_back(editor.ground().left(arc * 2));
        result.second.push_back(editor.ground().left(arc * 2 + 1));
    }
    return result;
}

template <class T> bool are_disjoint(const std::vector<T> &a, const std::vector<T> &b) {
    return std::ranges::none_of(a, [&](const T &x) { return std::ranges::find(b, x) != b.end(); });
}

} // namespace

TEST_CASE("edits of disjoint arcs and faces commute", "[editor]") {
    const std::uint32_t seeds = is_long_run() ? 200 : 8;
    std::size_t compared = 0;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        const auto coverage = drawn_coverage({.side = 7, .cell = 1000, .steps = 4, .labels = 15}, seed);
        CoverageEditor one(coverage);
        CoverageEditor two(coverage);
        std::mt19937 random(seed);
        const auto draw = [&] {
            const auto kind = static_cast<std::uint32_t>(random() % 5);
            const auto arc = static_cast<ArcId>(random() % coverage.arcs().size());
            return intend(one, kind, arc, static_cast<std::uint32_t>(random()));
        };
        for (int round = 0; round < 40; ++round) {
            const auto a = draw();
            const auto b = draw();
            const auto [arcs_a, faces_a] = footprint(one, a);
            const auto [arcs_b, faces_b] = footprint(one, b);
            const bool both = !(arcs_a.empty() && faces_a.empty()) && !(arcs_b.empty() && faces_b.empty());
            if (!both || !are_disjoint(arcs_a, arcs_b) || !are_disjoint(faces_a, faces_b)) {
                continue;
            }
            CAPTURE(a.kind, a.arc, b.kind, b.arc);
            auto a_first = std::get<Change>(make(one, a));
            auto b_second = std::get<Change>(make(one, b));
            auto b_first = std::get<Change>(make(two, b));
            auto a_second = std::get<Change>(make(two, a));
            REQUIRE(content_of(one) == content_of(two));
            const auto ab = one.coverage();
            const auto ba = two.coverage();
            REQUIRE(content_hash(ab, codes) == content_hash(ba, codes));
            REQUIRE(std::ranges::equal(ab.arcs(), ba.arcs()));
            REQUIRE(std::ranges::equal(ab.all_points(), ba.all_points()));
            REQUIRE((one.undo(b_second) && one.undo(a_first) && two.undo(a_second) && two.undo(b_first)));
            ++compared;
        }
    }
    CHECK(compared > seeds * 5);
}

TEST_CASE("what an edit looks at does not grow with the coverage", "[editor]") {
    std::vector<std::size_t> works;
    for (const int side : {8, 64}) {
        const RandomCoverageForm form{.side = side, .cell = 20'000, .steps = 4, .labels = 5000, .nobody = 0};
        CoverageEditor editor(drawn_coverage(form, 3));
        std::mt19937 random(5);
        std::size_t work = 0;
        std::size_t made = 0;
        for (int i = 0; i < 400; ++i) {
            const auto arc = static_cast<ArcId>(random() % editor.ground().arc_end());
            if (!editor.ground().has_arc(arc)) {
                continue;
            }
            auto outcome = make(editor, intend(editor, static_cast<std::uint32_t>(i % 5), arc, 7));
            if (auto *change = std::get_if<Change>(&outcome)) {
                work += change->work();
                ++made;
                REQUIRE(editor.undo(*change));
            }
        }
        REQUIRE(made > 200);
        works.push_back(work / made);
    }
    CAPTURE(works);
    CHECK(works[1] < works[0] * 2); // of 64 times as many grids
    CHECK(works[1] < 1000);
}

TEST_CASE("the face at a point is the one that the locator finds", "[editor]") {
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(seed);
        const auto coverage = drawn_coverage({.side = 6, .cell = 400, .steps = 5}, seed);
        const CoverageEditor editor(coverage);
        const Locator locator(coverage);
        const auto &box = coverage.bounds();
        std::mt19937 random(seed);
        for (int i = 0; i < 4000; ++i) {
            const LatticePoint p{box.min_x - 20 + static_cast<std::int32_t>(random() % 2500),
                                 box.min_y - 20 + static_cast<std::int32_t>(random() % 2500)};
            const auto label = editor.label_at(p);
            // where the ground north-east of a border is nobody's, the locator answers another unit of the border
            REQUIRE((label == locator.locate(p) || (label == no_label && !locator.touching(p).empty())));
        }
    }
}

TEST_CASE("a coverage that nothing was done to comes out as it went in", "[editor]") {
    for (std::uint32_t seed = 1; seed <= 6; ++seed) {
        CAPTURE(seed);
        const auto coverage = drawn_coverage({.side = 5, .cell = 1000, .steps = 3, .labels = 4, .nobody = 5}, seed);
        const auto out = CoverageEditor(coverage).coverage();
        CHECK(std::ranges::equal(out.arcs(), coverage.arcs()));
        CHECK(std::ranges::equal(out.all_points(), coverage.all_points()));
        CHECK(std::ranges::equal(out.face_labels(), coverage.face_labels()));
    }
}
