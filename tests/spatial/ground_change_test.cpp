#include "spatial/ground_change.hpp"

#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/random_coverage.hpp"

#include <map>
#include <numeric>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr std::int64_t cell = 2 * std::int64_t{1000} * 1000; ///< twice the area of a letter

struct Between {
    Between(const std::vector<std::string_view> &before, const std::vector<std::string_view> &after)
        : changes(find_ground_changes(draw_grids(before), draw_grids(after))) {}
    [[nodiscard]] std::int64_t moved(char from, char to) const {
        for (const auto &change : changes.moved) {
            if (change.from == label(from) && change.to == label(to)) {
                return static_cast<std::int64_t>(change.doubled_area);
            }
        }
        return 0;
    }
    static Label label(char letter) { return letter == '.' ? no_label : static_cast<Label>(letter - 'A' + 1); }
    GroundChanges changes;
};

/// Twice the area of each unit of a coverage.
std::map<Label, __int128> areas_of(const Coverage &coverage, std::size_t count) {
    std::vector<Label> self(count);
    std::iota(self.begin(), self.end(), Label{0});
    std::map<Label, __int128> areas;
    const auto grounds = outlines(coverage, self, count);
    for (Label label = 1; label < count; ++label) {
        for (const auto &part : grounds[label]) {
            areas[label] += doubled_area(part.outer);
            for (const auto &hole : part.holes) {
                areas[label] += doubled_area(hole);
            }
        }
    }
    return areas;
}

} // namespace

TEST_CASE("ground that changes hands is told with from, to, its exact area and its outline") {
    const Between between({"AAB", //
                           "AAB", "CC."},
                          {"ABB", //
                           "AAD", "CCC"});
    CHECK(between.moved('A', 'B') == cell);
    CHECK(between.moved('B', 'D') == cell);
    CHECK(between.moved('.', 'C') == cell);
    REQUIRE(between.changes.moved.size() == 3);
    CHECK(between.changes.moved[1].ground.size() == 1);
    CHECK(between.changes.kept == std::vector<std::pair<Label, __int128>>{{1, 3 * cell}, {2, cell}, {3, 2 * cell}});
    const auto count = [&](bool is_new) { return std::ranges::count(between.changes.borders, is_new, &BorderChange::is_new); };
    CHECK(count(true) > 0);
    CHECK(count(false) > 0);
}

TEST_CASE("the same partition has no changes, wherever its rings begin and its borders have vertices") {
    auto before = draw_grids({"AB", "CD"});
    auto after = before;
    std::ranges::rotate(after[0].polygon.outer, after[0].polygon.outer.begin() + 2);
    // a vertex beside the straight border, as the rounding of a node leaves it
    after[0].polygon.outer = {
        map_point(0, 1), map_point(1, 1), {map_point(1, 1.5).x + 1, map_point(1, 1.5).y}, map_point(1, 2), map_point(0, 2)};
    after[1].polygon.outer = {
        map_point(1, 1), map_point(2, 1), map_point(2, 2), map_point(1, 2), {map_point(1, 1.5).x + 1, map_point(1, 1.5).y}};
    const auto changes = find_ground_changes(before, after);
    REQUIRE(changes.moved.size() == 1); // a sliver, in the sums only
    CHECK(changes.moved[0].doubled_area == 1000);
    CHECK(changes.moved[0].ground.empty());
    CHECK(changes.borders.empty());
    CHECK(find_ground_changes(before, before).moved.empty());
}

TEST_CASE("of two coverages only what differs is laid over, whatever the labels are called") {
    const auto before = covered({"AABB", //
                                 "AABB", "CCDD"});
    const auto after = covered({"AABC", //
                                "AABC", "DDEE"});
    // later labels in the earlier numbering: A, B stay, C is a new unit, D and E are C and D
    const std::vector<Label> common{0, 1, 2, 5, 3, 4};
    const auto changes = find_ground_changes(before, after, common);
    REQUIRE(changes.moved.size() == 1);
    CHECK(changes.moved[0].from == 2);
    CHECK(changes.moved[0].to == 5);
    CHECK(changes.kept.size() <= 2); // A, C and D did not have to be looked at
    CHECK(find_ground_changes(before, before, std::vector<Label>{0, 1, 2, 3, 4}).moved.empty());
}

TEST_CASE("what a unit had is what it kept and lost, and what it has is what it kept and won, exactly") {
    const auto seeds = is_long_run() ? 200U : 15U;
    for (std::uint32_t seed = 1; seed <= seeds; ++seed) {
        CAPTURE(seed);
        auto polygons = RandomCoverage({}, seed).polygons;
        const auto before = build_coverage(polygons).coverage;
        std::mt19937 random(seed);
        for (auto &polygon : polygons) {
            polygon.label = random() % 3 == 0 ? static_cast<Label>(1 + random() % 20) : polygon.label;
        }
        const auto after = build_coverage(polygons).coverage;
        std::vector<Label> same(32);
        std::iota(same.begin(), same.end(), Label{0});
        const auto changes = find_ground_changes(before, after, same);
        std::map<Label, __int128> had;
        std::map<Label, __int128> has;
        for (const auto &[label, area] : changes.kept) {
            had[label] += area;
            has[label] += area;
        }
        for (const auto &change : changes.moved) {
            had[change.from] += change.doubled_area;
            has[change.to] += change.doubled_area;
            CHECK_FALSE(change.ground.empty());
        }
        const auto were = areas_of(before, 32);
        const auto are = areas_of(after, 32);
        for (const auto &[label, area] : had) {
            CHECK((label == no_label || were.at(label) == area));
        }
        for (const auto &[label, area] : has) {
            CHECK((label == no_label || are.at(label) == area));
        }
    }
}

TEST_CASE("partitions with nothing in common are laid over each other too") {
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
        CAPTURE(seed);
        const RandomCoverageForm form{.side = 6, .nobody = 0};
        const auto before = RandomCoverage(form, seed).polygons;
        const auto after = RandomCoverage(form, seed + 1000).polygons;
        const auto changes = find_ground_changes(before, after);
        __int128 all = 0;
        for (const auto &[label, area] : changes.kept) {
            all += area;
        }
        for (const auto &change : changes.moved) {
            CHECK(change.doubled_area > 0);
            all += change.to == no_label ? 0 : change.doubled_area;
        }
        __int128 ground = 0;
        for (const auto &[label, polygon] : after) {
            ground += doubled_area(polygon.outer);
        }
        // lines bend by less than a unit where they cross
        const auto difference = static_cast<double>(all - ground);
        CHECK(std::abs(difference) < 4.0 * 6 * 4 * 1000);
    }
}
