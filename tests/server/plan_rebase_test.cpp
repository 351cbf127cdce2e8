#include "tests/support/plan_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Divides a from its north to its south, where c begins.
std::string split_a(double east, const std::string &code) {
    return fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"{}","name":"新网格"}}]}})",
                       place_at(east, -0.1), place_at(east, 2.1), code);
}

/// Divides c from its north, where a ends, to its south.
std::string split_c(double east, const std::string &code) {
    return fmt::format(R"({{"op":"split","grid":"c","line":[{},{}],"parts":[{{"code":"{}","name":"新网格"}}]}})",
                       place_at(east, 1.9), place_at(east, 3.1), code);
}

std::string key_of(ServedTown &town, const std::string &account) {
    auto &store = town.app().api().store;
    store.add_account({"test"}, account, "a long enough password", "write");
    return store.add_key({"test"}, account, "laptop");
}

PlanDesk desk_of(ServedTown &town, const std::string &account) {
    return PlanDesk(town, R"({"name":"方案"})", key_of(town, account));
}

void publish(PlanDesk &desk) {
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.enter("approved").status == 200);
    REQUIRE(desk.send("publish", "").status == 200);
}

} // namespace

TEST_CASE("a plan follows an edition that gave its grids no more than a vertex in their borders") {
    ServedTown town;
    PlanDesk quick(town);
    PlanDesk slow(town);
    REQUIRE(quick.op(split_a(0.7, "a2")).status == 200);
    SECTION("a name") {
        REQUIRE(slow.op(R"({"op":"set","grid":"c","name":"新"})").status == 200);
    }
    SECTION("a split that ends on the same border") {
        REQUIRE(slow.op(split_c(0.9, "c2")).status == 200);
    }
    SECTION("a merge") {
        REQUIRE(slow.op(R"({"op":"merge","into":"d","grids":["c"]})").status == 200);
    }
    publish(quick);
    const auto rebased = slow.send("rebase", "");
    CAPTURE(rebased.text());
    REQUIRE(rebased.status == 200);
    CHECK(JsonAnswer(rebased).text("/base_edition") == "2");
    publish(slow);
    CHECK(JsonAnswer(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/grid/code") == "a2");
    CHECK(town.app().api().store.check().empty());
}

TEST_CASE("what a plan undid does not keep it from following an edition") {
    ServedTown town;
    PlanDesk quick(town);
    PlanDesk slow(town);
    REQUIRE(quick.op(split_a(0.7, "a2")).status == 200);
    REQUIRE(slow.op(R"({"op":"set","grid":"d","name":"新"})").status == 200);
    REQUIRE(slow.op(R"({"op":"set","grid":"a","name":"新"})").status == 200);
    REQUIRE(slow.send("undo", "").status == 200);
    publish(quick);
    CHECK(slow.send("rebase", "").status == 200);
}

TEST_CASE("two splits of one grid by two plans are told with both lines, both authors and the edition's operations") {
    ServedTown town;
    auto quick = desk_of(town, "li");
    auto slow = desk_of(town, "wu");
    REQUIRE(quick.op(split_a(0.7, "a2")).status == 200);
    REQUIRE(slow.op(split_a(1.2, "a3")).status == 200);
    publish(quick);
    const auto refused = slow.send("rebase", "");
    REQUIRE(refused.status == 409);
    const JsonAnswer told(refused);
    CHECK(told.word("/code") == "both_changed");
    CHECK(told.word("/conflict/grid") == "a");
    CHECK(told.text("/conflict/between") == R"(["a","a2"])");
    CHECK(told.word("/conflict/yours/by") == "wu/laptop");
    CHECK(told.word("/conflict/theirs/by") == "li/laptop");
    CHECK_THAT(told.text("/conflict/yours/border"), ContainsSubstring("[104.1724,36.54]"));
    CHECK_THAT(told.text("/conflict/theirs/border"), ContainsSubstring("[104.1714,36.54]"));
    CHECK(told.word("/conflict/yours/ground/type") == "MultiPolygon");
    CHECK(told.word("/conflict/theirs/ground/type") == "MultiPolygon");
    REQUIRE(told.size("/conflict/ops") == 1);
    CHECK(told.text("/conflict/ops/0/plan") == "1");
    CHECK(told.word("/conflict/ops/0/by") == "li/laptop");
    CHECK(told.word("/conflict/ops/0/op/op") == "split");
}

TEST_CASE("an edition that no plan made has no operations to tell of, and says so") {
    ServedTown town;
    PlanDesk desk(town);
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":"新"})").status == 200);
    auto &store = town.app().api().store;
    data::PublishChange change{.content = data::theme_content(*store.world(), "base"), .note = "", .source = "file"};
    change.content.grids[store.world()->theme("base")->find("a")].name = "导入";
    store.submit({"test"}, std::move(change)).get();
    const auto refused = desk.send("rebase", "");
    REQUIRE(refused.status == 409);
    CHECK_THAT(detail_of(refused), ContainsSubstring("was not made by a plan, so there are no operations to list"));
    CHECK(JsonAnswer(refused).size("/conflict/ops") == 0);
}

TEST_CASE("what cannot be done any more, but could where it was drawn, is a conflict with both sides") {
    ServedTown town;
    auto li = desk_of(town, "li");
    const auto wu_key = key_of(town, "wu");
    const auto drawn_on = li.etag;
    const auto late = [&](const std::string &op) {
        return town.ask(Method::post, li.path + "/ops", op, {{"Authorization", "Bearer " + wu_key}, {"If-Match", drawn_on}});
    };
    SECTION("the grid is gone") {
        REQUIRE(li.op(R"({"op":"merge","into":"b","grids":["a"]})").status == 200);
        const auto refused = late(split_a(0.7, "a2"));
        REQUIRE(refused.status == 412);
        const JsonAnswer told(refused);
        CHECK(told.word("/code") == "changed_meanwhile");
        CHECK_THAT(told.word("/detail"), ContainsSubstring("revision 2 changed 'a' too") && ContainsSubstring("no_such_grid"));
        CHECK(told.word("/conflict/grid") == "a");
        CHECK(told.word("/conflict/yours/by") == "wu/laptop");
        CHECK(told.word("/conflict/theirs/by") == "li/laptop");
        CHECK_THAT(told.text("/conflict/yours/border"), ContainsSubstring("[104.1714,36.54]"));
        CHECK(told.word("/conflict/theirs/border_before/type") == "MultiLineString");
        CHECK(told.text("/conflict/between") == R"(["a","b"])");
        CHECK(told.text("/conflict/ops/0/plan") == "1");
        CHECK(told.word("/conflict/ops/0/op/op") == "merge");
    }
    SECTION("the code is taken") {
        REQUIRE(li.op(split_a(0.7, "n1")).status == 200);
        const auto refused = late(split_c(0.9, "n1"));
        REQUIRE(refused.status == 412);
        CHECK(JsonAnswer(refused).word("/conflict/grid") == "n1");
        CHECK_THAT(detail_of(refused), ContainsSubstring("code_taken"));
    }
    SECTION("the line runs elsewhere by now") {
        REQUIRE(li.op(split_a(1.2, "a2")).status == 200);
        const auto refused =
            late(fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a3","name":"x"}}]}})",
                             place_at(1.5, -0.1), place_at(1.5, 2.1)));
        REQUIRE(refused.status == 412);
        CHECK(JsonAnswer(refused).text("/conflict/between") == R"(["a","a2"])");
        CHECK(JsonAnswer(refused).word("/conflict/theirs/border/type") == "MultiLineString");
        CHECK(JsonAnswer(refused).word("/conflict/yours/border/type") == "MultiLineString");
    }
    SECTION("the ground would go to another grid by now") {
        REQUIRE(li.op(fmt::format(R"({{"op":"split","grid":"b","line":[{},{}],"parts":[{{"code":"b2","name":"新网格"}}]}})",
                                  place_at(1.9, 1.55), place_at(4.1, 1.55)))
                    .status == 200);
        // a corner of a, which went to b, with most border
        const auto refused = late(fmt::format(R"({{"op":"reshape","grid":"a","line":[{},{},{}],"allow_parent_change":true}})",
                                              place_at(2, 1.1), place_at(1.4, 1.1), place_at(1.4, 2)));
        REQUIRE(refused.status == 412);
        CHECK(JsonAnswer(refused).word("/conflict/grid") == "b");
        CHECK_THAT(detail_of(refused), ContainsSubstring("revision 2 changed 'b' too; look at it again"));
    }
    SECTION("what it names was undone") {
        REQUIRE(li.op(split_a(0.7, "a2")).status == 200);
        const auto with_a2 = li.etag;
        REQUIRE(li.send("undo", "").status == 200);
        const auto refused = town.ask(Method::post, li.path + "/ops", R"({"op":"set","grid":"a2","name":"x"})",
                                      {{"Authorization", "Bearer " + wu_key}, {"If-Match", with_a2}});
        CHECK(refused.status == 412);
        CHECK_THAT(detail_of(refused), ContainsSubstring("revision 3 changed 'a'"));
    }
    SECTION("what was wrong there too is refused as what it is") {
        REQUIRE(li.op(split_a(0.7, "a2")).status == 200);
        CHECK(late(R"({"op":"set","grid":"zz","name":"x"})").status == 422);
        CHECK(late(split_c(9, "c2")).status == 422);
    }
}

TEST_CASE("two planners who split neighbouring grids do not conflict, wherever their lines end") {
    ServedTown town;
    PlanDesk desk(town);
    // a border that hardly a place of the lattice lies on
    REQUIRE(
        desk.op(fmt::format(R"({{"op":"reshape","grid":"a","line":[{},{}]}})", place_at(1.71234, 0), place_at(2, 2))).status ==
        200);
    const auto drawn_on = desk.etag;
    const auto split = [](const std::string &grid, double south, double west, double east, const std::string &code) {
        return fmt::format(R"({{"op":"split","grid":"{}","line":[{},{}],"parts":[{{"code":"{}","name":"新网格"}}]}})", grid,
                           place_at(west, south), place_at(east, south), code);
    };
    REQUIRE(desk.op(split("a", 0.73331, -0.1, 2.1, "a2")).status == 200);
    const auto late =
        town.write(Method::post, desk.path + "/ops", split("b", 1.17773, 1.5, 4.1, "b2"), {{"If-Match", drawn_on}});
    CAPTURE(late.text());
    CHECK(late.status == 200);
}

TEST_CASE("an ETag of another plan is none of this one, and a stale step back tells what was done since") {
    ServedTown town;
    PlanDesk desk(town);
    PlanDesk other(town);
    const auto drawn_on = desk.etag;
    const auto send = [&](const std::string &what, const std::string &tag) {
        return town.write(Method::post, desk.path + "/" + what, what == "ops" ? split_a(0.7, "a2") : "", {{"If-Match", tag}});
    };
    const auto refused = send("ops", other.etag);
    CHECK(refused.status == 412);
    CHECK_THAT(detail_of(refused), ContainsSubstring("no ETag of plan 1"));
    CHECK(send("publish", other.etag).status == 412);
    CHECK(send("ops", "W/\"1-plan1\"").status == 412);
    CHECK(send("ops", "\"x\"").status == 412);
    CHECK(send("ops", other.etag + ", " + drawn_on).status == 200);
    const auto stale = send("undo", drawn_on);
    REQUIRE(stale.status == 412);
    CHECK(JsonAnswer(stale).text("/conflict/grid") == "null");
    CHECK(JsonAnswer(stale).word("/conflict/ops/0/op/op") == "split");
}

TEST_CASE("a dry run answers what the operation would, and nothing comes of it") {
    ServedTown town;
    PlanDesk desk(town);
    const auto first = desk.etag;
    const auto before = desk.shown().text("");
    const auto dry = desk.send("ops?dry_run=true", split_a(0.7, "a2"));
    REQUIRE(dry.status == 200);
    CHECK(dry.header("ETag") == first);
    const JsonAnswer would(dry);
    CHECK(would.text("/dry_run") == "true");
    CHECK(would.text("/revision") == "1");
    CHECK(desk.shown().text("") == before);
    const auto drawn_on = desk.etag;
    const JsonAnswer did(desk.send("ops?dry_run=false", split_a(0.7, "a2")));
    CHECK(did.text("/dry_run") == "false");
    CHECK(did.text("/revision") == "2");
    for (const char *part : {"/grids", "/problems", "/people", "/moved", "/moved_count", "/near_border"}) {
        CAPTURE(part);
        CHECK(would.text(part) == did.text(part));
    }
    // locks and what was done meanwhile hold as for the operation itself
    const auto stale = town.write(Method::post, desk.path + "/ops?dry_run=true", R"({"op":"set","grid":"a","name":"x"})",
                                  {{"If-Match", drawn_on}});
    CHECK(stale.status == 412);
    REQUIRE(
        town.ask(Method::post, desk.path + "/locks", R"({"grids":["c"]})", {{"Authorization", "Bearer " + key_of(town, "li")}})
            .status == 200);
    CHECK(desk.send("ops?dry_run=true", R"({"op":"set","grid":"c","name":"x"})").status == 423);
    CHECK(desk.send("ops?dry_run=true", R"({"op":"set","grid":"zz","name":"x"})").status == 422);
    CHECK(desk.send("ops?dry_run=yes", R"({"op":"set","grid":"a","name":"x"})").status == 400);
    CHECK(town.write(Method::post, desk.path + "/ops?dry_run=true", split_a(1, "a9")).status == 428);
    CHECK(desk.shown().size("/ops") == 1);
}

TEST_CASE("a plan may begin with any edition, and follows the current one before it is published") {
    ServedTown town;
    PlanDesk quick(town);
    REQUIRE(quick.op(split_a(0.7, "a2")).status == 200);
    publish(quick);
    const auto begun = [&](const std::string &edition) {
        return town.write(Method::post, "/v1/plans", fmt::format(R"({{"name":"早","edition":{}}})", edition));
    };
    PlanDesk desk(town, R"({"name":"早","edition":1})");
    CHECK(desk.shown().text("/base_edition") == "1");
    CHECK(desk.op(R"({"op":"set","grid":"a2","name":"x"})").status == 422); // not there yet
    REQUIRE(desk.op(split_c(0.9, "c2")).status == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.enter("approved").status == 200);
    const auto overtaken = desk.send("publish", "");
    CHECK(overtaken.status == 409);
    CHECK_THAT(detail_of(overtaken), ContainsSubstring("began with edition 1; send it back to draft and rebase it"));
    REQUIRE(desk.enter("draft").status == 200);
    REQUIRE(desk.send("rebase", "").status == 200);
    CHECK(desk.shown().text("/base_edition") == "2");
    publish(desk);
    CHECK(JsonAnswer(begun("2")).text("/base_edition") == "2");
    const auto unknown = begun("9");
    CHECK(unknown.status == 404);
    CHECK_THAT(detail_of(unknown), ContainsSubstring("no edition 9; the store has editions 1 to 3"));
    for (const char *wrong : {"0", "-1", "1.5", "\"1\"", "null"}) {
        CAPTURE(wrong);
        CHECK(begun(wrong).status == 400);
    }
}

TEST_CASE("a plan's name is a text that can be shown") {
    ServedTown town;
    const auto refused = town.write(Method::post, "/v1/plans", R"({"name":"方\u0007案"})");
    CHECK(refused.status == 400);
    CHECK_THAT(detail_of(refused), ContainsSubstring("The plan's name holds a control character (U+0007)"));
    CHECK(town.write(Method::post, "/v1/plans", R"({"name":"方案","note":"一\n二"})").status == 400);
}
