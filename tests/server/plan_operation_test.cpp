#include "tests/support/planner_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

spatial::LatticePoint lattice_place(double east, double south) {
    return {town_corner.x + static_cast<std::int32_t>(std::lround(east * town_cell)),
            town_corner.y - static_cast<std::int32_t>(std::lround(south * town_cell))};
}

void add_street(ServedTown &town, const std::string &code, const std::vector<spatial::LatticePoint> &line) {
    data::BulkChange change{.content = {}, .source = "streets"};
    change.content.reference_lines.push_back({.id = 0, .code = code, .name = "解放路", .kind = "street", .line = line});
    town.app().api().store.submit({"test"}, std::move(change)).get();
}

void add_building(ServedTown &town, const std::string &code, double west, double north, double east, double south) {
    data::BuildingRow row;
    row.code = code;
    row.building_use = "01";
    row.at = lattice_place((west + east) / 2, (north + south) / 2);
    row.footprint = {lattice_place(west, south), lattice_place(east, south), lattice_place(east, north),
                     lattice_place(west, north)};
    row.households = 7;
    town.app().api().store.submit({"test"}, data::UpsertBuilding{row}).get();
}

double area(const JsonAnswer &answer, const std::string &grid, const std::string &when = "now") {
    return answer.number(item_with(answer, "/grids", "code", grid) + "/" + when + "/area_m2");
}

} // namespace

TEST_CASE("a border follows a street between two places on it") {
    ServedTown town;
    add_street(town, "st1", {lattice_place(2.3, -0.5), lattice_place(2.4, 1), lattice_place(2.3, 2.5)});
    PlannerDesk desk(town);
    const auto follow = [&](const std::string &line, const std::string &from, const std::string &to) {
        return fmt::format(R"({{"op":"follow","grid":"a","line":"{}","from":{},"to":{}}})", line, from, to);
    };
    const JsonAnswer done(desk.op(follow("st1", place_at(2, 0.3), place_at(2, 1.7))));
    CHECK(area(done, "a") > area(done, "a", "published") * 1.1);
    CHECK(area(done, "a") + area(done, "b") ==
          Approx(area(done, "a", "published") + area(done, "b", "published")).epsilon(1e-6));
    // the street's course is kept with the operation: another course later does not move the border
    CHECK_THAT(desk.shown().text("/ops/0/op"), ContainsSubstring("\"along\":["));
    add_street(town, "st1", {lattice_place(0, -0.5), lattice_place(0, 2.5)});
    PlanService again(town.app().api().store);
    const auto kept = again.show(1);
    REQUIRE(!kept.grids.empty());
    CHECK(kept.grids[0].area_m2 == Approx(area(done, "a")).margin(0.1));
    CHECK_THAT(desk.refused(follow("st9", place_at(2, 0.3), place_at(2, 1.7))), ContainsSubstring("no reference line"));
    add_street(town, "far", {lattice_place(20, 0), lattice_place(20, 3)});
    CHECK_THAT(desk.refused(follow("far", place_at(2, 0.3), place_at(2, 1.7))), ContainsSubstring("m from"));
}

TEST_CASE("micro grids are brushed from one grid to another, which tell their sums") {
    ServedTown town;
    auto content = draw_town({"aabbcc", //
                              "aabbdd"},
                             {{"T", "township", ""},
                              {"M", "community", "T"},
                              {"g", "grid", "M"},
                              {"h", "grid", "M"},
                              {"a", "micro_grid", "g"},
                              {"b", "micro_grid", "g"},
                              {"c", "micro_grid", "h"},
                              {"d", "micro_grid", "h"}});
    auto &store = town.app().api().store;
    store.submit({"test"}, data::PublishChange{.content = std::move(content), .note = "", .source = ""}).get();
    store.submit({"test"}, data::SetGridRules{"base", "grid", {{"base", "grid", "buildings", 2.0, {}}}}).get();
    add_building(town, "h1", 2.2, 0.2, 2.4, 0.4); // in b
    add_building(town, "h2", 4.2, 0.2, 4.4, 0.4); // in c
    PlannerDesk desk(town);
    const JsonAnswer done(desk.op(R"({"op":"reparent","grids":["b"],"parent":"h"})"));
    const auto of = [&](const std::string &grid, const std::string &member) {
        return done.number(item_with(done, "/grids", "code", grid) + member);
    };
    CHECK(done.size("/grids") == 3);
    CHECK(of("g", "/published/area_m2") == Approx(of("g", "/now/area_m2") * 2).epsilon(1e-4));
    CHECK(of("h", "/now/area_m2") == Approx(of("h", "/published/area_m2") * 2).epsilon(1e-4));
    CHECK(of("g", "/now/area_m2") + of("b", "/now/area_m2") == Approx(of("g", "/published/area_m2")).epsilon(1e-6));
    CHECK(of("h", "/published/buildings") == 1);
    CHECK(of("h", "/now/buildings") == 2);
    CHECK(of("h", "/now/households") == 14);
    CHECK(of("g", "/now/compactness") > 0.7); // a square of two cells' side, was a box of four by two
    CHECK(of("g", "/published/compactness") < of("g", "/now/compactness"));
    // the grid that lost a building, and has one left, is out of the range that is asked of its level; the other no longer
    CHECK(of("g", "/published/buildings") == 2);
    CHECK(of("g", "/now/buildings") == 1);
    CHECK(!item_with(done, "/problems", "grid", "g").empty());
    CHECK(item_with(done, "/problems", "grid", "h").empty());
    CHECK(desk.shown().size("/grids") == 3);
    const JsonAnswer undone(desk.send("undo", ""));
    CHECK(undone.number(item_with(undone, "/grids", "code", "h") + "/now/buildings") == 1);
    // whoever holds one of the two grids holds what comes to it
    store.add_account({"test"}, "li", "a long enough password", "write");
    const auto key = store.add_key({"test"}, "li", "laptop");
    REQUIRE(town.ask(Method::post, desk.path + "/locks", R"({"grids":["h"]})", {{"Authorization", "Bearer " + key}}).status ==
            200);
    CHECK_THAT(desk.refused(R"({"op":"reparent","grids":["b"],"parent":"h"})", 423), ContainsSubstring("'h' is held by li"));
}

TEST_CASE("a border follows a parcel's outline the shorter way round") {
    ServedTown town;
    add_street(town, "lot",
               {lattice_place(2.4, 1.5), lattice_place(1.8, 1.5), lattice_place(1.8, 0.5), lattice_place(2.4, 0.5),
                lattice_place(2.4, 1.5)});
    PlannerDesk desk(town);
    const JsonAnswer done(desk.op(
        fmt::format(R"({{"op":"follow","grid":"a","line":"lot","from":{},"to":{}}})", place_at(2, 0.5), place_at(2, 1.5))));
    CHECK(area(done, "a") - area(done, "a", "published") == Approx(-0.2 * 1.0 * 178.9 * 221.9).epsilon(0.02));
}

TEST_CASE("footprints of whole buildings go to a grid that they touch, one behind the other too") {
    ServedTown town;
    add_building(town, "h1", 2.0, 0.4, 2.3, 0.7);
    add_building(town, "h2", 2.3, 0.4, 2.5, 0.7);
    add_building(town, "h3", 3.0, 0.4, 3.2, 0.7);
    PlannerDesk desk(town);
    const auto reassign = [](const std::string &buildings) {
        return fmt::format(R"({{"op":"reassign","grid":"a","buildings":[{}],"footprint":true}})", buildings);
    };
    const JsonAnswer done(desk.op(reassign(R"("h2","h1")")));
    REQUIRE(done.has("/moved_count"));
    CHECK(done.text("/moved_count") == "2");
    CHECK(done.text(item_with(done, "/grids", "code", "a") + "/now/households") == "54");
    CHECK(item_with(done, "/problems", "kind", "multi_part").empty());
    CHECK_THAT(desk.refused(reassign(R"("h3")")), ContainsSubstring("'h3' does not touch the ground of 'a'"));
    CHECK_THAT(desk.refused(reassign(R"("h1")")), ContainsSubstring("stand in 'a' already"));
    CHECK_THAT(desk.refused(reassign(R"("bld1")")), ContainsSubstring("without an outline"));
    CHECK_THAT(desk.refused(reassign(R"("nix")")), ContainsSubstring("no building 'nix'"));
    PlanService again(town.app().api().store);
    CHECK(again.show(1).grids.size() == 2);
    REQUIRE(desk.send("undo", "").status == 200);
    CHECK(desk.shown().size("/grids") == 0);
}

namespace {

std::string brushed(const std::string &buildings, const std::string &more = "") {
    return fmt::format(R"({{"op":"reassign","grid":"a","buildings":[{}]{}}})", buildings, more);
}

} // namespace

TEST_CASE("brushing a building moves the cell around it, which touches where its outline does not") {
    ServedTown town;
    add_building(town, "h1", 2.4, 0.9, 2.6, 1.1);
    add_building(town, "h2", 3.4, 0.9, 3.6, 1.1);
    PlannerDesk desk(town);
    const auto why = desk.refused(brushed(R"("h2")"));
    CHECK_THAT(why, ContainsSubstring("The unit of the building 'h2'"));
    CHECK_THAT(why, ContainsSubstring("does not touch the ground of 'a': 179.1 m lie between them"));
    const JsonAnswer done(desk.op(brushed(R"("h1")")));
    REQUIRE(done.has("/moved_count"));
    CHECK(done.text("/moved_count") == "2"); // with the school in b's north-west corner
    CHECK(area(done, "a") == Approx(1.5 * area(done, "a", "published")).epsilon(1e-3));
    CHECK(area(done, "a") + area(done, "b") ==
          Approx(area(done, "a", "published") + area(done, "b", "published")).epsilon(1e-6));
    CHECK(done.size("/grids") == 2);
    CHECK(item_with(done, "/problems", "kind", "multi_part").empty());
    CHECK_THAT(desk.refused(brushed(R"("h1")")), ContainsSubstring("stand in 'a' already"));
    CHECK(desk.op(brushed(R"("h2")")).status == 200); // it touches by now
    CHECK(!item_with(desk.problems(), "/items", "kind", "no_ground").empty());
    REQUIRE(desk.send("undo", "").status == 200);
    CHECK(area(desk.shown(), "a") == area(done, "a"));
    REQUIRE(desk.send("undo", "").status == 200);
    CHECK(desk.shown().size("/grids") == 0);
    CHECK(desk.op(brushed(R"("h2","h1")")).status == 200); // one behind the other
}

TEST_CASE("brushing a building moves its block between streets, as they ran when it was done") {
    ServedTown town;
    add_street(town, "st1", {lattice_place(3.0, -0.5), lattice_place(3.0, 2.5)});
    add_building(town, "h1", 2.8, 1.8, 2.9, 1.9);
    for (int i = 0; i < 10; ++i) {
        add_building(town, fmt::format("e{}", i), 3.1 + 0.08 * i, 0.5, 3.15 + 0.08 * i, 0.6);
    }
    PlannerDesk desk(town);
    const JsonAnswer done(desk.op(brushed(R"("h1")")));
    REQUIRE(done.has("/moved_count"));
    CHECK(area(done, "a") == Approx(1.5 * area(done, "a", "published")).epsilon(1e-3));
    CHECK_THAT(desk.shown().text("/ops/0/op"), ContainsSubstring(R"("ground":[{"from":"b","pieces":[[)"));
    add_street(town, "st1", {lattice_place(2.5, -0.5), lattice_place(2.5, 2.5)});
    PlanService again(town.app().api().store);
    const auto kept = again.show(1);
    REQUIRE(kept.grids.size() == 2);
    CHECK(kept.grids[0].area_m2 == Approx(area(done, "a")).margin(0.1));
}

TEST_CASE("buildings without outlines are brushed, of several grids at once, and not from nobody") {
    ServedTown town;
    for (const auto &[code, east, south] :
         {std::tuple("p1", 2.5, 0.5), std::tuple("p2", 3.5, 1.5), std::tuple("p3", 0.5, 2.3), std::tuple("far", 9.0, 9.0)}) {
        data::BuildingRow row;
        row.code = code;
        row.building_use = "01";
        row.at = lattice_place(east, south);
        town.app().api().store.submit({"test"}, data::UpsertBuilding{row}).get();
    }
    PlannerDesk desk(town);
    CHECK_THAT(desk.refused(brushed(R"("far")")), ContainsSubstring("'far' stands on nobody's ground"));
    CHECK_THAT(desk.refused(brushed(R"("nix")")), ContainsSubstring("no building 'nix'"));
    CHECK_THAT(desk.refused(brushed(R"("p1","p3")")), ContainsSubstring("between two parents"));
    const JsonAnswer done(desk.op(brushed(R"("p1","p3")", R"(,"allow_parent_change":true)")));
    CHECK(done.size("/grids") == 3);
    CHECK(item_with(done, "/problems", "kind", "multi_part").empty());
    PlannerDesk inside(town, R"({"name":"N","within":"N"})");
    CHECK_THAT(inside.refused(R"({"op":"reassign","grid":"c","buildings":["p1"]})"), ContainsSubstring("outside of the plan"));
}

TEST_CASE("a dedicated grid is removed and its ground goes to a neighbour") {
    ServedTown town;
    PlannerDesk desk(town);
    SECTION("by the longest border under the same parent") {
        const JsonAnswer done(desk.op(R"({"op":"remove","grid":"d"})"));
        CHECK(done.word(item_with(done, "/grids", "code", "d") + "/change") == "gone");
        CHECK(area(done, "c") == Approx(2 * area(done, "c", "published")).epsilon(0.01));
    }
    SECTION("to a named one, across parents only where that is allowed") {
        CHECK_THAT(desk.refused(R"({"op":"remove","grid":"d","to":"b"})"), ContainsSubstring("between two parents"));
        CHECK(desk.op(R"({"op":"remove","grid":"d","to":"b","allow_parent_change":true})").status == 200);
    }
    SECTION("others are merged") {
        CHECK_THAT(desk.refused(R"({"op":"remove","grid":"a"})"), ContainsSubstring("merge it"));
    }
}

TEST_CASE("a whole border is moved by a step") {
    ServedTown town;
    PlannerDesk desk(town);
    const auto move = [](const std::string &a, const std::string &b, double east, double north) {
        return fmt::format(R"({{"op":"move_border","between":["{}","{}"],"by_m":[{},{}]}})", a, b, east, north);
    };
    const JsonAnswer east(desk.op(move("a", "b", 40, 0)));
    CHECK(area(east, "a") - area(east, "a", "published") == Approx(40 * 444).epsilon(0.01));
    const JsonAnswer back(desk.op(move("b", "a", -80, 0)));
    CHECK(area(back, "a") - area(back, "a", "published") == Approx(-40 * 444).epsilon(0.01));
    CHECK_THAT(desk.refused(move("a", "d", 5, 5)), ContainsSubstring("no border"));
    CHECK_THAT(desk.refused(move("a", "c", 0, -20)), ContainsSubstring("between two parents"));
    CHECK_THAT(desk.refused(move("a", "b", 90'000, 0), 400), ContainsSubstring("metres"));
}

TEST_CASE("the code of a grid that ended in a plan is nobody else's in that plan either") {
    ServedTown town;
    PlannerDesk desk(town);
    static_cast<void>(desk.op(R"({"op":"merge","into":"a","grids":["b"]})"));
    CHECK_THAT(desk.refused(R"({"op":"renumber","codes":{"d":"b"}})"), ContainsSubstring("a retired code is not used again"));
    CHECK_THAT(desk.refused(fmt::format(R"({{"op":"carve","grid":{{"code":"b"}},"beside":"a","ring":{}}})",
                                        town_box(0.2, 0.2, 0.8, 0.8))),
               ContainsSubstring("a retired code is not used again"));
    REQUIRE(desk.send("undo", "").status == 200);
    static_cast<void>(desk.op(R"({"op":"renumber","codes":{"b":"d","d":"b"}})")); // two that change places may
}

TEST_CASE("what plans cannot do is refused in a sentence that says what to do") {
    ServedTown town;
    PlannerDesk desk(town);
    CHECK_THAT(desk.refused(R"({"op":"arrange","grid":"c"})"), ContainsSubstring("no dedicated grid"));
    CHECK_THAT(desk.refused(R"({"op":"arrange","grid":"nowhere"})"), ContainsSubstring("Neither this plan nor another theme"));
    CHECK_THAT(desk.refused(fmt::format(R"({{"op":"carve","grid":{{"code":"k","level":"grid"}},"beside":"a","ring":{}}})",
                                        town_box(0.2, 0.2, 0.8, 0.8)),
                            400),
               ContainsSubstring("and no 'level'"));
    CHECK_THAT(desk.refused(R"({"op":"move_border","between":["a"],"by_m":[1,1]})", 400), ContainsSubstring("two grids"));
    CHECK_THAT(desk.refused(R"({"op":"renumber","by":"profile"})", 400), ContainsSubstring("'parent'"));
}

TEST_CASE("a sketch that makes no sense is refused with the reason") {
    ServedTown town;
    PlannerDesk desk(town, R"({"name":"M","within":"M"})");
    const auto split = [](const std::string &line) {
        return fmt::format(R"({{"op":"split","grid":"a","line":[{}],"parts":[{{"code":"n1"}}]}})", line);
    };
    const auto reshape = [](const std::string &line) {
        return fmt::format(R"({{"op":"reshape","grid":"a","line":[{}]}})", line);
    };
    const auto line = [](std::initializer_list<std::pair<double, double>> places) {
        std::string text;
        for (const auto &[east, south] : places) {
            text += (text.empty() ? "" : ",") + place_at(east, south);
        }
        return text;
    };
    // touches nothing
    CHECK_THAT(desk.refused(split(line({{8, 8}, {9, 9}}))), ContainsSubstring("does not run through the grid"));
    CHECK_THAT(desk.refused(reshape(line({{2.5, 0.5}, {3, 1}}))), ContainsSubstring("the line"));
    // crosses itself
    CHECK_THAT(desk.refused(split(line({{-0.1, 0.5}, {1.5, 0.5}, {1.5, 1}, {1, 1}, {1, -0.1}}))),
               ContainsSubstring("crosses itself"));
    // ends inside
    CHECK_THAT(desk.refused(split(line({{-0.1, 0.5}, {1, 0.5}}))), ContainsSubstring("ends inside a grid"));
    // runs along a border
    CHECK_THAT(desk.refused(split(line({{2, 0}, {2, 2}}))), ContainsSubstring("the line"));
    CHECK_THAT(desk.refused(reshape(line({{2, 0}, {2, 2}}))), ContainsSubstring("the border runs there already"));
    CHECK_THAT(desk.refused(reshape(line({{2, 0.2}, {2, 1.8}}))), ContainsSubstring("begin and end on it"));
    // goes outside the plan's subtree
    CHECK_THAT(desk.refused(fmt::format(R"({{"op":"take_over","grid":"a","ring":{},"allow_parent_change":true}})",
                                        town_box(0.5, 1.5, 1.5, 2.5))),
               ContainsSubstring("stay inside 'M'"));
    // grids that do not touch
    PlannerDesk all(town);
    CHECK_THAT(all.refused(R"({"op":"merge","into":"a","grids":["d"]})"), ContainsSubstring("name grids that touch"));
    CHECK_THAT(all.refused(R"({"op":"merge","into":"a","grids":["b","a"]})"),
               ContainsSubstring("'a' is not merged into itself"));
    CHECK_THAT(all.refused(R"({"op":"move_border","between":["a","d"],"by_m":[5,0]})"),
               ContainsSubstring("name grids that touch"));
    CHECK_THAT(all.refused(R"({"op":"move_border","between":["a","b"],"by_m":[0,0.001]})"),
               ContainsSubstring("at least a centimetre"));
    // a plan that is withdrawn, and a revision that is none
    REQUIRE(desk.enter("withdrawn").status == 200);
    CHECK_THAT(desk.refused(split(line({{0.7, -0.1}, {0.7, 2.1}})), 409), ContainsSubstring("only a draft is redrawn"));
    all.etag = "\"77-plan2\"";
    CHECK_THAT(all.refused(R"({"op":"set","grid":"a","name":"x"})", 412), ContainsSubstring("not 77"));
    CHECK(all.shown().size("/ops") == 0);
}

TEST_CASE("the polygons of a plan are valid where a ring would touch itself") {
    ServedTown town;
    auto content = draw_town({"aaa", //
                              "aba", //
                              "aac"},
                             {{"M", "community", ""}, {"a", "grid", "M"}, {"b", "grid", "M"}, {"c", "grid", "M"}});
    town.app().api().store.submit({"test"}, data::PublishChange{.content = std::move(content), .note = "", .source = ""}).get();
    PlannerDesk desk(town);
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":"甲"})").status == 200);
    const JsonAnswer drawn(town.read(desk.path + "/grids.geojson"));
    std::string grid;
    for (std::size_t i = 0; i < drawn.size("/features"); ++i) {
        const auto feature = "/features/" + std::to_string(i);
        grid = drawn.word(feature + "/properties/code") == "a" ? feature : grid;
    }
    REQUIRE(!grid.empty());
    REQUIRE(drawn.size(grid + "/geometry/coordinates") == 1);
    REQUIRE(drawn.size(grid + "/geometry/coordinates/0") == 2); // b is a hole that touches the outer ring
    CHECK(drawn.size(grid + "/geometry/coordinates/0/1") == 5);
}
