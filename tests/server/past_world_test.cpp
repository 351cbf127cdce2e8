#include "tests/support/plan_desk.hpp"

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A town whose grid a was split a moment ago, and whose grids b and c changed their codes.
struct RedrawnTown {
    RedrawnTown() {
        PlanDesk desk(town);
        REQUIRE(desk.op(fmt::format(R"({{"op":"split","grid":"a","line":[{},{}],"parts":[{{"code":"a2","name":"新"}}]}})",
                                    place_at(0.7, -0.1), place_at(0.7, 2.1)))
                    .status == 200);
        REQUIRE(desk.op(R"({"op":"renumber","codes":{"a":"b","b":"a"}})").status == 200);
        REQUIRE(desk.enter("review").status == 200);
        REQUIRE(desk.enter("approved").status == 200);
        REQUIRE(desk.send("publish", "").status == 200);
    }
    JsonAnswer get(const std::string &target) { return JsonAnswer(town.read(target)); }
    ServedTown town;
};

std::string located(const std::string &more = "") {
    return "/v1/locate?" + ServedTown::at(1, 0) + more;
}

} // namespace

TEST_CASE("a question about an earlier day is answered with the grids and the people of that day") {
    RedrawnTown redrawn;
    const auto now = redrawn.get(located());
    CHECK(now.text("/edition") == "2");
    CHECK(now.word("/themes/0/grid/code") == "b"); // was a until a moment ago
    CHECK(now.word("/themes/0/people/0/name") == "王一");
    const auto then = redrawn.get(located("&at=2021-06-01"));
    CHECK(then.text("/edition") == "1");
    CHECK(then.word("/at") == "2021-06-01T00:00:00+08:00");
    CHECK(then.word("/themes/0/grid/code") == "a");
    CHECK(then.word("/themes/0/people/0/name") == "王一");
    CHECK(then.word("/themes/0/chain/0/people/0/name") == "赵三");
    CHECK(redrawn.get("/v1/locate?" + ServedTown::at(0, 0)).word("/themes/0/grid/code") == "a2");
    CHECK(redrawn.get("/v1/locate?" + ServedTown::at(0, 0) + "&at=2021-06-01").word("/themes/0/grid/code") == "a");
    const auto future = redrawn.get(located("&at=2031-01-01"));
    CHECK(future.text("/edition") == "2");
    CHECK(future.size("/themes/0/chain/0/people") == 0); // Zhao heads M until 2030
}

TEST_CASE("a batch, cards, lists and neighbours know the grids of an earlier day") {
    RedrawnTown redrawn;
    auto &town = redrawn.town;
    const std::string then = "at=2021-06-01";
    const auto place = spatial::to_lonlat(cell_middle(0, 0));
    const auto batch =
        town.post("/v1/locate?" + then, "text/csv", fmt::format("lon,lat\n{:.7f},{:.7f}\n", place.lon, place.lat));
    CHECK_THAT(std::string(batch.text()), ContainsSubstring(",base,a,grid,inside,"));
    CHECK(redrawn.get("/v1/grids?limit=100").size("/items") == 8);
    CHECK(redrawn.get("/v1/grids?limit=100&" + then).size("/items") == 7);
    CHECK(redrawn.get("/v1/grids/M/children?" + then).size("/items") == 2);
    CHECK(redrawn.get("/v1/grids/M/children").size("/items") == 3);
    CHECK(town.read("/v1/grids/a2").status == 200);
    CHECK(town.read("/v1/grids/a2?" + then).status == 404);
    const auto grid = redrawn.get("/v1/grids/a?" + then);
    CHECK(grid.text("/edition") == "1");
    CHECK(grid.word("/people/0/name") == "王一");
    CHECK(redrawn.get("/v1/grids/a").size("/people") == 0); // that was b
    const auto card = redrawn.get("/v1/grids/a/card?" + then);
    CHECK(card.text("/edition") == "1");
    CHECK(card.text("/layers/buildings/total") == "1");
    CHECK(card.size("/neighbours") == redrawn.get("/v1/grids/a/neighbours?" + then).size("/items"));
    CHECK(redrawn.get("/v1/grids.geojson?" + then).size("/features") == 7);
    CHECK(redrawn.get("/v1/grids/a.geojson?" + then).text("/geometry") != redrawn.get("/v1/grids/b.geojson").text("/geometry"));
    const auto near = "/v1/nearby?layers=key_sites&" + ServedTown::at(2, 0);
    CHECK(redrawn.get(near + "&" + then).word("/items/0/grid/code") == "b");
    CHECK(redrawn.get(near).word("/items/0/grid/code") == "a");
    CHECK_THAT(std::string(town.read("/v1/vacancies?" + then).text()), !ContainsSubstring("a2"));
    CHECK_THAT(std::string(town.read("/v1/vacancies").text()), ContainsSubstring("a2"));
    CHECK(town.read("/v1/grids?" + then).header("ETag") != town.read("/v1/grids").header("ETag"));
}

TEST_CASE("a person assigned today is seen on today's grids of earlier editions at once") {
    RedrawnTown redrawn;
    auto &town = redrawn.town;
    const auto then = located("&at=2021-06-01");
    REQUIRE(redrawn.get(then).size("/themes/0/people") == 2);
    const auto added =
        town.write(Method::post, "/v1/assignments",
                   R"({"person":"p3","theme":"base","grid":"b","role":"grid_worker","from":"2021-01-01","to":"2022-01-01"})");
    REQUIRE(added.status == 201);
    CHECK(redrawn.get(then).size("/themes/0/people") == 3);
}

TEST_CASE("tiles of an instant are those of the edition that held then") {
    RedrawnTown redrawn;
    auto &town = redrawn.town;
    const std::string tile = "/tiles/grids/14/12933/6391.mvt?";
    const auto by_edition = town.read(tile + "edition=1");
    const auto by_instant = town.read(tile + "at=2021-06-01");
    REQUIRE(by_instant.status == by_edition.status);
    CHECK(by_instant.text() == by_edition.text());
    CHECK(by_instant.header("ETag") == by_edition.header("ETag"));
    CHECK_THAT(std::string(by_edition.header("Cache-Control")), ContainsSubstring("immutable"));
    CHECK_THAT(std::string(by_instant.header("Cache-Control")), !ContainsSubstring("immutable"));
    CHECK_THAT(redrawn.get("/tiles/grids.json?at=2021-06-01").text("/tiles"), ContainsSubstring("edition=1"));
    const auto both = town.read(tile + "at=2021-06-01&edition=1");
    CHECK(both.status == 400);
    CHECK(JsonAnswer(both).word("/code") == "at_and_edition");
    CHECK(town.read(tile + "at=2019-01-01").status == 404);
    CHECK(town.read(tile + "at=then").status == 400);
}

TEST_CASE("before the first edition nobody owned a place") {
    RedrawnTown redrawn;
    for (const auto &target : {located("&at=2019-12-31"), std::string("/v1/grids?at=2019-12-31"),
                               std::string("/v1/grids/a?at=2019-12-31"), std::string("/v1/vacancies?at=2019-12-31")}) {
        const auto response = redrawn.town.read(target);
        INFO(target);
        CHECK(response.status == 404);
        CHECK(JsonAnswer(response).word("/code") == "edition_not_served");
        CHECK(JsonAnswer(response).word("/field") == "at");
    }
}

TEST_CASE("an edition stays at hand when another one follows, and is what the store keeps of it") {
    RedrawnTown redrawn;
    auto &api = redrawn.town.app().api();
    const auto kept = api.past.at_hand(1);
    REQUIRE(kept != nullptr);
    PastEditions others(api.store, tiles::default_level_zooms);
    REQUIRE(others.at_hand(1) == nullptr);
    const auto read = others.draw(1);
    const auto &served = *kept->world->theme("base");
    const auto &stored = *read->world->theme("base");
    CHECK(kept->world->edition == read->world->edition);
    CHECK(served.edition == stored.edition);
    REQUIRE(served.grids.size() == stored.grids.size());
    for (data::GridIndex grid = 1; grid < stored.grids.size(); ++grid) {
        const auto same = served.find(stored.grids[grid].code);
        CAPTURE(stored.grids[grid].code);
        REQUIRE(same != 0);
        CHECK(served.grids[same].id == stored.grids[grid].id);
        CHECK(served.grids[same].name == stored.grids[grid].name);
        CHECK(served.grids[same].area_m2 == stored.grids[grid].area_m2);
        CHECK(spatial::bounds(served.shapes[same]) == spatial::bounds(stored.shapes[grid]));
    }
}
