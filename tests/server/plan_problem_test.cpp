#include "server/service/instant.hpp"
#include "tests/support/planner_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string take_over(const std::string &grid, const std::string &ring) {
    return fmt::format(R"({{"op":"take_over","grid":"{}","ring":{}}})", grid, ring);
}

/// The pointer of the problem of a kind and grid in a plan's list.
std::string problem_of(const JsonAnswer &problems, const std::string &kind, const std::string &grid) {
    for (std::size_t i = 0; i < problems.size("/items"); ++i) {
        const auto item = "/items/" + std::to_string(i);
        if (problems.word(item + "/kind") == kind && problems.text(item + "/grid") == "\"" + grid + "\"") {
            return item;
        }
    }
    return {};
}

/// Sends the fix of a problem as it is; the problem is gone then.
void mend(PlannerDesk &desk, const std::string &kind, const std::string &grid) {
    CAPTURE(kind, grid);
    const auto before = desk.problems();
    const auto problem = problem_of(before, kind, grid);
    REQUIRE(!problem.empty());
    const auto fix = before.text(problem + "/fix");
    CAPTURE(fix);
    REQUIRE(desk.op(fix).status == 200);
    CHECK(problem_of(desk.problems(), kind, grid).empty());
}

} // namespace

TEST_CASE("a grid in parts is told with place, size and a fix that can be sent as it is") {
    ServedTown town;
    PlannerDesk desk(town);
    const JsonAnswer done(desk.op(take_over("b", town_box(0.4, 0.4, 0.9, 0.9))));
    const auto problem = item_with(done, "/problems", "kind", "multi_part");
    REQUIRE(!problem.empty());
    CHECK(done.word(problem + "/key") == "multi_part/b/2");
    CHECK(done.word(problem + "/severity") == "warning");
    CHECK(done.text(problem + "/size") == "2");
    CHECK(done.word(problem + "/unit") == "parts");
    CHECK(done.number(problem + "/lon") == Approx(104.17 + 0.65 * 0.002).margin(1e-6));
    CHECK(done.number(problem + "/lat") == Approx(36.54 - 0.65 * 0.002).margin(1e-6));
    CHECK_THAT(done.word(problem + "/detail"), ContainsSubstring("2 parts"));
    CHECK(done.text(problem + "/ignored") == "null");
    mend(desk, "multi_part", "b");
    CHECK(desk.shown().word("/grids/0/code") == "a");
}

TEST_CASE("a sliver is told with its width and goes to a neighbour") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(take_over("b", town_box(0.4, 0.4, 0.9, 0.41))).status == 200);
    const auto problems = desk.problems();
    const auto problem = problem_of(problems, "sliver", "b");
    REQUIRE(!problem.empty());
    CHECK(problems.number(problem + "/size") < 5);
    CHECK(problems.word(problem + "/unit") == "m");
    mend(desk, "sliver", "b");
}

TEST_CASE("a grid without ground blocks approval until it is removed") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(take_over("a", town_box(2, 0, 4, 2))).status == 200);
    const auto problems = desk.problems();
    const auto problem = problem_of(problems, "no_ground", "b");
    REQUIRE(!problem.empty());
    CHECK(problems.word(problem + "/severity") == "error");
    CHECK(problems.text("/errors") == "1");
    const auto ignored = desk.send("problems/ignore", R"({"key":"no_ground/b","reason":"以后再说"})");
    CHECK(ignored.status == 409);
    CHECK_THAT(detail_of(ignored), ContainsSubstring("error"));
    mend(desk, "no_ground", "b");
    REQUIRE(desk.enter("review").status == 200);
    CHECK(desk.enter("approved").status == 200);
}

TEST_CASE("a warning is left as it is with a reason, by whom and when, and counts again when asked") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(take_over("b", town_box(0.4, 0.4, 0.9, 0.9))).status == 200);
    const auto before = desk.problems();
    const auto warnings = std::stoi(before.text("/warnings"));
    const auto answer = desk.send("problems/ignore", R"({"key":"multi_part/b/2","reason":"河对岸的飞地"})");
    REQUIRE(answer.status == 200);
    CHECK(JsonAnswer(answer).word("/ignored/reason") == "河对岸的飞地");
    CHECK(JsonAnswer(answer).word("/ignored/by") == "office/desk");
    CHECK(parse_instant(JsonAnswer(answer).word("/ignored/at"), 480).has_value());
    const auto after = desk.problems();
    CHECK(std::stoi(after.text("/warnings")) == warnings - 1);
    CHECK(after.word(problem_of(after, "multi_part", "b") + "/ignored/reason") == "河对岸的飞地");
    // it holds for this problem only: a third part is another one
    const JsonAnswer third(desk.op(take_over("b", town_box(1.2, 1.2, 1.6, 1.6))));
    CHECK(third.text(item_with(third, "/problems", "kind", "multi_part") + "/ignored") == "null");
    REQUIRE(desk.send("undo", "").status == 200);
    // another service on the same store knows it too
    PlanService again(town.app().api().store);
    const auto kept = again.problems(1, false);
    CHECK(std::ranges::count_if(kept, [](const PlanProblem &problem) { return problem.reason.has_value(); }) == 1);
    CHECK(desk.send("problems/heed", R"({"key":"multi_part/b/2"})").status == 204);
    CHECK(std::stoi(desk.problems().text("/warnings")) == warnings);
    CHECK(desk.send("problems/heed", R"({"key":"multi_part/b/2"})").status == 404);
    CHECK(desk.send("problems/ignore", R"({"key":"multi_part/zz/2","reason":"x"})").status == 404);
    CHECK(desk.send("problems/ignore", R"({"key":"multi_part/b/2","reason":""})").status == 400);
}

TEST_CASE("grids out of the range that is asked of their level are told, and open plans hear of it at once") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":"改名"})").status == 200);
    CHECK(problem_of(desk.problems(), "out_of_range", "a").empty());
    const auto put = [&](const std::string &level, const std::string &body) {
        return town.write(Method::put, "/v1/grid-rules/" + level, body);
    };
    const auto rules = put("grid", R"({"households":{"least":50,"most":100},"walk_radius_m":{"most":900}})");
    REQUIRE(rules.status == 200);
    CHECK(JsonAnswer(town.read("/v1/grid-rules")).text("/items/3/households") == R"({"least":50,"most":100})");
    const auto problems = desk.problems();
    const auto problem = problem_of(problems, "out_of_range", "a");
    REQUIRE(!problem.empty());
    CHECK(problems.word(problem + "/key") == "out_of_range/a/households");
    CHECK(problems.text(problem + "/size") == "40");
    CHECK_THAT(problems.word(problem + "/detail"), ContainsSubstring("50 to 100"));
    CHECK(desk.shown().text("/grids/0/range/households") == R"({"least":50,"most":100})");
    REQUIRE(put("grid", R"({"households":{"least":10,"most":null}})").status == 200);
    CHECK(problem_of(desk.problems(), "out_of_range", "a").empty());
    CHECK_THAT(detail_of(put("grid", R"({"households":{"least":9,"most":3}})")), ContainsSubstring("no larger"));
    CHECK_THAT(detail_of(put("grid", R"({"horses":{"least":9}})")), ContainsSubstring("households"));
    CHECK_THAT(detail_of(put("house", R"({})")), ContainsSubstring("no level"));
}

TEST_CASE("codes that do not fit the city's profile are renumbered one by one or all of a parent in reading order") {
    ServedTown town;
    PlannerDesk desk(town);
    CHECK_THAT(desk.refused(R"({"op":"renumber","by":"profile","parent":"M"})"), ContainsSubstring("no code profile"));
    REQUIRE(town.write(Method::put, "/v1/grid-rules/grid", R"({"code_digits":3})").status == 200);
    REQUIRE(desk.op(R"({"op":"set","grid":"c","name":"改名"})").status == 200);
    const auto problems = desk.problems();
    const auto unfit = problem_of(problems, "code_unfit", "c");
    CHECK(problems.number(unfit + "/lon") == Approx(104.17 + 0.002).margin(0.002)); // in c
    CHECK(problems.number(unfit + "/lat") == Approx(36.54 - 0.005).margin(0.0005));
    mend(desk, "code_unfit", "c");
    CHECK(desk.shown().word("/grids/0/code") == "N001");
    // a south-east piece of a comes after b, which lies east of the rest
    REQUIRE(desk.op(fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"s"}}]}})", place_at(-0.1, 1.2),
                                place_at(2.1, 1.2)))
                .status == 200);
    const auto numbered = desk.op(R"({"op":"renumber","by":"profile","parent":"M"})");
    REQUIRE(numbered.status == 200);
    CHECK(desk.shown().text("/ops/3/op") == R"({"op":"renumber","codes":{"a":"M001","b":"M002","s":"M003"}})");
    CHECK_THAT(desk.refused(R"({"op":"renumber","by":"profile","parent":"M"})"), ContainsSubstring("already"));
    CHECK_THAT(desk.refused(R"({"op":"renumber","by":"size","parent":"M"})", 400), ContainsSubstring("profile"));
}

TEST_CASE("names that are missing, unfit or given twice are told") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":"单元b"})").status == 200);
    const auto problems = desk.problems();
    CHECK(problems.word(problem_of(problems, "name_twice", "a") + "/key") == "name_twice/a/b");
    CHECK(problems.number(problem_of(problems, "name_twice", "a") + "/lat") == Approx(36.54 - 0.002).margin(0.0005));
    mend(desk, "name_twice", "a");
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":" 东区 "})").status == 200);
    mend(desk, "name_unfit", "a");
    CHECK(desk.shown().word("/grids/0/name") == "东区");
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":""})").status == 200);
    CHECK(!problem_of(desk.problems(), "name_missing", "a").empty());
    REQUIRE(desk.op("{\"op\":\"set\",\"grid\":\"a\",\"name\":\"\u200B\u3000\"}").status == 200);
    CHECK_THAT(desk.problems().word(problem_of(desk.problems(), "name_missing", "a") + "/detail"),
               ContainsSubstring("no name"));
    REQUIRE(desk.op(R"({"op":"set","grid":"a","name":"a"})").status == 200);
    const auto at_last = desk.problems();
    const auto only_code = problem_of(at_last, "name_missing", "a");
    REQUIRE(!only_code.empty());
    CHECK_THAT(at_last.word(only_code + "/detail"), ContainsSubstring("is only its code"));
    CHECK(at_last.text(only_code + "/fix") == "null");
}

TEST_CASE("a name that no import would take is not given to a grid") {
    ServedTown town;
    PlannerDesk desk(town);
    CHECK_THAT(desk.refused(R"({"op":"set","grid":"a","name":"坏\n名"})"), ContainsSubstring("holds a line break (U+000A)"));
    const auto set = [](const std::string &name) { return fmt::format(R"({{"op":"set","grid":"a","name":"{}"}})", name); };
    CHECK(desk.op(set(std::string(200, 'n'))).status == 200);
    CHECK_THAT(desk.refused(set(std::string(201, 'n'))), ContainsSubstring("has 201 characters; a text has at most 200"));
    CHECK_THAT(
        desk.refused(fmt::format(R"({{"op":"split","grid":"b","line":[{},{}],"parts":[{{"code":"b2","name":"\u202E"}}]}})",
                                 place_at(2.5, -0.1), place_at(2.5, 3.1))),
        ContainsSubstring("The name of the grid holds a control character (U+202E)"));
    CHECK_THAT(desk.refused(fmt::format(R"({{"op":"carve","grid":{{"code":"z","name":"\u0007"}},"beside":"a","ring":{}}})",
                                        town_box(0.2, 0.2, 0.8, 0.8))),
               ContainsSubstring("(U+0007)"));
}

TEST_CASE("a grid apart from the rest of its parent is told, with the parent beside it") {
    ServedTown town;
    PlannerDesk desk(town);
    REQUIRE(desk.op(fmt::format(R"({{"op":"carve","grid":{{"code":"e1","name":"园区"}},"beside":"b","ring":{}}})",
                                town_box(2.4, 0.4, 2.9, 0.9)))
                .status == 200);
    CHECK(problem_of(desk.problems(), "outside_parent", "e1").empty());
    REQUIRE(desk.op(R"({"op":"reparent","grids":["e1"],"parent":"N"})").status == 200);
    mend(desk, "outside_parent", "e1");
}

TEST_CASE("ground of a parent that none of its grids covers is told and can be given to one") {
    ServedTown town;
    auto content = two_communities();
    town.app().api().store.submit({"test"}, data::PublishChange{.content = content, .note = "", .source = ""}).get();
    PlannerDesk desk(town);
    const auto problems = desk.problems("all");
    const auto problem = problem_of(problems, "parent_not_covered", "M");
    REQUIRE(!problem.empty());
    CHECK(problems.number(problem + "/size") == Approx(200 * 180).epsilon(0.2));
    REQUIRE(desk.op(problems.text(problem + "/fix")).status == 200);
    CHECK(problem_of(desk.problems("all"), "parent_not_covered", "M").empty());
    REQUIRE(desk.enter("review").status == 200);
    CHECK(desk.enter("approved").status == 200);
    CHECK(town.read(desk.path + "/problems?scope=some").status == 400);
}
