#include "data/edition_ahead.hpp"
#include "server/service/instant.hpp"
#include "server/service/publish_timer.hpp"
#include "tests/support/plan_desk.hpp"

#include <chrono>
#include <thread>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr data::TimeMs day_ms = 86'400'000;

std::string split_a() {
    return fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a2","name":"新网格"}}]}})",
                       place_at(0.7, -0.1), place_at(0.7, 2.1));
}

void approve(PlanDesk &desk, const std::string &op) {
    REQUIRE(desk.op(op).status == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.enter("approved").status == 200);
}

/// A day at 00:00 at the store's offset, so many days from now.
data::TimeMs midnight(int days) {
    constexpr data::TimeMs offset_ms = 8 * 3'600'000;
    return (now_ms() + offset_ms) / day_ms * day_ms - offset_ms + days * day_ms;
}

std::string day(int days) {
    return format_instant(midnight(days), 480).substr(0, 10);
}

std::string from(const std::string &when) {
    return fmt::format(R"({{"valid_from":"{}"}})", when);
}

std::string owner_of_a2(ServedTown &town) {
    return JsonAnswer(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/grid/code");
}

} // namespace

TEST_CASE("a plan becomes an edition by itself when its day comes") {
    ServedTown town;
    PlanDesk desk(town);
    approve(desk, split_a());
    const auto scheduled = desk.send("publish", from(day(3)));
    REQUIRE(scheduled.status == 200);
    const JsonAnswer answer(scheduled);
    CHECK(answer.word("/state") == "approved");
    CHECK(answer.word("/publish_at") == day(3) + "T00:00:00+08:00");
    CHECK(answer.word("/publish_by") == "office/desk");
    auto &plans = town.app().api().plans;
    CHECK(plans.next_due() == midnight(3));
    CHECK(plans.publish_due(midnight(3) - 1) == 0);
    CHECK(owner_of_a2(town) == "a");

    const auto tile = [&] { return std::string(town.read("/tiles/grids/14/12932/6403.mvt").header("ETag")); };
    const auto tag_before = tile();
    CHECK(plans.publish_due(midnight(3) + 5) == 1);
    CHECK(owner_of_a2(town) == "a2");
    CHECK(tile() != tag_before);
    CHECK(town.app().api().store.world()->edition_valid_from == midnight(3));
    CHECK(desk.shown().word("/state") == "published");
    CHECK(desk.shown().text("/publish_at") == "null");
    CHECK(plans.publish_due(midnight(4)) == 0);
    CHECK(plans.next_due() == std::nullopt);
    CHECK(town.app().api().store.check().empty());
}

TEST_CASE("a plan whose hour came while nobody served becomes an edition of that hour") {
    ServedTown town;
    PlanDesk desk(town);
    approve(desk, split_a());
    REQUIRE(desk.send("publish", from(day(1))).status == 200);
    PlanService next(town.app().api().store); // as another process has it
    CHECK(next.publish_due(midnight(2)) == 1);
    CHECK(town.app().api().store.world()->edition_valid_from == midnight(1));
}

TEST_CASE("a plan's edition is prepared before its hour, and again where nothing is left of it") {
    ServedTown town;
    PlanDesk desk(town);
    approve(desk, split_a());
    REQUIRE(desk.send("publish", from(day(3))).status == 200);
    auto &store = town.app().api().store;
    const data::ReviewedPlan plan{1, store.plan(1).plan.review_revision.value()};
    CHECK(data::is_ahead(store, plan)); // since its approval
    auto &plans = town.app().api().plans;
    data::forget_ahead(store, 1);
    plans.prepare_due(midnight(3) - 1);
    CHECK_FALSE(data::is_ahead(store, plan));
    plans.prepare_due(midnight(3));
    CHECK(data::is_ahead(store, plan));
    data::forget_ahead(store, 1);
    PlanService next(store); // as after a start
    next.prepare_next();
    CHECK(data::is_ahead(store, plan));
    CHECK(data::take_ahead(store, plan) != nullptr);
    CHECK(plans.publish_due(midnight(3)) == 1);
    CHECK(owner_of_a2(town) == "a2");
    next.prepare_next(); // there is none
    CHECK_FALSE(data::is_ahead(store, plan));
}

TEST_CASE("a plan's edition is prepared while it is reviewed, and an approved plan keeps its place") {
    ServedTown town;
    auto &store = town.app().api().store;
    const auto of = [&](std::int64_t plan) { return data::ReviewedPlan{plan, store.plan(plan).plan.review_revision.value()}; };
    PlanDesk one(town);
    PlanDesk two(town);
    REQUIRE(one.op(split_a()).status == 200);
    REQUIRE(two.op(R"({"op":"set","grid":"c","name":"先行"})").status == 200);
    REQUIRE(one.enter("review").status == 200);
    CHECK(data::is_ahead(store, of(1)));
    REQUIRE(two.enter("review").status == 200);
    CHECK(data::is_ahead(store, of(2)));
    REQUIRE(two.enter("approved").status == 200);
    CHECK(data::is_ahead(store, of(2)));
    REQUIRE(one.enter("draft").status == 200);
    REQUIRE(one.op(R"({"op":"set","grid":"a","name":"又一次"})").status == 200);
    REQUIRE(one.enter("review").status == 200);
    CHECK(data::is_ahead(store, of(2)));
    REQUIRE(one.enter("approved").status == 200);
    CHECK(data::is_ahead(store, of(1)));
    REQUIRE(one.send("publish", "").status == 200);
    CHECK(owner_of_a2(town) == "a2");
    CHECK(JsonAnswer(town.get("/v1/grids/a")).word("/name") == "又一次");
    CHECK(store.check().empty());
}

TEST_CASE("an edition prepared before another theme's came is prepared again") {
    ServedTown town;
    PlanDesk desk(town);
    approve(desk, split_a());
    auto &store = town.app().api().store;
    const data::ReviewedPlan plan{1, store.plan(1).plan.review_revision.value()};
    REQUIRE(data::is_ahead(store, plan));
    auto shops = draw_town({"e"}, {{"e", "enterprise", ""}});
    shops.theme = "enterprise";
    store.submit({"test"}, data::PublishChange{std::move(shops), 0, "", ""}).get();
    CHECK_FALSE(data::is_ahead(store, plan));
    town.app().api().plans.prepare_next();
    CHECK(data::is_ahead(store, plan));
    CHECK(desk.send("publish", "").status == 200);
    CHECK(owner_of_a2(town) == "a2");
    CHECK(store.check().empty());
}

TEST_CASE("the timer publishes at the hour, by the clock, and is told of new hours") {
    ServedTown town;
    auto &plans = town.app().api().plans;
    PublishTimer timer(plans);
    PlanDesk desk(town);
    approve(desk, split_a());
    const auto hour = (now_ms() / 1000 + 2) * 1000;
    REQUIRE(desk.send("publish", from(format_instant(hour, 480))).status == 200);
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (town.app().api().store.world()->edition == 1 && std::chrono::steady_clock::now() < end) {
        std::this_thread::yield();
    }
    CHECK(now_ms() >= hour);
    CHECK(town.app().api().store.world()->edition_valid_from == hour);
    CHECK(owner_of_a2(town) == "a2");
}

TEST_CASE("a plan that waits can be told to wait no longer, or until another day") {
    ServedTown town;
    PlanDesk desk(town);
    approve(desk, split_a());
    CHECK_THAT(detail_of(desk.send("publish", "", {}, Method::del)), ContainsSubstring("does not wait"));
    REQUIRE(desk.send("publish", from(day(3))).status == 200);
    REQUIRE(desk.send("publish", from(day(5))).status == 200);
    CHECK(town.app().api().plans.next_due() == midnight(5));
    SECTION("cancelled") {
        const auto cancelled = desk.send("publish", "", {}, Method::del);
        REQUIRE(cancelled.status == 200);
        CHECK(JsonAnswer(cancelled).text("/publish_at") == "null");
        CHECK(JsonAnswer(cancelled).word("/state") == "approved");
        CHECK(town.app().api().plans.publish_due(midnight(9)) == 0);
        CHECK(desk.send("publish", "").status == 200); // at once, after all
    }
    SECTION("back to draft") {
        REQUIRE(desk.enter("draft").status == 200);
        CHECK(town.app().api().plans.publish_due(midnight(9)) == 0);
    }
    SECTION("published at once") {
        REQUIRE(desk.send("publish", "").status == 200);
        CHECK(town.app().api().plans.publish_due(midnight(9)) == 0);
        CHECK(town.app().api().store.world()->edition == 2);
    }
}

TEST_CASE("an edition that comes first turns a plan that waits back, which says so") {
    ServedTown town;
    PlanDesk late(town);
    PlanDesk early(town);
    approve(late, split_a());
    approve(early, R"({"op":"set","grid":"c","name":"先行"})");
    auto &plans = town.app().api().plans;
    REQUIRE(early.send("publish", from(day(2))).status == 200);
    const auto both = late.send("publish", from(day(2)));
    CHECK(both.status == 409);
    CHECK_THAT(detail_of(both), ContainsSubstring("plan 2 becomes an edition at that very instant"));
    const auto waits = late.send("publish", from(day(4)));
    REQUIRE(waits.status == 200);
    CHECK_THAT(JsonAnswer(waits).word("/notice"), ContainsSubstring("Plan 2 of this theme becomes an edition before it"));

    CHECK(plans.publish_due(midnight(3)) == 1);
    const auto shown = late.shown();
    CHECK(shown.word("/state") == "approved");
    CHECK(shown.text("/publish_at") == "null");
    CHECK_THAT(shown.word("/notice"), ContainsSubstring("Edition 2 was published before it"));
    CHECK(shown.size("/ops") == 1);
    CHECK(plans.publish_due(midnight(9)) == 0);
    late.etag = fmt::format("\"{}-plan1\"", shown.text("/revision"));
    const auto overtaken = late.send("publish", "");
    CHECK(overtaken.status == 409);
    CHECK(JsonAnswer(overtaken).word("/code") == "overtaken");
    CHECK_THAT(detail_of(overtaken), ContainsSubstring("Edition 2 of base"));
    REQUIRE(late.enter("draft").status == 200);
    REQUIRE(late.send("rebase", "").status == 200);
    CHECK(late.shown().text("/notice") == "null");
}

TEST_CASE("editions are not dated back, and only approved plans become editions") {
    ServedTown town;
    PlanDesk desk(town);
    const auto refused = [&](const std::string &body, int status) {
        const auto response = desk.send("publish", body);
        CHECK(response.status == status);
        return detail_of(response);
    };
    CHECK_THAT(refused("", 409), ContainsSubstring("is draft; have it approved first"));
    approve(desk, split_a());
    CHECK_THAT(refused(from(day(0)), 400), ContainsSubstring("not dated back"));
    CHECK_THAT(refused(from("2020-01-01T00:00:00Z"), 400), ContainsSubstring("has passed"));
    CHECK_THAT(refused(from("tomorrow"), 400), ContainsSubstring("a day (2026-12-01"));
    CHECK_THAT(refused(from(""), 400), ContainsSubstring("leave it out to publish at once"));
    CHECK_THAT(refused(R"({"valid_from":null})", 400), ContainsSubstring("leave it out to publish at once"));
    CHECK_THAT(refused(R"({"when":"x"})", 400), ContainsSubstring("'when'"));
    const auto stale = town.write(Method::post, desk.path + "/publish", "", {{"If-Match", "\"1-plan1\""}});
    CHECK(stale.status == 412);
    CHECK_THAT(detail_of(stale), ContainsSubstring("is at revision"));
    CHECK(town.write(Method::post, desk.path + "/publish", "").status == 428);
    REQUIRE(desk.enter("withdrawn").status == 200);
    CHECK_THAT(refused("", 409), ContainsSubstring("is withdrawn"));
    CHECK(town.app().api().store.world()->edition == 1);
}

TEST_CASE("a plan that is an edition is not published again") {
    ServedTown town;
    PlanDesk desk(town);
    approve(desk, split_a());
    REQUIRE(desk.send("publish", "").status == 200);
    const auto again = desk.send("publish", "");
    CHECK(again.status == 409);
    CHECK_THAT(detail_of(again), ContainsSubstring("is edition 2 already; to change it again, begin another plan"));
}

TEST_CASE("a certificate says what was proved of an edition, by whom it was approved, and why in spite of warnings") {
    ServedTown town;
    PlanDesk desk(town);
    REQUIRE(desk.op(split_a()).status == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.send("state", R"({"state":"approved","reason":"下月到任"})").status == 200);
    REQUIRE(desk.send("publish", "").status == 200);
    const JsonAnswer certificate(town.read("/v1/editions/2/certificate"));
    CHECK(certificate.text("/edition") == "2");
    CHECK(certificate.word("/published_by") == "office/desk");
    CHECK(certificate.word("/root_hash").size() == 64);
    REQUIRE(certificate.size("/themes") == 1);
    CHECK(certificate.text("/themes/0/grids") == "8");
    CHECK(certificate.text("/themes/0/faces") == "5");
    CHECK(certificate.text("/themes/0/violations") == "0");
    CHECK(certificate.size("/themes/0/invariants") == 7);
    CHECK(certificate.word("/themes/0/doubled_area") == std::to_string(2LL * 12 * 20'000 * 20'000));
    CHECK(certificate.text("/plan/id") == "1");
    CHECK(certificate.word("/plan/approvals/0/by") == "office");
    CHECK(certificate.word("/plan/approvals/0/reason") == "下月到任");
    CHECK(certificate.word("/plan/approvals/0/warnings/0/grid") == "a2");
    CHECK(certificate.word("/plan/approvals/0/actor") == "office/desk");
    CHECK(certificate.size("/plan/ignored") == 0);
    // whoever has no account sees what was proved, and nobody's name
    const JsonAnswer strangers(town.get("/v1/editions/2/certificate"));
    CHECK(strangers.word("/root_hash") == certificate.word("/root_hash"));
    CHECK(strangers.word("/plan/approvals/0/reason") == "下月到任");
    CHECK_THAT(strangers.text(""), !ContainsSubstring("office"));
    const JsonAnswer first(town.get("/v1/editions/1/certificate"));
    CHECK(first.text("/plan") == "null");
    CHECK(first.word("/themes/0/doubled_area") == certificate.word("/themes/0/doubled_area"));
    CHECK(town.get("/v1/editions/3/certificate").status == 404);
    CHECK(town.get("/v1/editions/x/certificate").status == 404);
}

TEST_CASE("a certificate tells which warnings were left as they are, why and by whom, as they stood with the last consent") {
    ServedTown town;
    PlanDesk desk(town);
    REQUIRE(desk.op(split_a()).status == 200);
    const auto ignore = [&](const std::string &key, const std::string &reason) {
        const auto etag = desk.etag; // the plan's revision stays as it is
        const auto status = desk.send("problems/ignore", fmt::format(R"({{"key":"{}","reason":"{}"}})", key, reason)).status;
        desk.etag = etag;
        return status;
    };
    const JsonAnswer problems(town.read(desk.path + "/problems?scope=all"));
    const auto of = [&](const std::string &grid) {
        for (std::size_t i = 0; i < problems.size("/items"); ++i) {
            const auto item = fmt::format("/items/{}", i);
            if (problems.text(item + "/grid") == "\"" + grid + "\"") {
                return problems.word(item + "/key");
            }
        }
        return std::string();
    };
    REQUIRE_FALSE(of("a2").empty());
    REQUIRE_FALSE(of("b").empty()); // a grid that the plan leaves alone
    REQUIRE(ignore(of("a2"), "下月到任") == 200);
    REQUIRE(ignore(of("b"), "另案处理") == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.send("state", R"({"state":"approved","reason":"同意"})").status == 200);
    REQUIRE(desk.send("publish", "").status == 200);
    const JsonAnswer certificate(town.read("/v1/editions/2/certificate"));
    REQUIRE(certificate.size("/plan/ignored") == 2);
    CHECK(certificate.word("/plan/ignored/0/key") == of("a2"));
    CHECK(certificate.word("/plan/ignored/0/reason") == "下月到任");
    CHECK(certificate.word("/plan/ignored/0/by") == "office/desk");
    CHECK(parse_instant(certificate.word("/plan/ignored/0/at"), 480).has_value());
    CHECK(certificate.word("/plan/ignored/1/grid") == "b");
    CHECK(certificate.word("/plan/ignored/1/reason") == "另案处理");
}
