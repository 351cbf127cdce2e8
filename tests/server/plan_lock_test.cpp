#include "tests/support/planner_desk.hpp"

#include "server/service/instant.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A second planner with an account of their own.
class Colleague {
  public:
    explicit Colleague(ServedTown &town) : m_town(town) {
        auto &store = town.app().api().store;
        store.add_account({"test"}, "li", "a long enough password", "write");
        m_key = store.add_key({"test"}, "li", "laptop");
    }
    Response send(const std::string &target, const std::string &body, ServedTown::Headers headers = {}) {
        headers.emplace_back("Authorization", "Bearer " + m_key);
        return m_town.ask(Method::post, target, body, headers);
    }

  private:
    ServedTown &m_town;
    std::string m_key;
};

std::string split_a(double east, const std::string &code) {
    return fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"{}","name":"新网格"}}]}})",
                       place_at(east, -0.1), place_at(east, 2.1), code);
}

} // namespace

TEST_CASE("a grid that another account holds is not redrawn until the lease ends or it is released") {
    ServedTown town;
    PlannerDesk desk(town);
    Colleague li(town);
    const auto locked = li.send(desk.path + "/locks", R"({"grids":["a","b"],"minutes":30})");
    REQUIRE(locked.status == 200);
    CHECK(JsonAnswer(locked).word("/items/0/grid") == "a");
    CHECK(JsonAnswer(locked).word("/items/0/holder") == "li");
    const auto until = JsonAnswer(locked).word("/items/0/until");

    const auto why = desk.refused(split_a(0.7, "a2"), 423);
    CHECK_THAT(why, ContainsSubstring("'a' is held by li until " + until));
    CHECK_THAT(desk.refused(R"({"op":"merge","into":"a","grids":["b"]})", 423), ContainsSubstring("held by li"));
    CHECK(desk.op(R"({"op":"set","grid":"c","name":"别处"})").status == 200);
    CHECK(desk.send("locks", R"({"grids":["a"]})").status == 423);
    CHECK(desk.shown().size("/ops") == 1);
    const auto others = desk.send("locks/release", R"({"grids":["a"]})");
    CHECK(others.status == 423);
    CHECK_THAT(detail_of(others), ContainsSubstring("'a' is held by li until " + until));
    // the holder draws, and what they drew is not undone by others
    REQUIRE(li.send(desk.path + "/ops", split_a(0.7, "a2"), {{"If-Match", desk.etag}}).status == 200);
    desk.etag = "\"3-plan1\"";
    CHECK(desk.send("undo", "").status == 423);
    // renewed, it begins when it began; other services on the store know it
    CHECK(li.send(desk.path + "/locks", R"({"grids":["a"],"minutes":60})").status == 200);
    PlanService again(town.app().api().store);
    CHECK(again.locks(1).size() == 2);
    CHECK_THROWS_WITH(again.undo({.account = "office", .label = "desk"}, 1, {.any = true, .versions = {}}),
                      ContainsSubstring("held by li"));
    REQUIRE(li.send(desk.path + "/locks/release", R"({"grids":["a","b"]})").status == 200);
    CHECK(JsonAnswer(town.read(desk.path + "/locks")).size("/items") == 0);
    CHECK(desk.send("undo", "").status == 200);
    CHECK(desk.send("redo", "").status == 200);
}

TEST_CASE("who holds a unit holds all that lies in it") {
    ServedTown town;
    PlannerDesk desk(town);
    Colleague li(town);
    REQUIRE(li.send(desk.path + "/locks", R"({"grids":["M"]})").status == 200);
    CHECK_THAT(desk.refused(split_a(0.7, "a2"), 423), ContainsSubstring("'M' is held by li"));
    CHECK(desk.send("locks", R"({"grids":["b"]})").status == 423);
    CHECK(desk.op(R"({"op":"set","grid":"c","name":"别处"})").status == 200);
    // and nobody takes a unit in which somebody else holds a grid
    REQUIRE(li.send(desk.path + "/locks/release", R"({"grids":["M"]})").status == 200);
    REQUIRE(li.send(desk.path + "/locks", R"({"grids":["b"]})").status == 200);
    CHECK_THAT(detail_of(desk.send("locks", R"({"grids":["M"]})")), ContainsSubstring("'b' is held by li"));
    CHECK(desk.send("locks", R"({"grids":["a"]})").status == 200);
}

TEST_CASE("a lease ends by itself") {
    ServedTown town;
    PlannerDesk desk(town);
    town.app().api().store.submit({"test"}, data::DeskStep{1, data::TakeLocks{"li", {"a"}, now_ms() - 1}}).get();
    PlanService again(town.app().api().store);
    CHECK(again.locks(1).empty());
    CHECK(again
              .apply({.account = "office", .label = "desk"}, 1, {.any = true, .versions = {}},
                     read_plan_op(R"({"op":"set","grid":"a","name":"改名"})"))
              .grids.size() == 1);
    CHECK(again.take_locks({.account = "office", .label = "desk"}, 1, {"a"}, 5).front().holder == "office");
    CHECK_THAT(detail_of(desk.send("locks", R"({"grids":["zz"]})")), ContainsSubstring("no grid 'zz'"));
    CHECK(desk.send("locks", R"({"grids":["a"],"minutes":100000})").status == 400);
    CHECK(desk.send("locks", R"({"grids":[]})").status == 400);
    CHECK(town.write(Method::post, "/v1/plans/9/locks", R"({"grids":["a"]})").status == 404);
}

TEST_CASE("a plan call sent twice with one key counts once") {
    ServedTown town;
    const auto create = [&](const std::string &name) {
        return town.write(Method::post, "/v1/plans", fmt::format(R"({{"name":"{}"}})", name), {{"Idempotency-Key", "k1"}});
    };
    const auto first = create("方案");
    REQUIRE(first.status == 201);
    const auto second = create("方案");
    CHECK(second.status == 201);
    CHECK(second.text() == first.text());
    CHECK(second.header("Location") == first.header("Location"));
    CHECK(create("别的").status == 422);
    CHECK(JsonAnswer(town.read("/v1/plans")).size("/items") == 1);
    const auto etag = std::string(first.header("ETag"));
    const auto op = [&](const std::string &key) {
        return town.write(Method::post, "/v1/plans/1/ops", split_a(0.7, "a2"), {{"If-Match", etag}, {"Idempotency-Key", key}});
    };
    const auto done = op("k2");
    REQUIRE(done.status == 200);
    const auto repeated = op("k2");
    CHECK(repeated.status == 200);
    CHECK(repeated.text() == done.text());
    CHECK(repeated.header("ETag") == done.header("ETag"));
    // what was refused is tried again
    CHECK(op("k3").status == 412);
    CHECK(op("k3").status == 412);
    CHECK(JsonAnswer(town.read("/v1/plans/1")).size("/ops") == 1);
}

TEST_CASE("a conflict names the one border, both shapes and both authors") {
    ServedTown town;
    PlannerDesk desk(town);
    Colleague li(town);
    const auto drawn_on = desk.etag;
    const auto reshape = fmt::format(R"({{"op":"reshape","grid":"a","line":[{},{},{},{}]}})", place_at(2, 0.2),
                                     place_at(2.8, 0.2), place_at(2.8, 1.8), place_at(2, 1.8));
    REQUIRE(desk.op(reshape).status == 200);
    const auto late =
        li.send(desk.path + "/ops", R"({"op":"move_border","between":["a","b"],"by_m":[-30,0]})", {{"If-Match", drawn_on}});
    REQUIRE(late.status == 412);
    const JsonAnswer conflict(late);
    CHECK(conflict.word("/code") == "changed_meanwhile");
    CHECK(conflict.word("/conflict/grid") == "a");
    CHECK(conflict.text("/conflict/between") == R"(["a","b"])");
    CHECK(conflict.text("/conflict/revision") == "2");
    CHECK(conflict.word("/conflict/yours/by") == "li/laptop");
    CHECK(conflict.word("/conflict/theirs/by") == "office/desk");
    CHECK(conflict.word("/conflict/theirs/border/type") == "MultiLineString");
    CHECK_THAT(conflict.text("/conflict/theirs/border"), ContainsSubstring("[104.1756,36.5396]"));
    CHECK(conflict.size("/conflict/yours/border/coordinates") >= 1);
    REQUIRE(conflict.size("/conflict/ops") == 1);
    CHECK(conflict.word("/conflict/ops/0/op/op") == "reshape");
    CHECK(desk.shown().size("/ops") == 1);
}

TEST_CASE("a rebase that is refused shows the grid as the edition and as the plan have it") {
    ServedTown town;
    PlannerDesk slow(town);
    PlannerDesk quick(town);
    REQUIRE(slow.op(split_a(0.7, "a2")).status == 200);
    REQUIRE(quick.op(R"({"op":"move_border","between":["a","b"],"by_m":[-30,0]})").status == 200);
    REQUIRE(quick.enter("review").status == 200);
    REQUIRE(quick.enter("approved").status == 200);
    REQUIRE(quick.send("publish", "").status == 200);
    const auto refused = slow.send("rebase", "");
    REQUIRE(refused.status == 409);
    const JsonAnswer conflict(refused);
    CHECK(conflict.word("/conflict/grid") == "a");
    CHECK(conflict.word("/conflict/theirs/by") == "office/desk");
    CHECK(conflict.word("/conflict/theirs/ground/type") == "MultiPolygon");
    CHECK(conflict.text("/conflict/theirs/ground") != conflict.text("/conflict/yours/ground"));
}

TEST_CASE("objects beside a new border are listed with how far they are") {
    ServedTown town;
    PlannerDesk desk(town);
    const JsonAnswer done(desk.op(split_a(0.51, "a2")));
    REQUIRE(done.size("/near_border") == 1);
    CHECK(done.word("/near_border/0/layer") == "cameras");
    CHECK(done.word("/near_border/0/code") == "cam1");
    CHECK(done.word("/near_border/0/grid") == "a2");
    CHECK(done.word("/near_border/0/across") == "a");
    CHECK(done.number("/near_border/0/distance_m") == Approx(1.79).margin(0.05));
    REQUIRE(desk.send("undo", "").status == 200);
    auto narrow = split_a(0.51, "a2");
    narrow.insert(narrow.size() - 1, R"(,"near_m":1)");
    CHECK(JsonAnswer(desk.op(narrow)).size("/near_border") == 0);
    CHECK(desk.shown().text("/ops/1/op").find("near_m") == std::string::npos);
}

TEST_CASE("the numbers tell shape, walk and who answers, now and as published") {
    ServedTown town;
    PlannerDesk desk(town);
    const JsonAnswer done(desk.op(split_a(0.7, "a2")));
    const auto a = item_with(done, "/grids", "code", "a");
    const auto a2 = item_with(done, "/grids", "code", "a2");
    CHECK(done.number(a + "/published/compactness") == Approx(0.78).margin(0.03));
    CHECK(done.number(a2 + "/now/compactness") < done.number(a + "/published/compactness"));
    CHECK(done.number(a + "/now/walk_radius_m") > 1);
    CHECK(done.number(a + "/published/walk_radius_m") > 1);
    CHECK(done.text(a2 + "/now/walk_radius_m") == "null");
    REQUIRE(done.size("/people") == 1);
    CHECK(done.word("/people/0/code") == "p1");
    CHECK(done.text("/people/0/grids") == R"(["a"])");
    CHECK(done.text("/people/0/now/cameras") == "0");
    CHECK(done.text("/people/0/published/cameras") == "1");
    CHECK(done.text("/people/0/now/households") == "40");
}

TEST_CASE("an open draft counts the objects that are there now") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(split_a(0.7, "a2")).status == 200);
    data::CameraRow camera;
    camera.code = "cam2";
    camera.kind = "dome";
    camera.at = cell_middle(0, 1);
    auto &store = town.app().api().store;
    store.submit({"test"}, data::UpsertCamera{camera}).get();
    const auto shown = desk.shown();
    CHECK(shown.text(item_with(shown, "/grids", "code", "a2") + "/now/cameras") == "2");
    CHECK(shown.text(item_with(shown, "/grids", "code", "a") + "/published/cameras") == "2");
    store.submit({"test"}, data::RemoveCamera{"cam1"}).get();
    REQUIRE(desk.send("undo", "").status == 200);
    const JsonAnswer again(desk.send("redo", ""));
    CHECK(again.text(item_with(again, "/grids", "code", "a2") + "/now/cameras") == "1");
    CHECK(again.text("/moved_count") == "1");
}
