#include "data/edition_builder.hpp"

#include "data/theme_world.hpp"
#include "spatial/coverage_check.hpp"
#include "spatial/error.hpp"
#include "tests/support/ascii_grid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/geojson_polygons.hpp"
#include "tests/support/real_data.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

using namespace jingwei;
using namespace jingwei::data;
using Catch::Matchers::ContainsSubstring;
using tests::draw_grids;

namespace {

constexpr std::int32_t step = 100000;

/// A World of one theme that follows its drafts.
class Drafting {
  public:
    Drafting() {
        m_head.code = "base";
        m_head.levels = {{"township", "乡镇街道", "Township", 10, true},
                         {"community", "村社区", "Community", 30, true},
                         {"grid", "网格", "Grid", 40, true}};
        m_divisions = std::make_shared<std::vector<Division>>(1);
        ThemeContent empty;
        empty.theme = "base";
        accept(std::move(empty));
    }

    EditionDraft draft(const std::string &level, std::vector<ImportedGrid> grids, bool lock_parents = false,
                       bool fix = false) const {
        EditionRequest request;
        request.level = level;
        request.grids = std::move(grids);
        request.lock_parents = lock_parents;
        request.fix = fix;
        return draft_edition(world, std::move(request));
    }

    void accept(ThemeContent content) {
        for (std::size_t i = 1; i < content.grids.size(); ++i) {
            content.grids[i].id = static_cast<std::int64_t>(i);
        }
        world.divisions = m_divisions;
        world.themes = {make_theme_world(m_head, std::move(content), *m_divisions)};
    }

    [[nodiscard]] const ThemeWorld &theme() const { return *world.themes[0]; }
    [[nodiscard]] std::string parent_of(const std::string &code) const {
        return theme().grids[theme().grids[theme().by_code.at(code)].parent].code;
    }
    [[nodiscard]] std::string owner_at(spatial::LatticePoint p) const { return theme().grids[theme().locator->locate(p)].code; }

    World world;

  private:
    ThemeHead m_head;
    std::shared_ptr<std::vector<Division>> m_divisions;
};

/// A drawn map as rows of a file: unit A becomes code prefix + "A".
std::vector<ImportedGrid> file_of(const std::vector<std::string_view> &rows, const std::string &prefix,
                                  std::int32_t size = step) {
    std::map<spatial::Label, ImportedGrid> grids;
    for (auto &[label, polygon] : draw_grids(rows, size)) {
        auto &grid = grids[label];
        grid.row.code = prefix + static_cast<char>('A' + label - 1);
        grid.line = label;
        grid.polygons.push_back(std::move(polygon));
    }
    std::vector<ImportedGrid> file;
    for (auto &[label, grid] : grids) {
        file.push_back(std::move(grid));
    }
    return file;
}

std::size_t count(const EditionDraft &draft, std::string_view kind) {
    return static_cast<std::size_t>(std::ranges::count(draft.findings, kind, &GeometryFinding::kind));
}

std::vector<ImportedGrid> leeds_file(const std::filesystem::path &data, const std::string &name, const std::string &field) {
    auto read = tests::read_geojson(data / "leeds" / (name + ".geojson"), field);
    std::vector<ImportedGrid> file(read.codes.size() - 1);
    for (std::size_t i = 0; i < file.size(); ++i) {
        file[i].row.code = read.codes[i + 1];
        file[i].line = i + 1;
    }
    for (auto &[label, polygon] : read.polygons) {
        file[label - 1].polygons.push_back(std::move(polygon));
    }
    return file;
}

/// Every unit of a level lies under a unit of the one above.
bool all_have_parents(const ThemeWorld &theme, std::string_view level, std::string_view above) {
    return std::ranges::all_of(theme.grids.begin() + 1, theme.grids.end(), [&](const Grid &grid) {
        return theme.levels[grid.level].code != level ||
               (grid.parent != 0 && theme.levels[theme.grids[grid.parent].level].code == above);
    });
}

} // namespace

TEST_CASE("grids find their parents by area, whichever level comes first") {
    Drafting store;
    SECTION("parents first") {
        store.accept(store.draft("community", file_of({"AB", "AB"}, "c", 4 * step)).content);
        auto draft = store.draft("grid", file_of({"AACD", "ABCD", "BBCD", "BBCD"}, "g", 2 * step));
        REQUIRE(draft.acceptable());
        CHECK(draft.added == 4);
        store.accept(std::move(draft.content));
    }
    SECTION("children first") {
        store.accept(store.draft("grid", file_of({"AACD", "ABCD", "BBCD", "BBCD"}, "g", 2 * step)).content);
        auto draft = store.draft("community", file_of({"AB", "AB"}, "c", 4 * step));
        REQUIRE(draft.acceptable());
        store.accept(std::move(draft.content));
    }
    CHECK(spatial::find_violations(store.theme().coverage).empty());
    CHECK(store.parent_of("gA") == "cA");
    CHECK(store.parent_of("gB") == "cA");
    CHECK(store.parent_of("gC") == "cB");
    CHECK(store.parent_of("gD") == "cB");
}

TEST_CASE("ground of a parent that no child covers stays the parent's own") {
    Drafting store;
    store.accept(store.draft("community", file_of({"A"}, "c", 4 * step)).content);
    auto draft = store.draft("grid", file_of({"..", "AB"}, "g", 2 * step));
    REQUIRE(draft.acceptable());
    CHECK(count(draft, "residue_kept") == 1);
    store.accept(std::move(draft.content));
    CHECK(store.owner_at(tests::map_point(2, 1, step)) == "gB");
    CHECK(store.owner_at(tests::map_point(2, 3, step)) == "cA");
    CHECK(store.theme().shapes[store.theme().by_code.at("cA")].size() == 1);
}

TEST_CASE("each piece of a parent that no child covers is named by its own place") {
    Drafting store;
    store.accept(store.draft("community", file_of({"A"}, "c", 4 * step)).content);
    const auto draft = store.draft("grid", file_of({".A", "B."}, "g", 2 * step));
    REQUIRE(draft.acceptable());
    std::vector<GeometryFinding> kept;
    std::ranges::copy_if(draft.findings, std::back_inserter(kept), [](const auto &f) { return f.kind == "residue_kept"; });
    REQUIRE(kept.size() == 2);
    for (const auto &piece : kept) {
        CHECK(piece.count == 1);
        CHECK(piece.width_m == Approx(std::sqrt(piece.area_m2)).epsilon(0.2)); // squares
    }
    CHECK(std::abs(kept[0].place.lat - kept[1].place.lat) > 1e-4);
}

TEST_CASE("a sliver inside a parent goes to the child that shares most border") {
    Drafting store;
    store.accept(store.draft("community", file_of({"A"}, "c", 4 * step)).content);
    auto file = file_of({"AB", "AB"}, "g", 2 * step);
    for (auto &polygon : file[1].polygons) { // B shrinks by 40 units (0.4 m) from A, but not at its southern end
        for (auto &p : polygon.outer) {
            if (p.x == tests::map_point(2, 0, step).x && p.y == tests::map_point(2, 2, step).y) {
                p.x += 40;
            }
        }
    }
    auto draft = store.draft("grid", std::move(file));
    REQUIRE(draft.acceptable());
    REQUIRE(count(draft, "residue_given") == 1);
    store.accept(std::move(draft.content));
    CHECK(spatial::find_violations(store.theme().coverage).empty());
    CHECK_FALSE(store.owner_at(tests::map_point(2.0001, 2, step)).empty());
}

TEST_CASE("a gap between units without a parent is a defect and nothing is drafted") {
    Drafting store;
    auto file = file_of({"ABA", "AAA"}, "c", 4 * step);
    file[1].polygons[0].outer[0].y += 40;
    file[1].polygons[0].outer[1].y += 40;
    const auto draft = store.draft("community", std::move(file));
    CHECK_FALSE(draft.acceptable());
    CHECK(count(draft, "gap") == 1);
}

TEST_CASE("a unit whose ground is only divided below it is unchanged") {
    Drafting store;
    store.accept(store.draft("township", file_of({"AA", "AA"}, "t")).content);
    auto divided = store.draft("community", file_of({"AB", "AB"}, "c"));
    REQUIRE(divided.acceptable());
    CHECK(divided.added == 2);
    CHECK(divided.unchanged == 1);
    CHECK(divided.changed == 0);
}

TEST_CASE("the same file again is unchanged, the same code replaces, and others stay") {
    Drafting store;
    store.accept(store.draft("grid", file_of({"AB", "AB"}, "g")).content);
    auto again = store.draft("grid", file_of({"AB", "AB"}, "g"));
    CHECK(again.unchanged == 2);
    CHECK(again.added + again.changed + again.removed == 0);
    auto moved = store.draft("grid", file_of({"A.", ".."}, "g"));
    REQUIRE(moved.acceptable());
    CHECK(moved.changed == 1);
    CHECK(moved.unchanged == 1);
    store.accept(std::move(moved.content));
    CHECK(store.owner_at(tests::map_point(0.5, 0.5, step)).empty());
    CHECK(store.owner_at(tests::map_point(1.5, 0.5, step)) == "gB");
}

TEST_CASE("a new grid on a neighbour's ground is an overlap with that neighbour") {
    Drafting store;
    store.accept(store.draft("grid", file_of({"AB"}, "g")).content);
    auto file = file_of({".C"}, "g");
    const auto draft = store.draft("grid", std::move(file));
    CHECK_FALSE(draft.acceptable());
    REQUIRE(count(draft, "overlap") == 1);
    const auto &finding = *std::ranges::find(draft.findings, "overlap", &GeometryFinding::kind);
    CHECK(std::set<std::string>{finding.a, finding.b} == std::set<std::string>{"gB", "gC"});
}

TEST_CASE("units missing from the file go only where --replace-within says so") {
    Drafting store;
    store.accept(store.draft("community", file_of({"AB"}, "c", 4 * step)).content);
    store.accept(store.draft("grid", file_of({"ABCD", "ABCD"}, "g", 2 * step)).content);
    EditionRequest request;
    request.level = "grid";
    request.replace_within = "cA";
    request.grids = file_of({"EE", "EE"}, "g", 2 * step);
    auto draft = draft_edition(store.world, std::move(request));
    REQUIRE(draft.acceptable());
    CHECK(draft.removed == 2);
    CHECK(draft.added == 1);
    store.accept(std::move(draft.content));
    CHECK(store.parent_of("gE") == "cA");
    CHECK(store.theme().by_code.contains("gC"));
    CHECK_FALSE(store.theme().by_code.contains("gA"));
}

TEST_CASE("rows that cannot be taken are named with line and reason") {
    Drafting store;
    store.accept(store.draft("community", file_of({"AB"}, "c", 4 * step)).content);
    auto file = file_of({"ABCDEF"}, "g");
    file[0].row.code = "..";
    file[1].row.parent_code = "nobody";
    file[2].row.code = "gD";
    file[4].row.code = "cA";
    file[5].polygons.clear();
    const auto draft = store.draft("grid", std::move(file));
    CHECK_FALSE(draft.acceptable());
    std::map<std::size_t, std::string> reasons;
    for (const auto &problem : draft.problems) {
        reasons[problem.line] = problem.reason;
    }
    CHECK_THAT(reasons[1], ContainsSubstring("'..' is no code: 1 to 32 letters"));
    CHECK_THAT(reasons[2], ContainsSubstring("'nobody' does not exist"));
    CHECK_THAT(reasons[4], ContainsSubstring("stands twice"));
    CHECK_THAT(reasons[5], ContainsSubstring("taken by a grid of level 'community'"));
    CHECK_THAT(reasons[6], ContainsSubstring("no polygon"));
    CHECK_THROWS_WITH(store.draft("block", {}), ContainsSubstring("It has: township, community, grid"));
}

TEST_CASE("locked parents keep their border and cut their children") {
    Drafting store;
    store.accept(store.draft("community", file_of({"AB"}, "c", 4 * step)).content);
    auto file = file_of({"AABB", "AABB"}, "g", 2 * step);
    for (auto &grid : file) {
        for (auto &polygon : grid.polygons) { // the common border moves 50 units to the east
            for (auto &p : polygon.outer) {
                p.x += p.x == tests::map_point(4, 0, step).x ? 50 : 0;
            }
        }
    }
    auto loose = store.draft("grid", file);
    REQUIRE(loose.acceptable());
    CHECK(count(loose, "border_crossing") == 1);
    auto locked = store.draft("grid", file, true);
    REQUIRE(locked.acceptable());
    const auto between = tests::map_point(4.0002, 1, step);
    store.accept(std::move(locked.content));
    CHECK(store.owner_at(between) == "gB");
    store.accept(std::move(loose.content));
    CHECK(store.owner_at(between) == "gA");
}

TEST_CASE("locked parents keep their border where the file names them, and every crossing of one is told") {
    Drafting store;
    store.accept(store.draft("community", file_of({"AB"}, "c", 4 * step)).content);
    auto file = file_of({"AABB", "AABB"}, "g", 2 * step);
    for (auto &grid : file) {
        grid.row.parent_code = grid.row.code == "gA" ? "cA" : "cB";
        for (auto &polygon : grid.polygons) { // the common border moves 50 units to the east
            for (auto &p : polygon.outer) {
                p.x += p.x == tests::map_point(4, 0, step).x ? 50 : 0;
            }
        }
    }
    auto loose = store.draft("grid", file);
    REQUIRE(loose.acceptable());
    CHECK(count(loose, "border_crossing") == 1);
    auto locked = store.draft("grid", file, true);
    REQUIRE(locked.acceptable());
    CHECK(count(locked, "border_crossing") == 1);
    store.accept(std::move(locked.content));
    CHECK(store.owner_at(tests::map_point(4.0002, 1, step)) == "gB");
    std::swap(file[0].row.parent_code, file[1].row.parent_code); // each lies in the other's parent
    const auto exchanged = store.draft("grid", file);
    CHECK(count(exchanged, "border_crossing") == 2);
}

namespace {

/// Moves the points of one grid that lie on x = from (in steps) by some units.
void push(std::vector<ImportedGrid> &file, std::string_view code, double from, std::int32_t units) {
    for (auto &polygon : std::ranges::find(file, code, [](const ImportedGrid &grid) { return grid.row.code; })->polygons) {
        for (auto &p : polygon.outer) {
            p.x += p.x == tests::map_point(from, 0, step).x ? units : 0;
        }
    }
}

const GeometryFinding &repair(const EditionDraft &draft, std::string_view kind) {
    const auto found = std::ranges::find_if(
        draft.findings, [&](const GeometryFinding &finding) { return finding.repair && finding.kind == kind; });
    REQUIRE(found != draft.findings.end());
    return *found;
}

} // namespace

TEST_CASE("dirty grids are taken with fix, and each repair is told with its codes") {
    Drafting store;
    auto file = file_of({"AAAB", "AAAB"}, "g");
    push(file, "gA", 3, 50);
    CHECK_FALSE(store.draft("grid", file).acceptable());
    auto fixed = store.draft("grid", file, false, true);
    REQUIRE(fixed.acceptable());
    CHECK(fixed.added == 2);
    const auto &overlap = repair(fixed, "overlap_assigned");
    REQUIRE(overlap.gained.size() == 1);
    REQUIRE(overlap.lost.size() == 1);
    CHECK(overlap.gained[0].code != overlap.lost[0]);
    CHECK(overlap.reason == "longest_border");
    CHECK_FALSE(overlap.defect);
    CHECK(spatial::find_violations(fixed.content.coverage).empty());
}

TEST_CASE("with fix, ground that several claim goes to the smallest number, and without one comes last") {
    Drafting store;
    auto file = file_of({"AAAB", "AAAB"}, "g");
    push(file, "gA", 3, 50);
    const auto owner = [&](std::optional<double> of_a, std::optional<double> of_b) {
        file[0].priority = of_a;
        file[1].priority = of_b;
        const auto fixed = store.draft("grid", file, false, true);
        REQUIRE(fixed.acceptable());
        const auto &overlap = repair(fixed, "overlap_assigned");
        return overlap.gained[0].code + " " + overlap.reason;
    };
    CHECK(owner(1, 2) == "gA priority");
    CHECK(owner(2.5, -1) == "gB priority");
    CHECK(owner(std::nullopt, 7) == "gB priority");
    CHECK(owner(3, 3) == owner(std::nullopt, std::nullopt));
}

TEST_CASE("with fix, grids that stand keep their ground, and new ones take what lies between") {
    Drafting store;
    store.accept(store.draft("grid", file_of({"AAA.", "AAA."}, "g")).content);
    auto beside = file_of({"...B", "...B"}, "g");
    push(beside, "gB", 3, -50); // reaches over the border of A
    CHECK_FALSE(store.draft("grid", beside).acceptable());
    auto fixed = store.draft("grid", beside, false, true);
    REQUIRE(fixed.acceptable());
    CHECK(fixed.changed == 0);
    CHECK(repair(fixed, "overlap_assigned").gained[0].code == "gA");
    CHECK(repair(fixed, "overlap_assigned").reason == "priority");
    store.accept(std::move(fixed.content));
    CHECK(store.owner_at(tests::map_point(2.9999, 1, step)) == "gA");
}

TEST_CASE("with fix, a gap to a grid that stands is closed, though the file's ground does not reach it") {
    Drafting store;
    store.accept(store.draft("grid", file_of({"NNN", "A..", "A..", "SSS"}, "g")).content);
    auto beside = file_of({"...", ".BB", ".BB", "..."}, "g");
    push(beside, "gB", 1, 200); // 2 m of nobody's ground between A and B, N and S
    CHECK_FALSE(store.draft("grid", beside).acceptable());
    auto fixed = store.draft("grid", beside, false, true);
    REQUIRE(fixed.acceptable());
    CHECK(fixed.added == 1);
    const auto &gap = repair(fixed, "gap_closed");
    REQUIRE(gap.gained.size() == 1);
    CHECK(gap.gained[0].code == "gB");
    store.accept(std::move(fixed.content));
    CHECK(store.owner_at(tests::map_point(1.0001, 1.5, step)) == "gB");
    CHECK(store.owner_at(tests::map_point(0.9999, 1.5, step)) == "gA");
}

TEST_CASE("with fix, two grids with one ground are a problem of the second") {
    Drafting store;
    auto file = file_of({"AB"}, "g");
    file[1].polygons = file[0].polygons;
    const auto draft = store.draft("grid", file, false, true);
    CHECK_FALSE(draft.acceptable());
    REQUIRE(draft.problems.size() == 1);
    CHECK(draft.problems[0].line == 2);
    CHECK(draft.problems[0].code == "gB");
    CHECK_THAT(draft.problems[0].reason, ContainsSubstring("gA has the same ground"));
}

TEST_CASE("with fix and locked parents, children are cut to their parents on the lattice") {
    Drafting store;
    store.accept(store.draft("community", file_of({"AB"}, "c", 4 * step)).content);
    auto file = file_of({"AABB", "AABB"}, "g", 2 * step);
    push(file, "gA", 4, 50);
    push(file, "gB", 4, 80); // 30 units are nobody's
    auto locked = store.draft("grid", file, true, true);
    REQUIRE(locked.acceptable());
    CHECK(count(locked, "parent_border_kept") >= 1);
    store.accept(std::move(locked.content));
    CHECK(store.owner_at(tests::map_point(3.9999, 1, step)) == "gA");
    CHECK(store.owner_at(tests::map_point(4.0002, 1, step)) == "gB");
    CHECK(store.owner_at(tests::map_point(4.0006, 1, step)) == "gB");
}

TEST_CASE("Leeds in three files without parent codes becomes one nested coverage") {
    const auto data = tests::real_data();
    if (!data) {
        return;
    }
    Drafting store;
    auto township = store.draft("township", leeds_file(*data, "msoa", "MSOA11CD"));
    REQUIRE(township.acceptable());
    store.accept(std::move(township.content));
    auto community = store.draft("community", leeds_file(*data, "lsoa", "LSOA11CD"));
    REQUIRE(community.acceptable());
    store.accept(std::move(community.content));
    auto grid = store.draft("grid", leeds_file(*data, "oa", "OA11CD"));
    for (const auto &finding : grid.findings) {
        CAPTURE(finding.kind, finding.a, finding.b, finding.area_m2, finding.place.lon, finding.place.lat);
        CHECK_FALSE(finding.defect);
    }
    REQUIRE(grid.acceptable());
    const auto crossings = count(grid, "border_crossing");
    std::cout << "Leeds: " << crossings << " grids cross a border of their community\n";
    CHECK(crossings > 150);
    CHECK(crossings < 300);
    for (const auto &finding : grid.findings) {
        if (finding.kind == "border_crossing") {
            CHECK(finding.area_m2 < 4.2);
        }
    }
    store.accept(std::move(grid.content));
    const auto &theme = store.theme();
    CHECK(theme.grids.size() == 1 + 2543 + 482 + 107);
    CHECK(all_have_parents(theme, "grid", "community"));
    CHECK(all_have_parents(theme, "community", "township"));
    CHECK(spatial::find_violations(theme.coverage).empty());
    auto again = store.draft("grid", leeds_file(*data, "oa", "OA11CD"));
    REQUIRE(again.acceptable());
    CHECK(again.unchanged == theme.grids.size() - 1);
}
