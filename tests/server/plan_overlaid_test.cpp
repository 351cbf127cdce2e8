#include "data/check.hpp"
#include "tests/support/planner_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Two grids of the overlaid theme with nobody's ground around.
void add_enterprises(ServedTown &town) {
    auto content = draw_town({"xx..", //
                              "....", //
                              "..yy"},
                             {{"x", "enterprise", ""}, {"y", "enterprise", ""}});
    content.theme = "enterprise";
    for (auto &grid : content.grids) {
        grid.kind = grid.code.empty() ? grid.kind : "dedicated";
    }
    town.app().api().store.submit({"test"}, data::PublishChange{.content = std::move(content), .note = "", .source = ""}).get();
}

std::string carve(const std::string &code, const std::string &ring) {
    return fmt::format(R"({{"op":"carve","grid":{{"code":"{0}","name":"企业{0}"}},"ring":{1}}})", code, ring);
}

std::string owner(ServedTown &town, int column, int row) {
    const auto &theme = *town.app().api().store.world()->theme("enterprise");
    return theme.grids[theme.locator->locate(cell_middle(column, row))].code;
}

double area(const JsonAnswer &answer, const std::string &grid, const std::string &when = "now") {
    return answer.number(item_with(answer, "/grids", "code", grid) + fmt::format("/{}/area_m2", when));
}

void publish(PlannerDesk &desk) {
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.enter("approved").status == 200);
    const auto published = desk.send("publish", "");
    INFO(published.text());
    REQUIRE(published.status == 200);
}

void require_sound(ServedTown &town) {
    data::Connection connection(town.db(), data::Connection::Role::read);
    for (const auto &finding : data::check_store(connection)) {
        FAIL_CHECK(finding.check << ": " << finding.what);
    }
}

constexpr const char *enterprise_plan = R"({"name":"企业网格","theme":"enterprise"})";

} // namespace

TEST_CASE("nobody's ground is carved, taken over and left in a theme that lies over others") {
    ServedTown town;
    add_enterprises(town);
    PlannerDesk desk(town, enterprise_plan);
    const JsonAnswer carved(desk.op(carve("z", town_box(0.0, 1.2, 1.0, 3.0))));
    REQUIRE(carved.has("/grids"));
    CHECK(area(carved, "z") == Approx(1.8 * 178.9 * 221.9).epsilon(0.01));
    CHECK(carved.size("/grids") == 1);
    const JsonAnswer taken(desk.op(fmt::format(R"({{"op":"take_over","grid":"x","ring":{}}})", town_box(0.5, 0.0, 3.0, 1.0))));
    CHECK(area(taken, "x") == Approx(3.0 * 178.9 * 221.9).epsilon(0.01));
    const JsonAnswer across(desk.op(carve("w", town_box(2.6, 0.5, 3.4, 2.4)))); // of x, of nobody and of y
    CHECK(area(across, "w") == Approx(0.8 * 1.9 * 178.9 * 221.9).epsilon(0.01));
    CHECK(across.size("/grids") == 3);
    const JsonAnswer removed(desk.op(R"({"op":"remove","grid":"y"})"));
    CHECK(removed.size("/grids") == 1);
    CHECK(removed.word("/grids/0/change") == "gone");
    for (int i = 0; i < 4; ++i) {
        REQUIRE(desk.send("undo", "").status == 200);
    }
    CHECK(desk.shown().size("/grids") == 0);
    for (int i = 0; i < 4; ++i) {
        REQUIRE(desk.send("redo", "").status == 200);
    }
    CHECK(desk.problems("all").text("/items").find("gap") == std::string::npos);
    publish(desk);
    CHECK(owner(town, 0, 0) == "x");
    CHECK(owner(town, 0, 2) == "z");
    CHECK(owner(town, 3, 2).empty());
    CHECK(owner(town, 1, 1).empty());
    require_sound(town);
}

TEST_CASE("the first grid of an empty theme is carved, and what is carved beside it too") {
    ServedTown town;
    PlannerDesk desk(town, enterprise_plan);
    PlannerDesk late(town, enterprise_plan);
    const JsonAnswer first(desk.op(carve("x", town_box(1.0, 0.0, 2.0, 1.0))));
    REQUIRE(first.has("/grids"));
    CHECK(area(first, "x") == Approx(178.9 * 221.9).epsilon(0.01));
    CHECK(desk.op(R"({"op":"carve","grid":{"code":"y"},"beside":"x","ring":)" + town_box(2.0, 0.0, 3.0, 1.0) + "}").status ==
          200);
    REQUIRE(desk.send("undo", "").status == 200);
    REQUIRE(late.op(carve("v", town_box(5.0, 0.0, 6.0, 1.0))).status == 200);
    publish(desk);
    CHECK(owner(town, 1, 0) == "x");
    CHECK(owner(town, 2, 0).empty());
    require_sound(town);
    PlanService again(town.app().api().store);
    CHECK(again.show(2).grids.size() == 1); // it began with a theme without grids, and is replayed on that
    PlannerDesk next(town, enterprise_plan);
    REQUIRE(next.op(carve("y", town_box(2.0, 0.0, 3.0, 1.0))).status == 200);
    publish(next);
    CHECK(owner(town, 2, 0) == "y");
    require_sound(town);
}

TEST_CASE("nobody's ground stays nobody's in the base theme, and outside of a plan's own unit") {
    ServedTown town;
    add_enterprises(town);
    PlannerDesk base(town);
    CHECK_THAT(base.refused(carve("z", town_box(0.5, 0.5, 1.0, 1.0)), 400), ContainsSubstring("'beside' is missing"));
    CHECK_THAT(base.refused(fmt::format(R"({{"op":"take_over","grid":"a","ring":{}}})", town_box(-1.0, 0.0, 0.0, 1.0))),
               ContainsSubstring("no ground would change hands"));
    PlannerDesk inside(town, R"({"name":"x","theme":"enterprise","within":"x"})");
    CHECK_THAT(inside.refused(fmt::format(R"({{"op":"take_over","grid":"x","ring":{}}})", town_box(1.0, 0.0, 3.0, 1.0))),
               ContainsSubstring("nobody's ground"));
}

TEST_CASE("a carved grid becomes an overlaid one and comes back by one operation in a plan of each theme") {
    ServedTown town;
    add_enterprises(town);
    const auto arrange = [](const std::string &grid) { return fmt::format(R"({{"op":"arrange","grid":"{}"}})", grid); };
    PlannerDesk base(town, R"({"name":"基础网格"})");
    const JsonAnswer first(base.op(fmt::format(R"({{"op":"carve","grid":{{"code":"k","name":"园区"}},"beside":"a","ring":{}}})",
                                               town_box(0.2, 0.2, 1.7, 0.8))));
    const double carved = area(first, "k");
    publish(base);
    PlannerDesk over(town, enterprise_plan);
    const JsonAnswer laid(over.op(arrange("k")));
    CHECK(area(laid, "k") == carved);
    CHECK(area(laid, "x") < area(laid, "x", "published")); // it lay over the ground of x
    publish(over);
    CHECK(owner(town, 1, 0) == "k");
    PlannerDesk without(town, R"({"name":"基础网格"})");
    const JsonAnswer gone(without.op(arrange("k")));
    CHECK(gone.word(item_with(gone, "/grids", "code", "k") + "/change") == "gone");
    publish(without);
    const auto world = town.app().api().store.world();
    CHECK(world->theme("base")->find("k") == 0);
    const auto *theme = world->theme("enterprise");
    CHECK(theme->grids[theme->find("k")].name == "园区");
    // and back: its ground in the base theme is what it was, to the unit; its code there is retired
    PlannerDesk again(town, R"({"name":"基础网格"})");
    CHECK_THAT(again.refused(arrange("k")), ContainsSubstring("retired"));
    const JsonAnswer back(again.op(R"({"op":"arrange","grid":"k","code":"k2"})"));
    CHECK(area(back, "k2") == carved);
    CHECK(again.shown().word("/ops/0/op/op") == "carve"); // done again, it asks no other theme
    REQUIRE(again.send("undo", "").status == 200);
    CHECK(again.shown().size("/grids") == 0);
    require_sound(town);
}

TEST_CASE("a grid whose ground is no one ring is not arranged by itself") {
    ServedTown town;
    add_enterprises(town);
    PlannerDesk over(town, enterprise_plan);
    static_cast<void>(over.op(carve("h", town_box(1.2, 0.3, 2.8, 1.7))));
    static_cast<void>(over.op(carve("i", town_box(1.6, 0.7, 2.4, 1.3)))); // a hole in it
    publish(over);
    PlannerDesk base(town, R"({"name":"基础网格"})");
    CHECK_THAT(base.refused(R"({"op":"arrange","grid":"h"})"), ContainsSubstring("or has holes"));
    const JsonAnswer inner(base.op(R"({"op":"arrange","grid":"i"})"));
    CHECK(area(inner, "i") == Approx(0.8 * 0.6 * 178.9 * 221.9).epsilon(0.01));
}
