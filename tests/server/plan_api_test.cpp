#include "tests/support/plan_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string split_a(const std::string &code = "a2") {
    return fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"{}","name":"新网格"}}]}})",
                       place_at(0.7, -0.1), place_at(0.7, 2.1), code);
}

} // namespace

TEST_CASE("a plan splits a grid, tells the numbers before the click, and is published") {
    ServedTown town;
    PlanDesk desk(town);
    const auto split = desk.op(split_a());
    REQUIRE(split.status == 200);
    const JsonAnswer answer(split);
    CHECK(answer.text("/revision") == "2");
    REQUIRE(answer.size("/grids") == 2);
    CHECK(answer.word("/grids/0/code") == "a");
    CHECK(answer.text("/grids/0/now/buildings") == "1");
    CHECK(answer.text("/grids/0/now/cameras") == "0");
    CHECK(answer.text("/grids/0/published/cameras") == "1");
    CHECK(answer.word("/grids/1/code") == "a2");
    CHECK(answer.word("/grids/1/change") == "new");
    CHECK(answer.text("/grids/1/now/cameras") == "1");
    CHECK(answer.text("/grids/1/published") == "null");
    const double whole = answer.number("/grids/0/published/area_m2");
    CHECK(answer.number("/grids/0/now/area_m2") + answer.number("/grids/1/now/area_m2") == Approx(whole).epsilon(1e-6));
    REQUIRE(answer.size("/moved") == 1);
    CHECK(answer.text("/moved/0") == R"({"layer":"cameras","code":"cam1","from":"a","to":"a2"})");
    CHECK(answer.text("/problems").find("nobody_responsible") != std::string::npos);
    const auto borders = answer.text("/borders");
    CHECK((borders.find(R"({"between":["a","a2"],"drawn":true)") != std::string::npos ||
           borders.find(R"({"between":["a2","a"],"drawn":true)") != std::string::npos));
    CHECK(borders.find(R"("line":{"type":"MultiLineString","coordinates":[[[104.17)") != std::string::npos);

    // drafts change nothing that others see
    CHECK(JsonAnswer(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/grid/code") == "a");
    CHECK(desk.send("publish", "").status == 409);
    REQUIRE(desk.enter("review").status == 200);
    CHECK(desk.op(split_a("a3")).status == 409);
    REQUIRE(desk.enter("approved").status == 200);
    const auto published = desk.send("publish", "");
    REQUIRE(published.status == 200);
    CHECK(JsonAnswer(published).word("/state") == "published");
    CHECK(JsonAnswer(published).text("/edition") == "2");
    CHECK(JsonAnswer(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/grid/code") == "a2");
    CHECK(JsonAnswer(town.get("/v1/locate?" + ServedTown::at(1, 0))).word("/themes/0/grid/code") == "a");
    CHECK(town.app().api().store.check().empty());
}

TEST_CASE("a grid that a plan makes and merges away again is no change of the plan") {
    ServedTown town;
    PlanDesk desk(town);
    REQUIRE(desk.op(split_a()).status == 200);
    CHECK(desk.shown().text("/grids").find(R"("code":"a2")") != std::string::npos);
    REQUIRE(desk.op(R"({"op":"merge","into":"a","grids":["a2"]})").status == 200);
    const auto grids = desk.shown().text("/grids");
    CHECK(grids.find(R"("code":"a")") != std::string::npos);
    CHECK(grids.find(R"("code":"a2")") == std::string::npos);
}

TEST_CASE("operations are undone and done again without limit, also after a restart") {
    ServedTown town;
    PlanDesk desk(town);
    REQUIRE(desk.op(split_a()).status == 200);
    REQUIRE(desk.op(R"({"op":"merge","into":"a","grids":["b"]})").status == 200);
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":"改名","households":350})").status == 200);
    const auto whole = desk.shown().text("/grids");
    for (int i = 0; i < 3; ++i) {
        REQUIRE(desk.send("undo", "").status == 200);
    }
    CHECK(desk.shown().size("/grids") == 0);
    const auto nothing = desk.send("undo", "");
    CHECK(JsonAnswer(nothing).word("/code") == "nothing_to_undo");
    CHECK_THAT(detail_of(nothing), ContainsSubstring("nothing to undo"));
    for (int i = 0; i < 3; ++i) {
        REQUIRE(desk.send("redo", "").status == 200);
    }
    CHECK(desk.shown().text("/grids") == whole);
    CHECK_THAT(detail_of(desk.send("redo", "")), ContainsSubstring("nothing to do again"));
    // another service on the same store replays what is kept
    PlanService again(town.app().api().store);
    const auto answer = again.show(1);
    REQUIRE(answer.grids.size() == 3);
    CHECK(answer.grids[0].name == "改名");
    CHECK(answer.grids[1].gone);
    REQUIRE(desk.send("undo", "").status == 200);
    REQUIRE(desk.op(R"({"op":"set","grid":"a2","residents":5})").status == 200);
    CHECK(desk.send("redo", "").status == 409); // something else was done
    CHECK(desk.shown().word("/ops/2/state") == "dropped");
}

TEST_CASE("two planners on different grids do not conflict, on one grid the later is told") {
    ServedTown town;
    PlanDesk first(town);
    const auto drawn_on = first.etag;
    REQUIRE(first.op(split_a()).status == 200);
    const auto send = [&](const std::string &body) {
        return town.write(Method::post, first.path + "/ops", body, {{"If-Match", drawn_on}});
    };
    const auto other_grid = send(R"({"op":"set","grid":"c","name":"别处"})");
    REQUIRE(other_grid.status == 200);
    CHECK(JsonAnswer(other_grid).text("/revision") == "3");
    const auto same_grid = send(R"({"op":"set","grid":"a","name":"同处"})");
    REQUIRE(same_grid.status == 412);
    CHECK_THAT(detail_of(same_grid), ContainsSubstring("revision 2 changed 'a'"));
    CHECK(first.shown().size("/ops") == 2);
    CHECK(town.write(Method::post, first.path + "/ops", split_a("a3")).status == 428);
    CHECK(town.write(Method::post, first.path + "/ops", split_a("a3"), {{"If-Match", "\"99-plan1\""}}).status == 412);
}

TEST_CASE("a plan within a unit leaves all others alone, and parents' borders too") {
    ServedTown town;
    PlanDesk desk(town, R"({"name":"M","within":"M"})");
    const auto ring = fmt::format("[{},{},{}]", place_at(1, 1), place_at(1, 2.5), place_at(0, 2.5));
    const auto refused = [&](const std::string &body) {
        const auto response = desk.op(body);
        CHECK(response.status == 422);
        return detail_of(response);
    };
    CHECK_THAT(refused(fmt::format(R"({{"op":"take_over","grid":"a","ring":{}}})", ring)),
               ContainsSubstring("between two parents"));
    CHECK_THAT(refused(fmt::format(R"({{"op":"take_over","grid":"a","ring":{},"allow_parent_change":true}})", ring)),
               ContainsSubstring("does not redraw"));
    CHECK_THAT(refused(R"({"op":"set","grid":"c","name":"x"})"), ContainsSubstring("outside of the plan"));
    CHECK(desk.shown().size("/ops") == 0);
    PlanDesk all(town);
    CHECK(all.op(fmt::format(R"({{"op":"take_over","grid":"a","ring":{},"allow_parent_change":true}})", ring)).status == 200);
}

TEST_CASE("each operation does what it says") {
    ServedTown town;
    PlanDesk desk(town);
    SECTION("reshape") {
        const auto done = desk.op(fmt::format(R"({{"op":"reshape","grid":"a","line":[{},{},{},{}]}})", place_at(2, 0.2),
                                              place_at(2.8, 0.2), place_at(2.8, 1.8), place_at(2, 1.8)));
        REQUIRE(done.status == 200);
        CHECK(JsonAnswer(done).text("/moved/0") == R"({"layer":"key_sites","code":"site1","from":"b","to":"a"})");
    }
    SECTION("move a vertex") {
        CHECK(desk.op(fmt::format(R"({{"op":"move_vertex","from":{},"to":{}}})", place_at(2, 1), place_at(2.2, 1.1))).status ==
              200);
    }
    SECTION("carve a dedicated grid") {
        const auto done =
            desk.op(fmt::format(R"({{"op":"carve","grid":{{"code":"e1","name":"园区"}},"beside":"b","ring":[{},{},{}]}})",
                                place_at(2.2, 0.2), place_at(3.2, 0.2), place_at(2.6, 1.2)));
        REQUIRE(done.status == 200);
        CHECK(JsonAnswer(done).word("/grids/1/change") == "new");
    }
    SECTION("reparent and renumber") {
        REQUIRE(desk.op(R"({"op":"reparent","grids":["c"],"parent":"M"})").status == 200);
        REQUIRE(desk.op(R"({"op":"renumber","codes":{"a":"b","b":"a"}})").status == 200);
        REQUIRE(desk.op(R"({"op":"renumber","codes":{"M":"M1"}})").status == 200);
        REQUIRE(desk.enter("review").status == 200);
        REQUIRE(desk.enter("approved").status == 200);
        REQUIRE(desk.send("publish", "").status == 200);
        const auto located = JsonAnswer(town.get("/v1/locate?" + ServedTown::at(0, 0)));
        CHECK(located.word("/themes/0/grid/code") == "b");
        CHECK(located.word("/themes/0/chain/0/code") == "M1");
    }
    SECTION("its ground is there as GeoJSON") {
        REQUIRE(desk.op(split_a()).status == 200);
        const JsonAnswer drawn(town.read(desk.path + "/grids.geojson"));
        REQUIRE(drawn.size("/features") == 2);
        CHECK(drawn.word("/features/1/properties/code") == "a2");
        CHECK(drawn.size("/features/1/geometry/coordinates/0/0") >= 5);
    }
}

TEST_CASE("an operation that cannot be done says why, and changes nothing") {
    ServedTown town;
    PlanDesk desk(town);
    const auto refused = [&](const std::string &body, int status) {
        const auto response = desk.op(body);
        CHECK(response.status == status);
        return detail_of(response);
    };
    const auto line = [](const std::string &a, const std::string &b) {
        return fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"n1"}}]}})", a, b);
    };
    CHECK_THAT(refused(line(place_at(0.5, 0.5), place_at(0.6, 0.6)), 422), ContainsSubstring("ends inside a grid"));
    CHECK_THAT(refused(line(place_at(3.2, 0.2), place_at(3.4, 1)), 422), ContainsSubstring("does not run through"));
    CHECK_THAT(refused(R"({"op":"merge","into":"a","grids":["d"]})", 422), ContainsSubstring("no border with the rest"));
    CHECK_THAT(refused(R"({"op":"merge","into":"M","grids":["a"]})", 422), ContainsSubstring("made of the grids below"));
    CHECK_THAT(refused(R"({"op":"set","grid":"zz","name":"x"})", 422), ContainsSubstring("no grid 'zz'"));
    CHECK_THAT(refused(split_a("b"), 422), ContainsSubstring("is taken"));
    CHECK_THAT(refused(split_a("a b"), 422), ContainsSubstring("letters, digits"));
    CHECK_THAT(refused(R"({"op":"fly"})", 400), ContainsSubstring("there are split, merge"));
    CHECK_THAT(refused(R"({"op":"set","grid":"a","nam":"x"})", 400), ContainsSubstring("'nam'"));
    CHECK_THAT(refused(R"({"op":"split","grid":"a","line":[[36.5,104.1]],"parts":[{"code":"n"}]})", 400),
               ContainsSubstring("longitude first"));
    CHECK_THAT(refused(R"({"op":"reparent","grids":["M"],"parent":"a"})", 422), ContainsSubstring("no coarser"));
    CHECK_THAT(refused(R"({"op":"renumber","codes":{"a":"x","b":"x"}})", 422), ContainsSubstring("twice"));
    CHECK(desk.shown().size("/ops") == 0);
    CHECK(desk.shown().text("/revision") == "1");
    CHECK(town.read("/v1/plans/77").status == 404);
    CHECK(town.read("/v1/plans/x").status == 404);
    CHECK(town.get("/v1/plans").status == 401);
}

TEST_CASE("a plan that an edition overtook is not published") {
    ServedTown town;
    PlanDesk slow(town);
    PlanDesk quick(town);
    REQUIRE(slow.op(split_a()).status == 200);
    REQUIRE(quick.op(R"({"op":"set","grid":"c","name":"先行"})").status == 200);
    for (auto *desk : {&slow, &quick}) {
        REQUIRE(desk->enter("review").status == 200);
        REQUIRE(desk->enter("approved").status == 200);
    }
    REQUIRE(quick.send("publish", "").status == 200);
    const auto late = slow.send("publish", "");
    CHECK(late.status == 409);
    CHECK_THAT(detail_of(late), ContainsSubstring("rebase"));
    CHECK(slow.shown().word("/state") == "approved");
    CHECK(slow.shown().size("/ops") == 1);
    REQUIRE(slow.enter("draft").status == 200);
    const auto rebased = slow.send("rebase", "");
    REQUIRE(rebased.status == 200);
    CHECK(JsonAnswer(rebased).text("/base_edition") == "2");
    REQUIRE(slow.enter("review").status == 200);
    REQUIRE(slow.enter("approved").status == 200);
    REQUIRE(slow.send("publish", "").status == 200);
    CHECK(JsonAnswer(town.get("/v1/grids/c")).word("/name") == "先行");
    CHECK(JsonAnswer(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/grid/code") == "a2");
}

TEST_CASE("a rebase over a grid that both changed names it") {
    ServedTown town;
    PlanDesk slow(town);
    PlanDesk quick(town);
    REQUIRE(slow.op(split_a()).status == 200);
    REQUIRE(quick.op(R"({"op":"set","grid":"a","name":"先行"})").status == 200);
    REQUIRE(quick.enter("review").status == 200);
    REQUIRE(quick.enter("approved").status == 200);
    REQUIRE(quick.send("publish", "").status == 200);
    const auto conflict = slow.send("rebase", "");
    CHECK(conflict.status == 409);
    CHECK_THAT(detail_of(conflict), ContainsSubstring("changed 'a'"));
    CHECK(slow.shown().text("/base_edition") == "1");
}
