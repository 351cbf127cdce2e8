#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string at(double east, double south) {
    constexpr double cell = 0.002;
    return fmt::format("[{:.7f},{:.7f}]", 104.17 + east * cell, 36.54 - south * cell);
}

/// A planner who does some operations and publishes them.
class Planner {
  public:
    explicit Planner(ServedTown &town) : m_town(town) {
        const auto made = town.write(Method::post, "/v1/plans", R"({"name":"方案","note":"人口增加"})");
        REQUIRE(made.status == 201);
        path = std::string(made.header("Location"));
        m_etag = std::string(made.header("ETag"));
    }
    void op(const std::string &body) { send("ops", body); }
    void publish() {
        send("state", R"({"state":"review"})");
        send("state", R"({"state":"approved"})");
        send("publish", "");
    }
    std::string path;

  private:
    void send(const std::string &what, const std::string &body) {
        const auto response = m_town.write(Method::post, path + "/" + what, body, {{"If-Match", m_etag}});
        INFO(response.text());
        REQUIRE(response.status == 200);
        m_etag = std::string(response.header("ETag"));
    }
    ServedTown &m_town;
    std::string m_etag;
};

/// Cuts the third of a in which cam1 stands off as a2.
std::string split_a() {
    return fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a2","name":"新网格"}}]}})", at(0.7, -0.1),
                       at(0.7, 2.1));
}

std::string detail_of(const Response &response) {
    return JsonAnswer(response).word("/detail");
}

} // namespace

TEST_CASE("a plan tells beforehand, and its edition afterwards, who gains and loses what") {
    ServedTown town;
    Planner planner(town);
    planner.op(split_a());
    planner.op(R"({"op":"merge","into":"a","grids":["c"],"allow_parent_change":true})");
    const JsonAnswer plan(town.read(planner.path + "/diff"));
    planner.publish();
    const JsonAnswer edition(town.read("/v1/editions/2/diff"));
    for (const auto *answer : {&plan, &edition}) {
        INFO(answer->text(""));
        REQUIRE(answer->size("/grids") == 5); // a, a2, c, and M and N above
        CHECK(answer->word("/grids/0/code") == "a");
        CHECK(answer->word("/grids/0/change") == "changed");
        CHECK(answer->word("/grids/0/to/0/grid") == "a2");
        CHECK(answer->text("/grids/0/lost/cameras") == "1");
        CHECK(answer->text("/grids/0/lost/buildings") == "0");
        CHECK(answer->word("/grids/0/person/name") == "王一");
        CHECK(answer->word("/grids/1/change") == "new");
        CHECK(answer->text("/grids/1/name_before") == "null");
        CHECK(answer->word("/grids/1/person/name") == "赵三"); // nobody yet: who answers for the community
        CHECK(answer->number("/grids/1/won/area_m2") == Approx(answer->number("/grids/0/lost/area_m2")));
        CHECK(answer->word("/grids/2/change") == "gone");
        CHECK(answer->word("/grids/3/code") == "M");
        CHECK(answer->word("/grids/3/from/0/grid") == "N");
        CHECK(answer->number("/grids/3/won/area_m2") == Approx(answer->number("/grids/2/area_before_m2")).epsilon(1e-6));
        REQUIRE(answer->size("/objects") == 1);
        CHECK(answer->word("/objects/0/code") == "cam1");
        CHECK(answer->word("/objects/0/from") == "a");
        CHECK(answer->word("/objects/0/to_person") == "p3");
        REQUIRE(answer->size("/people") == 2);
        CHECK(answer->word("/people/0/person/code") == "p1");
        CHECK(answer->text("/people/0/lost/codes/cameras") == R"(["cam1"])");
        CHECK(answer->text("/people/1/won/cameras") == "1");
        CHECK(answer->size("/borders") >= 2);
    }
    CHECK(plan.text("/grids") == edition.text("/grids"));
    CHECK(plan.text("/lineage") == edition.text("/lineage"));
    CHECK(plan.text("/borders") == edition.text("/borders"));
}

TEST_CASE("a new grid that gets the code of another one has not got that one's people") {
    ServedTown town;
    Planner planner(town);
    planner.op(split_a());
    planner.op(R"({"op":"renumber","codes":{"a":"a3","a2":"a"}})");
    const JsonAnswer plan(town.read(planner.path + "/diff"));
    planner.publish();
    const JsonAnswer edition(town.read("/v1/editions/2/diff"));
    for (const auto *answer : {&plan, &edition}) {
        INFO(answer->text(""));
        REQUIRE(answer->size("/objects") == 1);
        CHECK(answer->word("/objects/0/from_person") == "p1");
        CHECK(answer->word("/objects/0/to_person") == "p3"); // who answers for the community
        CHECK(answer->size("/people") == 2);
    }
    CHECK(plan.text("/people") == edition.text("/people"));
}

TEST_CASE("the lineage has shares of ground and of households, and a grid's history tells it") {
    ServedTown town;
    Planner planner(town);
    planner.op(split_a());
    planner.op(R"({"op":"merge","into":"a","grids":["c"],"allow_parent_change":true})");
    planner.publish();
    const JsonAnswer diff(town.read("/v1/editions/2/diff"));
    INFO(diff.text("/lineage"));
    REQUIRE(diff.size("/lineage") == 5); // close, new, and three transfers
    CHECK(diff.word("/lineage/2/kind") == "split");
    CHECK(diff.number("/lineage/2/share") == Approx(0.35).epsilon(1e-4));
    CHECK(diff.number("/lineage/2/household_share") == 0);
    CHECK(diff.word("/lineage/3/kind") == "merge");
    CHECK(diff.number("/lineage/3/share") == 1);
    CHECK(diff.text("/lineage/3/household_share") == "null"); // no building there says
    CHECK(diff.word("/lineage/4/kind") == "move");            // between the communities
    CHECK(diff.word("/lineage/4/from") == "N");
    CHECK(diff.word("/lineage/4/to") == "M");
    CHECK(diff.number("/lineage/4/share") == Approx(0.5).epsilon(1e-3));
    const JsonAnswer history(town.read("/v1/grids/a/history"));
    INFO(history.text(""));
    REQUIRE(history.size("/versions") == 2);
    CHECK(history.text("/versions/0/edition_to") == "2");
    CHECK(history.text("/versions/1/valid_to") == "null");
    REQUIRE(history.size("/lineage") == 4); // new, split, what it kept, what came
    CHECK(history.word("/lineage/1/to") == "a2");
    CHECK(history.number("/lineage/1/share") == Approx(0.35).epsilon(1e-4));
    CHECK(history.number("/lineage/3/share") == Approx(0.65).epsilon(1e-4));
    const JsonAnswer gone(town.read("/v1/grids/c/history"));
    CHECK(gone.text("/current") == "false");
    CHECK(gone.word("/lineage/2/kind") == "merge");
    CHECK(town.read("/v1/grids/zz/history").status == 404);
}

TEST_CASE("a grid under another parent is told in the lineage of the parents, and a renumbering in the history") {
    ServedTown town;
    Planner planner(town);
    planner.op(R"({"op":"reparent","grids":["a"],"parent":"N"})");
    planner.op(R"({"op":"renumber","codes":{"b":"b9"}})");
    const JsonAnswer plan(town.read(planner.path + "/diff"));
    planner.publish();
    const JsonAnswer diff(town.read("/v1/editions/2/diff"));
    INFO(diff.text("/lineage"));
    REQUIRE(diff.size("/lineage") == 1);
    CHECK(plan.text("/lineage") == diff.text("/lineage"));
    CHECK(diff.word("/lineage/0/kind") == "move");
    CHECK(diff.word("/lineage/0/from") == "M");
    CHECK(diff.word("/lineage/0/to") == "N");
    CHECK(diff.number("/lineage/0/share") == Approx(0.5).epsilon(1e-3));
    CHECK(diff.number("/lineage/0/household_share") == 1); // the one building of M with households stands in a
    const JsonAnswer above(town.read("/v1/grids/M/history"));
    INFO(above.text("/lineage"));
    REQUIRE(above.size("/lineage") == 3); // new, what went, what it kept
    CHECK(above.number("/lineage/1/share") + above.number("/lineage/2/share") == Approx(1));
    const auto went = above.word("/lineage/1/to") == "N" ? 1 : 2;
    CHECK(above.number(fmt::format("/lineage/{}/share", went)) == Approx(diff.number("/lineage/0/share")).margin(1e-6));
    const JsonAnswer renumbered(town.read("/v1/grids/b9/history"));
    REQUIRE(renumbered.size("/versions") == 2);
    CHECK(renumbered.word("/versions/0/code") == "b");
    CHECK(renumbered.word("/versions/1/code") == "b9");
}

TEST_CASE("a grid may have back the code that was its own, in the same plan and later, and no other grid may") {
    ServedTown town;
    Planner planner(town);
    planner.op(R"({"op":"renumber","codes":{"b":"b9"}})");
    planner.op(R"({"op":"renumber","codes":{"b9":"b"}})");
    planner.op(R"({"op":"renumber","codes":{"b":"b9"}})");
    planner.publish();
    Planner later(town);
    const auto refused =
        town.write(Method::post, later.path + "/ops", R"({"op":"renumber","codes":{"a":"b"}})", {{"If-Match", "*"}});
    CHECK(refused.status == 422);
    CHECK_THAT(detail_of(refused), ContainsSubstring("The code 'b' was another grid's; a retired code is not used again"));
    later.op(R"({"op":"renumber","codes":{"b9":"b"}})");
    later.publish();
    const JsonAnswer history(town.read("/v1/grids/b/history"));
    REQUIRE(history.size("/versions") == 3);
    CHECK(history.word("/versions/1/code") == "b9");
    CHECK(history.word("/versions/2/code") == "b");
}

TEST_CASE("a comparison hides what the caller may not see") {
    ServedTown town;
    Planner planner(town);
    planner.op(R"({"op":"merge","into":"b","grids":["a"]})");
    planner.publish();
    const JsonAnswer full(town.read("/v1/editions/2/diff"));
    CHECK(full.size("/objects") == 3);
    CHECK(full.text("/grids/0/lost/households") == "40");
    CHECK(full.word("/grids/0/person_before/phone") == "13800005678");
    const JsonAnswer local(town.get("/v1/editions/2/diff"));
    INFO(local.text(""));
    CHECK(local.size("/objects") == 2);
    CHECK(local.text("/objects_count") == "2");
    CHECK(local.text("/grids/0/lost/households") == "null");
    CHECK(local.text("/grids/0/lost/cameras") == "null");
    CHECK(local.text("/grids/0/person_before").find("13800005678") == std::string::npos);
    CHECK(local.word("/grids/0/person_before/phone_masked") == "138****5678");
    const auto anonymous = std::string(town.get("/v1/editions/2/diff?format=csv").text());
    CHECK(anonymous.find("cam1") == std::string::npos);
    CHECK(anonymous.find("101") == std::string::npos); // the rental house's address
    CHECK(anonymous.find("138****5678") != std::string::npos);
    CHECK(town.get(planner.path + "/diff").status == 401);
}

TEST_CASE("a hand-over is a table, ground and borders are GeoJSON") {
    const GdalTool tool;
    ServedTown town;
    Planner planner(town);
    planner.op(R"({"op":"set","grid":"b","name":"=1+1"})");
    planner.op(split_a());
    planner.publish();
    const auto csv = std::string(town.read("/v1/editions/2/diff?format=csv").text());
    CHECK(csv.starts_with("\xEF\xBB\xBFlayer,code,name,from_grid,"));
    CHECK_THAT(csv, ContainsSubstring(R"(cameras,"cam1",路口,"a",单元a,"a2",新网格,"p1",王一,)"));
    CHECK(std::ranges::count(csv, '\n') == 2);
    const JsonAnswer map(town.read("/v1/editions/2/diff?format=geojson&frame=gcj02"));
    CHECK(map.word("/features/0/properties/what") == "ground");
    CHECK(map.word("/features/0/properties/to") == "a2");
    CHECK(map.text("/features/1/geometry").find("LineString") != std::string::npos);
    CHECK(town.read("/v1/editions/2/diff?format=pdf").status == 400);
    const auto workbook = town.read("/v1/editions/2/diff?format=xlsx");
    CHECK(workbook.status == 200);
    CHECK(workbook.text().starts_with("PK"));
}

TEST_CASE("any two editions are compared, also backwards, and what is none is refused") {
    ServedTown town;
    Planner first(town);
    first.op(split_a());
    first.publish();
    Planner second(town);
    second.op(R"({"op":"set","grid":"c","name":"改名","residents":7})");
    second.publish();
    const JsonAnswer renamed(town.read("/v1/editions/3/diff"));
    REQUIRE(renamed.size("/grids") == 1);
    CHECK(renamed.text("/grids/0/attributes") == R"(["name","residents"])");
    CHECK(renamed.text("/grids/0/ground") == "false");
    CHECK(renamed.size("/borders") == 0);
    CHECK(JsonAnswer(town.read("/v1/editions/3/diff?against=1")).size("/grids") == 3);
    const JsonAnswer back(town.read("/v1/editions/1/diff?against=3"));
    CHECK(back.word("/grids/1/change") == "gone");
    CHECK(back.word("/lineage/1/kind") == "merge");
    CHECK(town.read("/v1/editions/9/diff").status == 404);
    CHECK(town.read("/v1/editions/x/diff").status == 404);
    CHECK(town.read("/v1/editions/2/diff?against=9").status == 404);
    CHECK(town.read("/v1/editions/2/diff?against=2").status == 400);
    CHECK_THAT(detail_of(town.read("/v1/editions/1/diff")), ContainsSubstring("the first"));
    CHECK(town.read("/v1/editions/2/diff?theme=zz").status == 404);
}

TEST_CASE("editions are listed, the newest first") {
    ServedTown town;
    Planner planner(town);
    planner.op(split_a());
    planner.publish();
    const auto response = town.read("/v1/editions?limit=1");
    const JsonAnswer page(response);
    CHECK(response.header("ETag") == "\"2-edition\"");
    CHECK(page.text("/items/0/number") == "2");
    CHECK(page.word("/items/0/by") == "office/desk");
    CHECK(page.word("/items/0/note") == "人口增加");
    CHECK(page.text("/items/0/plan") == "1");
    CHECK(page.text("/items/0/themes") == R"([{"theme":"base","grids":8,"borders":11}])");
    const JsonAnswer rest(town.read("/v1/editions?cursor=" + page.word("/next")));
    CHECK(rest.size("/items") == 1);
    CHECK(rest.text("/next") == "null");
    CHECK(JsonAnswer(town.get("/v1/editions/2")).text("/by") == "null");
    CHECK(town.get("/v1/editions/3").status == 404);
}

TEST_CASE("a rollback is a new edition with the older content") {
    ServedTown town;
    Planner planner(town);
    planner.op(R"({"op":"merge","into":"b","grids":["a"]})");
    planner.publish();
    const auto roll = [&](const std::string &number, const std::string &etag, const std::string &body = "") {
        return town.write(Method::post, "/v1/editions/" + number + "/rollback", body, {{"If-Match", etag}});
    };
    CHECK(roll("1", "\"1-edition\"").status == 412);
    CHECK(roll("7", "\"2-edition\"").status == 404);
    CHECK(town.write(Method::post, "/v1/editions/1/rollback", "").status == 428);
    CHECK(town.ask(Method::post, "/v1/editions/1/rollback", "", {{"If-Match", "*"}}).status == 401);
    const auto same = roll("2", "\"2-edition\"");
    CHECK(same.status == 409);
    CHECK_THAT(detail_of(same), ContainsSubstring("nothing was published"));
    const auto done = roll("1", "\"2-edition\"", R"({"note":"撤回"})");
    INFO(done.text());
    REQUIRE(done.status == 201);
    const JsonAnswer answer(done);
    CHECK(answer.text("/number") == "3");
    CHECK(answer.word("/note") == "撤回");
    CHECK(answer.word("/source") == "edition 1");
    CHECK(answer.text("/grids_back") == R"([{"code":"a","name":"单元a","people":2}])");
    CHECK(answer.text("/grids_gone") == "[]");
    CHECK(answer.text("/other_themes") == "[]");
    CHECK(answer.word("/root_hash") == JsonAnswer(town.read("/v1/editions/1")).word("/root_hash"));
    // the grid is back under its id, with its people
    const JsonAnswer located(town.get("/v1/locate?" + ServedTown::at(0, 0)));
    CHECK(located.word("/themes/0/grid/code") == "a");
    CHECK(located.word("/themes/0/people/0/name") == "王一");
    const auto again = roll("1", "\"3-edition\"");
    CHECK(again.status == 409);
    CHECK(town.app().api().store.check().empty());
}
