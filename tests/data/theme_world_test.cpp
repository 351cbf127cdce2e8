#include "data/theme_world.hpp"

#include "data/store.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/drawn_town.hpp"

using namespace jingwei::data;
using jingwei::Error;
using jingwei::tests::cell_middle;
using jingwei::tests::draw_town;
using jingwei::tests::two_communities;

namespace {

const std::vector<Division> no_divisions(1);

ThemeHead base_head() {
    const auto level = [](const char *code, int rank) {
        return Level{.code = code, .label_zh = code, .label_en = code, .rank = rank};
    };
    return {.id = 1,
            .edition = 1,
            .code = "base",
            .label_zh = "基础网格",
            .label_en = "Base grids",
            .arrangement = "base",
            .levels = {level("township", 10), level("community", 20), level("grid", 30)}};
}

__int128 doubled_area(const jingwei::spatial::MultiPolygon &shape) {
    __int128 sum = 0;
    for (const auto &polygon : shape) {
        sum += jingwei::spatial::doubled_area(polygon.outer);
        for (const auto &hole : polygon.holes) {
            sum += jingwei::spatial::doubled_area(hole);
        }
    }
    return sum;
}

std::int64_t cells(const ThemeWorld &theme, const char *code) {
    constexpr std::int64_t cell = std::int64_t{2} * jingwei::tests::town_cell * jingwei::tests::town_cell;
    return static_cast<std::int64_t>(doubled_area(theme.shapes[theme.find(code)]) / cell);
}

} // namespace

TEST_CASE("each unit's shape is the union of its own ground and its descendants'") {
    const auto theme = make_theme_world(base_head(), two_communities(), no_divisions);
    CHECK(cells(*theme, "a") == 4);
    CHECK(cells(*theme, "b") == 3);
    CHECK(cells(*theme, "c") == 3);
    CHECK(cells(*theme, "M") == 8);
    CHECK(cells(*theme, "N") == 6);
    CHECK(cells(*theme, "T") == 14);
    CHECK(theme->shapes[0].empty());
    CHECK(theme->shapes[theme->find("c")].size() == 2);
    CHECK(theme->shapes[theme->find("T")].size() == 1);
}

TEST_CASE("units know their parents and children") {
    const auto theme = make_theme_world(base_head(), two_communities(), no_divisions);
    const auto township = theme->find("T");
    REQUIRE(township != 0);
    CHECK(theme->children[0] == std::vector<GridIndex>{township});
    CHECK(theme->children[township] == std::vector<GridIndex>{theme->find("M"), theme->find("N")});
    CHECK(theme->grids[theme->find("b")].parent == theme->find("M"));
    CHECK(theme->find("unknown") == 0);
}

TEST_CASE("the locator of a theme answers with grid indexes") {
    const auto theme = make_theme_world(base_head(), two_communities(), no_divisions);
    CHECK(theme->locator->locate(cell_middle(3, 1)) == theme->find("b"));
    CHECK(theme->locator->locate(cell_middle(2, 1)) == theme->find("M"));
    CHECK(theme->locator->locate(cell_middle(3, 2)) == 0);
    CHECK(theme->bytes() > theme->locator->bytes());
}

TEST_CASE("a theme without units is a theme that owns nothing") {
    const auto theme = make_theme_world(base_head(), draw_town({}, {}), no_divisions);
    CHECK(theme->grids.size() == 1);
    CHECK(theme->locator->locate(cell_middle(0, 0)) == 0);
}

TEST_CASE("contradictions in a theme's grids are refused by name") {
    using Catch::Matchers::ContainsSubstring;
    const auto message = [](const std::vector<jingwei::tests::DrawnUnit> &units) -> std::string {
        try {
            (void)make_theme_world(base_head(), draw_town({"a"}, units), no_divisions);
        } catch (const Error &error) {
            return error.what();
        }
        return "accepted";
    };
    CHECK_THAT(message({{"a", "street", ""}}), ContainsSubstring("unknown level street"));
    CHECK_THAT(message({{"a", "grid", "X"}}), ContainsSubstring("parent X, which does not exist"));
    CHECK_THAT(message({{"a", "grid", "b"}, {"b", "grid", ""}}), ContainsSubstring("not of a coarser level"));
    CHECK_THAT(message({{"a", "grid", ""}, {"a", "grid", ""}}), ContainsSubstring("exists twice"));
}

TEST_CASE("a theme's content comes back as the rows it was made of") {
    World world;
    world.divisions = std::make_shared<const std::vector<Division>>(no_divisions);
    world.themes = {make_theme_world(base_head(), two_communities(), no_divisions)};
    const ThemeContent content = theme_content(world, "base");
    const ThemeContent expected = two_communities();
    REQUIRE(content.grids.size() == expected.grids.size());
    for (std::size_t i = 0; i < content.grids.size(); ++i) {
        CHECK(content.grids[i].code == expected.grids[i].code);
        CHECK(content.grids[i].level == expected.grids[i].level);
        CHECK(content.grids[i].parent_code == expected.grids[i].parent_code);
    }
    CHECK(content.coverage.arcs().size() == expected.coverage.arcs().size());
    CHECK_THROWS_AS(theme_content(world, "nowhere"), Error);
}
