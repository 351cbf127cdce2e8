#include "server/service/plan_suggestion.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A place in cells east and south of the town's north-west corner.
spatial::LonLat place(double east, double south) {
    constexpr double cell = 0.002;
    return {104.17 + east * cell, 36.54 - south * cell};
}

/// A plan of a town with buildings of ten households each, twelve in grid a and four in grid b.
class SuggestDesk {
  public:
    explicit SuggestDesk(ServedTown &town, bool with_buildings = true) : m_town(town) {
        for (int i = 0; with_buildings && i < 16; ++i) {
            const bool in_a = i < 12;
            const auto at =
                in_a ? place(0.25 + 0.5 * (i % 4), 0.3 + 0.6 * (i / 4)) : place(2.4 + 1.2 * (i % 2), i < 14 ? 0.5 : 1.5);
            const auto made = town.write(
                Method::post, "/v1/buildings",
                fmt::format(R"({{"code":"h{}","building_use":"01","lon":{:.7f},"lat":{:.7f},"households":10,"residents":25}})",
                            i, at.lon, at.lat));
            REQUIRE(made.status == 201);
        }
        const auto made = town.write(Method::post, "/v1/plans", R"({"name":"建议"})");
        REQUIRE(made.status == 201);
        path = std::string(made.header("Location"));
        etag = std::string(made.header("ETag"));
    }
    Response suggest(const std::string &body) { return m_town.write(Method::post, path + "/suggest", body); }
    Response send(const std::string &what, const std::string &body) {
        auto response = m_town.write(Method::post, path + "/" + what, body, {{"If-Match", etag}});
        if (response.status == 200) {
            etag = std::string(response.header("ETag"));
        }
        return response;
    }
    [[nodiscard]] JsonAnswer shown() const { return JsonAnswer(m_town.read(path)); }
    std::string refused(const std::string &body, int status) {
        const auto response = suggest(body);
        CHECK(response.status == status);
        return JsonAnswer(response).word("/detail");
    }

    std::string path, etag;

  private:
    ServedTown &m_town;
};

} // namespace

TEST_CASE("three alternatives are suggested, and one is taken, undone and done again as one operation") {
    ServedTown town;
    SuggestDesk desk(town);
    const auto request = R"({"grids":["a","b"],"parts":3,"seed":5})";
    const auto response = desk.suggest(request);
    REQUIRE(response.status == 200);
    CHECK(std::string(desk.suggest(request).text()) == std::string(response.text()));
    const JsonAnswer answer(response);
    CHECK(answer.text("/weighed_by") == R"("households")");
    CHECK(answer.text("/people_counted") == R"("residents")");
    REQUIRE(answer.size("/alternatives") == 3);
    for (const auto *aim : {"0", "1", "2"}) {
        const auto at = fmt::format("/alternatives/{}", aim);
        REQUIRE(answer.size(at + "/parts/features") == 3);
        double households = 0;
        double people = 0;
        double area = 0;
        double kept = 0;
        int fresh = 0;
        for (int part = 0; part < 3; ++part) {
            const auto properties = fmt::format("{}/parts/features/{}/properties", at, part);
            households += answer.number(properties + "/weight");
            people += answer.number(properties + "/people");
            kept += answer.number(properties + "/people_who_stay");
            area += answer.number(properties + "/area_m2");
            fresh += answer.text(properties + "/is_new") == "true" ? 1 : 0;
        }
        CHECK(households == 200); // with the town's own building of 40 households
        CHECK(people == 16 * 25 + 3);
        CHECK(people - kept == answer.number(at + "/numbers/people_who_change"));
        CHECK(answer.number(at + "/numbers/parts_in_pieces") == 0);
        CHECK(fresh == 1);
        CHECK(area > 300'000);
    }
    CHECK(answer.number("/alternatives/0/numbers/largest_deviation_percent") < 40);
    CHECK(answer.number("/alternatives/2/numbers/people_who_change") <=
          answer.number("/alternatives/0/numbers/people_who_change"));

    const auto before = desk.shown().text("/grids");
    const auto taken = desk.send("ops", answer.text("/alternatives/0/op"));
    REQUIRE(taken.status == 200);
    const JsonAnswer done(taken);
    CHECK(done.text("/revision") == "2");
    REQUIRE(done.size("/grids") == 3);
    double now = 0;
    for (int i = 0; i < 3; ++i) {
        const auto code = done.word(fmt::format("/grids/{}/code", i));
        for (int part = 0; part < 3; ++part) {
            const auto properties = fmt::format("/alternatives/0/parts/features/{}/properties", part);
            if (answer.word(properties + "/grid") == code) {
                const auto grid = fmt::format("/grids/{}/now", i);
                CHECK(done.number(grid + "/households") == answer.number(properties + "/weight"));
                CHECK(done.number(grid + "/residents") == answer.number(properties + "/people"));
                CHECK(done.number(grid + "/area_m2") == Approx(answer.number(properties + "/area_m2")).margin(2));
                now += done.number(grid + "/area_m2");
            }
        }
    }
    CHECK(now == Approx(done.number("/grids/0/published/area_m2") + done.number("/grids/1/published/area_m2")).margin(1));
    const auto after = desk.shown().text("/grids");
    REQUIRE(desk.send("undo", "").status == 200);
    CHECK(desk.shown().text("/grids") == before);
    REQUIRE(desk.send("redo", "").status == 200);
    CHECK(desk.shown().text("/grids") == after);
    PlanService again(town.app().api().store); // replayed from the log
    CHECK(again.show(1).grids.size() == 3);
    REQUIRE(desk.send("state", R"({"state":"review"})").status == 200);
    CHECK_THAT(desk.refused(request, 409), ContainsSubstring("only a draft is redrawn"));
}

TEST_CASE("grids are rebalanced, made fewer, and suggested below a unit") {
    ServedTown town;
    SuggestDesk desk(town);
    const JsonAnswer balanced(desk.suggest(R"({"within":"M","aims":["least_change"]})"));
    REQUIRE(balanced.size("/alternatives") == 1);
    CHECK(balanced.text("/parts") == "2");
    CHECK(balanced.text("/alternatives/0/ending") == "[]");
    const JsonAnswer fewer(desk.suggest(R"({"grids":["a","b"],"target_households":190,"aims":["balance"]})"));
    CHECK(fewer.text("/parts") == "1");
    CHECK(fewer.text("/alternatives/0/ending") == R"(["b"])");
    const auto taken = desk.send("ops", fewer.text("/alternatives/0/op"));
    REQUIRE(taken.status == 200);
    CHECK(JsonAnswer(taken).text("/grids/1/change") == R"("gone")");
    CHECK_THAT(desk.refused(R"({"grids":["b"]})", 422), ContainsSubstring("no grid 'b'"));
}

TEST_CASE("without buildings ground is shared out by area, and says so") {
    ServedTown town;
    SuggestDesk desk(town, false);
    const JsonAnswer answer(desk.suggest(R"({"grids":["c"],"parts":2,"aims":["balance"]})"));
    CHECK(answer.text("/weighed_by") == R"("area")");
    CHECK(answer.number("/alternatives/0/numbers/largest_deviation_percent") < 10);
    CHECK(desk.send("ops", answer.text("/alternatives/0/op")).status == 200);
}

TEST_CASE("streets part ground where they run, and quarters are kept whole") {
    ServedTown town;
    SuggestDesk desk(town);
    auto &api = town.app().api();
    const auto street = [](double east, const char *kind) {
        data::ReferenceLineRow line;
        line.code = fmt::format("l{}", east);
        line.kind = kind;
        line.line = {spatial::to_lattice(place(east, -0.5)), spatial::to_lattice(place(east, 2.5))};
        return line;
    };
    SuggestionWish wish{.grids = {"a", "b"},
                        .within = {},
                        .parts = 2,
                        .target_households = {},
                        .seed = 1,
                        .aims = {spatial::PartitionAim::streets},
                        .keep_whole = {}};
    SuggestionGround ground;
    api.plans.look_at(1, [&](const PlanDraft &draft) { ground = gather(draft, "", wish); });
    CHECK(ground.free_codes == std::vector<std::string>{"b-1", "b-2"});
    const auto world = api.store.world();
    PlanDraft later(world, world->themes.front(), "");
    later.set_retired_codes({{.code = "b-1", .grid = 77}}); // of a grid that is gone
    CHECK(gather(later, "", wish).free_codes == std::vector<std::string>{"b-2", "b-3"});
    const std::vector lines{street(1.05, "street"), street(3, "parcel")};
    const auto along = suggest(ground, lines, wish);
    auto even = wish;
    even.aims = {spatial::PartitionAim::balance};
    const auto share = along.alternatives[0].figures.streets_share;
    CHECK(share > 20);
    CHECK(share >= suggest(ground, lines, even).alternatives[0].figures.streets_share);
    wish.keep_whole = {{spatial::to_lattice(place(0, 0)), spatial::to_lattice(place(4, 0)), spatial::to_lattice(place(4, 2)),
                        spatial::to_lattice(place(0, 2))}};
    CHECK_THROWS_WITH(suggest(ground, lines, wish), ContainsSubstring("ask for at most so many parts"));
}

TEST_CASE("a wish for suggestions that cannot be had says why") {
    ServedTown town;
    SuggestDesk desk(town);
    CHECK_THAT(desk.refused(R"({"parts":2})", 400), ContainsSubstring("either 'grids'"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"within":"M"})", 400), ContainsSubstring("either 'grids'"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"parts":2,"target_households":9})", 400), ContainsSubstring("either 'parts'"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"parts":"two"})", 400), ContainsSubstring("whole number"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"aims":["beauty"]})", 400), ContainsSubstring("no aim 'beauty'"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"aims":["streets","streets"]})", 400), ContainsSubstring("twice"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"keep_whole":[[[104.1,36.5]]]})", 400), ContainsSubstring("three places"));
    CHECK_THAT(desk.refused(R"({"grids":["a"],"part":2})", 400), ContainsSubstring("'part'"));
    CHECK_THAT(desk.refused(R"({"grids":["zz"],"parts":2})", 422), ContainsSubstring("no grid 'zz'"));
    CHECK_THAT(desk.refused(R"({"within":"zz"})", 422), ContainsSubstring("no grid 'zz'"));
    CHECK_THAT(desk.refused(R"({"within":"a"})", 422), ContainsSubstring("no grids right below 'a'"));
    CHECK_THAT(desk.refused(R"({"within":"T"})", 422), ContainsSubstring("made of the grids below"));
    CHECK_THAT(desk.refused(R"({"grids":["M"]})", 422), ContainsSubstring("made of the grids below"));
    CHECK_THAT(desk.refused(R"({"grids":["a","c"],"parts":2})", 422), ContainsSubstring("one parent at a time"));
    CHECK_THAT(desk.refused(R"({"grids":["a","b"],"parts":0})", 422), ContainsSubstring("from 1 to 300"));
    CHECK_THAT(desk.refused(R"({"grids":["a","b"],"parts":301})", 422), ContainsSubstring("from 1 to 300"));
    CHECK_THAT(desk.refused(R"({"grids":["a","b"],"parts":60})", 422), ContainsSubstring("ask for at most so many"));
    CHECK_THAT(desk.refused(R"({"grids":["a","b"],"target_households":0})", 422), ContainsSubstring("hold 200 households"));
    CHECK_THAT(desk.refused(R"({"grids":["c"],"target_households":10})", 422), ContainsSubstring("give 'parts' instead"));
    CHECK(town.get(desk.path + "/suggest").status == 405);
    CHECK(town.write(Method::post, "/v1/plans/99/suggest", R"({"grids":["a"]})").status == 404);
}

TEST_CASE("a partition that is not whole is refused, and changes nothing") {
    ServedTown town;
    SuggestDesk desk(town);
    const auto corner = [](double east, double south) {
        const auto at = place(east, south);
        return fmt::format("[{:.7f},{:.7f}]", at.lon, at.lat);
    };
    const auto half = fmt::format("[[{},{},{},{}]]", corner(0, 0), corner(3, 0), corner(3, 2), corner(0, 2));
    const auto refused = [&](const std::string &grids, const std::string &parts, int status) {
        const auto response = desk.send("ops", fmt::format(R"({{"op":"partition","grids":{},"parts":{}}})", grids, parts));
        CHECK(response.status == status);
        return JsonAnswer(response).word("/detail");
    };
    const auto part = [&](const char *grid) { return fmt::format(R"([{{"grid":"{}","rings":{}}}])", grid, half); };
    CHECK_THAT(refused(R"(["a","b"])", part("a"), 422), ContainsSubstring("leave ground of 'b' over"));
    CHECK_THAT(refused(R"(["a","a"])", part("a"), 422), ContainsSubstring("named twice"));
    CHECK_THAT(refused(R"(["a"])", part("b"), 422), ContainsSubstring("is taken"));
    CHECK_THAT(refused("[]", part("a"), 400), ContainsSubstring("list of 1"));
    CHECK_THAT(refused(R"(["a"])", R"([{"grid":"a"}])", 400), ContainsSubstring("has no 'rings'"));
    CHECK_THAT(refused(R"(["a"])", R"([{"rings":[]}])", 400), ContainsSubstring("A part is"));
    CHECK(desk.shown().size("/ops") == 0);
}
