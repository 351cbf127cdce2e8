#include "tests/support/plan_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The town with a key for each of its people, and the steps that a new store has.
struct Office {
    Office() {
        for (const char *name : {"drawer", "reviewer", "chief", "m_head", "n_head"}) {
            add(name, "write");
        }
        add("admin", "admin");
        const auto put = town.ask(Method::put, "/v1/approval-steps", std::string(default_steps),
                                  {{"Authorization", "Bearer " + keys["admin"]}});
        REQUIRE(put.status == 200);
    }
    void add(const std::string &name, const std::string &scope) {
        auto &store = town.app().api().store;
        store.add_account({"test"}, name, "a long enough password", scope);
        keys[name] = store.add_key({"test"}, name, "desk");
    }
    PlanDesk desk() { return PlanDesk(town, R"({"name":"方案"})", keys["drawer"]); }
    Response put_steps(const std::string &body, const std::string &who = "admin") {
        return town.ask(Method::put, "/v1/approval-steps", body, {{"Authorization", "Bearer " + keys[who]}});
    }

    static constexpr std::string_view default_steps =
        R"({"steps":[{"code":"review","label_zh":"审核","label_en":"Review","approvers":[]},
          {"code":"parent_consent","label_zh":"上级单位同意","label_en":"Consent of the parent","per_parent":true,"approvers":[]},
          {"code":"approve","label_zh":"批准","label_en":"Approval","approvers":[]}]})";
    ServedTown town;
    std::map<std::string, std::string> keys;
};

std::string set_c() {
    return R"({"op":"set","grid":"a","name":"一网格","households":300})";
}

/// Takes ground of N's grid c for M's grid a.
std::string over_the_border() {
    return fmt::format(R"({{"op":"take_over","grid":"a","ring":[{},{},{}],"allow_parent_change":true}})", place_at(1, 1),
                       place_at(1, 2.5), place_at(0, 2.5));
}

std::string code_of(const Response &response) {
    return JsonAnswer(response).word("/code");
}

} // namespace

TEST_CASE("a new store asks for a review, the consent of parents whose border moves, and an approval") {
    ScratchFolder folder;
    const auto db = folder.path() / "new.sqlite";
    data::Store::init(db);
    const auto steps = data::Store::open(db, data::Store::Mode::read_only)->approval_steps();
    REQUIRE(steps.size() == 3);
    CHECK(steps[0].code == "review");
    CHECK(steps[1].per_parent);
    CHECK(steps[2].code == "approve");
    for (const auto &step : steps) {
        CHECK_FALSE(step.author_may);
        CHECK(step.reason_needed);
    }
}

TEST_CASE("a plan needs a consent for each step, in order, of people who did not draw it") {
    Office office;
    auto desk = office.desk();
    auto &keys = office.keys;
    REQUIRE(desk.op(set_c()).status == 200);
    CHECK_THAT(detail_of(desk.consent("{}", keys["reviewer"])), ContainsSubstring("is draft; consent is given in review"));
    REQUIRE(desk.enter("review").status == 200);
    auto shown = desk.shown();
    REQUIRE(shown.size("/missing") == 2);
    CHECK(shown.word("/missing/0/step") == "review");
    CHECK_THAT(shown.word("/missing/0/by"), ContainsSubstring("but those who drew it (drawer)"));

    const auto own = desk.consent("{}", keys["drawer"]);
    CHECK(own.status == 409);
    CHECK(code_of(own) == "consent_refused");
    CHECK_THAT(detail_of(own), ContainsSubstring("drawer drew the plan") && ContainsSubstring("Missing: review (审核) by"));
    CHECK_THAT(detail_of(desk.consent(R"({"step":"approve"})", keys["chief"])), ContainsSubstring("review (审核) comes first"));
    CHECK(desk.consent(R"({"step":"blessing"})", keys["chief"]).status == 404);
    CHECK(desk.consent(R"({"steps":"review"})", keys["chief"]).status == 400);

    const auto reviewed = desk.consent(R"({"step":"review","reason":"看过"})", keys["reviewer"]);
    REQUIRE(reviewed.status == 200);
    const JsonAnswer after(reviewed);
    CHECK(after.word("/state") == "review");
    CHECK(after.word("/approvals/0/by") == "reviewer");
    CHECK(after.word("/approvals/0/reason") == "看过");
    CHECK_THAT(detail_of(desk.consent(R"({"step":"review"})", keys["chief"])),
               ContainsSubstring("reviewer has consented already"));
    CHECK_THAT(detail_of(desk.consent(R"({"step":"approve"})", keys["reviewer"])),
               ContainsSubstring("has consented in another place already"));
    CHECK_THAT(detail_of(desk.send("publish", "")), ContainsSubstring("is review; have it approved first"));
    const auto approved = desk.consent(R"({"reason":"同意"})", keys["chief"]);
    REQUIRE(approved.status == 200);
    CHECK(JsonAnswer(approved).word("/state") == "approved");
    CHECK(JsonAnswer(approved).size("/missing") == 0);
    CHECK(desk.send("publish", "").status == 200);
}

TEST_CASE("a return to draft voids the consents that were given") {
    Office office;
    auto desk = office.desk();
    REQUIRE(desk.op(set_c()).status == 200);
    REQUIRE(desk.enter("review").status == 200);
    REQUIRE(desk.consent("{}", office.keys["reviewer"]).status == 200);
    CHECK(desk.op(set_c()).status == 409);
    REQUIRE(desk.enter("draft").status == 200);
    CHECK(desk.shown().size("/approvals") == 0);
    REQUIRE(desk.enter("review").status == 200);
    CHECK(desk.shown().size("/approvals") == 0);
    CHECK(desk.consent(R"({"step":"approve"})", office.keys["chief"]).status == 409);
    CHECK(office.town.app().api().store.plan(1).approvals.size() == 1); // what was said is kept
}

TEST_CASE("a border between two parents moves with the consent of both") {
    Office office;
    auto &keys = office.keys;
    auto desk = office.desk();
    SECTION("a line that only ends on it moves nothing") {
        REQUIRE(desk.op(fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a2","name":"新"}}]}})",
                                    place_at(0.7, -0.1), place_at(0.6, 2.1)))
                    .status == 200);
        REQUIRE(desk.enter("review").status == 200);
        CHECK(desk.shown().size("/missing") == 2);
    }
    SECTION("a grid that comes to another parent moves the border of both") {
        REQUIRE(desk.op(R"({"op":"reparent","grids":["c"],"parent":"M"})").status == 200);
        REQUIRE(desk.enter("review").status == 200);
        CHECK(desk.shown().size("/missing") == 4);
    }
    SECTION("each parent consents by its own people") {
        REQUIRE(office
                    .put_steps(R"({"steps":[{"code":"parent_consent","label_zh":"同意","label_en":"Consent","per_parent":true,
                       "approvers":[{"unit":"M","account":"m_head"},{"unit":"N","account":"n_head"}]},
                      {"code":"approve","label_zh":"批准","label_en":"Approval","approvers":[{"account":"chief"}]}]})")
                    .status == 200);
        REQUIRE(desk.op(over_the_border()).status == 200);
        REQUIRE(desk.enter("review").status == 200);
        const auto shown = desk.shown();
        REQUIRE(shown.size("/missing") == 3);
        CHECK(shown.word("/missing/0/parent") == "M");
        CHECK(shown.word("/missing/1/by") == "n_head");
        CHECK_THAT(detail_of(desk.consent(R"({"parent":"M","reason":"x"})", keys["n_head"])),
                   ContainsSubstring("it is for m_head, not for n_head"));
        CHECK(desk.consent(R"({"reason":"x"})", keys["chief"]).status == 409);
        REQUIRE(desk.consent(R"({"reason":"村界已议定"})", keys["n_head"]).status == 200);
        REQUIRE(desk.consent(R"({"reason":"x"})", keys["m_head"]).status == 200);
        REQUIRE(desk.consent(R"({"reason":"x"})", keys["chief"]).status == 200);
        CHECK(desk.shown().word("/state") == "approved");
        CHECK(desk.shown().size("/approvals") == 3);
    }
}

TEST_CASE("warnings need a reason, which is kept with the consent, and errors block") {
    Office office;
    auto &keys = office.keys;
    auto desk = office.desk();
    REQUIRE(desk.op(R"({"op":"set","grid":"b","name":"东网格"})").status == 200); // nobody answers for b
    REQUIRE(desk.enter("review").status == 200);
    const auto refused = desk.consent("{}", keys["reviewer"]);
    CHECK(refused.status == 422);
    CHECK(code_of(refused) == "reason_needed");
    CHECK(JsonAnswer(refused).word("/field") == "reason");
    CHECK_THAT(detail_of(refused), ContainsSubstring("Nobody answers for 'b'"));
    const auto taken = desk.consent(R"({"reason":"下月到任"})", keys["reviewer"]);
    REQUIRE(taken.status == 200);
    CHECK(JsonAnswer(taken).word("/approvals/0/warnings/0/kind") == "nobody_responsible");

    auto empty = office.desk();
    REQUIRE(empty
                .op(fmt::format(R"({{"op":"take_over","grid":"a","ring":[{},{},{},{}]}})", place_at(-1, -1), place_at(5, -1),
                                place_at(5, 2), place_at(-1, 2)))
                .status == 200); // b has no ground left
    REQUIRE(empty.enter("review").status == 200);
    const auto blocked = empty.consent(R"({"reason":"so"})", keys["reviewer"]);
    CHECK(blocked.status == 409);
    CHECK(code_of(blocked) == "no_ground");
}

TEST_CASE("the steps are what an administrator wants them to be") {
    Office office;
    CHECK(office.put_steps(R"({"steps":[]})", "chief").status == 403);
    const auto refused = [&](const std::string &body) {
        const auto response = office.put_steps(body);
        CHECK(response.status == 400);
        return detail_of(response);
    };
    CHECK_THAT(refused(R"({"steps":{}})"), ContainsSubstring("'steps' is a list"));
    CHECK_THAT(refused(R"({"steps":[{"code":"x"}]})"), ContainsSubstring("'label_zh' is missing"));
    CHECK_THAT(refused(R"({"steps":[{"code":"X Y","label_zh":"x","label_en":"x","approvers":[]}]})"), ContainsSubstring("a-z"));
    CHECK_THAT(refused(R"({"steps":[{"code":"x","label_zh":"x","label_en":"x","approvers":[]},
                                    {"code":"x","label_zh":"x","label_en":"x","approvers":[]}]})"),
               ContainsSubstring("twice"));
    const auto by = [](const std::string &approver) {
        return R"({"steps":[{"code":"x","label_zh":"x","label_en":"x","approvers":[)" + approver + "]}]}";
    };
    CHECK_THAT(refused(by(R"({"account":"nobody"})")), ContainsSubstring("the account 'nobody', which there is not"));
    office.add("reader", "read");
    CHECK_THAT(refused(by(R"({"account":"reader"})")), ContainsSubstring("may only read and so cannot consent"));
    CHECK_THAT(refused(by(R"({"account":"chief","unit":"NOPE"})")), ContainsSubstring("the unit 'NOPE', which there is not"));
    CHECK(JsonAnswer(office.town.read("/v1/approval-steps")).size("/steps") == 3);
    SECTION("none: whoever sends a plan to 'approved' approves it") {
        REQUIRE(office.put_steps(R"({"steps":[]})").status == 200);
        auto desk = office.desk();
        REQUIRE(desk.op(set_c()).status == 200);
        REQUIRE(desk.enter("review").status == 200);
        REQUIRE(desk.enter("approved").status == 200);
        CHECK(desk.send("publish", "").status == 200);
    }
    SECTION("one that those who drew the plan may take") {
        REQUIRE(office
                    .put_steps(R"({"steps":[{"code":"approve","label_zh":"批准","label_en":"Approval","author_may":true,
                                             "reason_needed":false,"approvers":[]}]})")
                    .status == 200);
        auto desk = office.desk();
        REQUIRE(desk.op(set_c()).status == 200);
        REQUIRE(desk.enter("review").status == 200);
        CHECK(desk.enter("approved").status == 200);
    }
    SECTION("two at once, and all of them by 'approved' only where the caller may take all that is missing") {
        REQUIRE(office
                    .put_steps(R"({"steps":[{"code":"one","label_zh":"一","label_en":"One","approvers":[]},
                      {"code":"two","label_zh":"二","label_en":"Two","beside":true,"again_may":true,"approvers":[]}]})")
                    .status == 200);
        CHECK(JsonAnswer(office.town.read("/v1/approval-steps")).text("/steps/1/beside") == "true");
        auto desk = office.desk();
        REQUIRE(desk.op(set_c()).status == 200);
        REQUIRE(desk.enter("review").status == 200);
        CHECK(desk.enter("approved").status == 409); // the drawer may take none
        CHECK(desk.shown().size("/approvals") == 0);
        CHECK(desk.send("state", R"({"state":"approved"})", office.keys["chief"]).status == 200);
        CHECK(desk.shown().size("/approvals") == 2);
    }
}
