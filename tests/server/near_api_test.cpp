#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using tests::ServedTown;
using Json = tests::JsonAnswer;

TEST_CASE("what is near a place comes nearest first, with distance, bearing and grid") {
    ServedTown town;
    const Json near(town.read("/v1/nearby?layers=key_sites,cameras,buildings&within=5000&" + ServedTown::at(0, 0)));
    REQUIRE(near.size("/items") == 3);
    CHECK(near.text("/items/0/layer") == "\"cameras\"");
    CHECK(near.text("/items/0/distance_m") == "0");
    CHECK(near.text("/items/0/bearing_deg") == "0");
    CHECK(near.word("/items/1/code") == "bld1");
    CHECK(near.number("/items/1/bearing_deg") > 135); // south-east, cells are narrower than high
    CHECK(near.number("/items/1/bearing_deg") < 180);
    CHECK(near.word("/items/2/code") == "site1");
    CHECK(near.number("/items/2/bearing_deg") == 90);
    CHECK(std::abs(near.number("/items/2/distance_m") - 358) < 2); // 0.004 degrees of longitude at 36.54 north
    CHECK(near.word("/items/2/grid/code") == "b");
    CHECK(near.word("/items/2/kind") == "school");
    CHECK(near.text("/next") == "null");
}

TEST_CASE("metres to what is near are those of the geodesic, also kilometres away") {
    ServedTown town;
    const spatial::LonLat from{104.26, 36.54};
    const auto asked = [&](double within) {
        return Json(
            town.read(fmt::format("/v1/nearby?layers=key_sites&k=1&within={}&lon={}&lat={}", within, from.lon, from.lat)));
    };
    const auto near = asked(10'000);
    REQUIRE(near.size("/items") == 1);
    const auto site = town.app().api().store.world()->key_sites->find("site1");
    const double exact = spatial::geodesic_distance_m(from, spatial::to_lonlat(site->at));
    CHECK(exact > 7'000);
    CHECK(std::abs(near.number("/items/0/distance_m") - exact) < 0.006); // told in centimetres
    CHECK(asked(exact + 0.01).size("/items") == 1);
    CHECK(asked(exact - 0.01).size("/items") == 0);
}

TEST_CASE("near is limited by number, metres and kind") {
    ServedTown town;
    const std::string here = ServedTown::at(0, 0);
    const auto count = [&](const std::string &query) {
        return Json(town.read("/v1/nearby?" + query + "&" + here)).size("/items");
    };
    CHECK(count("layers=cameras,key_sites,rental_houses,buildings&within=5000&k=2") == 2);
    CHECK(count("layers=key_sites&within=300") == 0);
    CHECK(count("layers=key_sites&within=400") == 1);
    CHECK(count("layers=key_sites,cameras&kind=school&within=5000") == 1);
    CHECK(count("layers=key_sites&kind=market&within=5000") == 0);
}

TEST_CASE("a wrong question for what is near is refused with its field") {
    ServedTown town;
    const auto [query, status, field] = GENERATE(table<std::string, int, std::string>({
        {"layers=cameras&lon=104.17", 400, "lat"},
        {"lon=104.171&lat=36.539", 400, "layers"},
        {"layers=&lon=104.171&lat=36.539", 400, "layers"},
        {"layers=trees&lon=104.171&lat=36.539", 400, "layers"},
        {"layers=cameras&lon=36.539&lat=104.171", 400, "lat"},
        {"layers=cameras&lon=104.171&lat=36.539&k=0", 400, "k"},
        {"layers=cameras&lon=104.171&lat=36.539&k=101", 400, "k"},
        {"layers=cameras&lon=104.171&lat=36.539&within=-1", 400, "within"},
        {"layers=cameras&lon=104.171&lat=36.539&kind=none", 400, "kind"},
    }));
    CAPTURE(query);
    const Response refused = town.read("/v1/nearby?" + query);
    CHECK(refused.status == status);
    CHECK(Json(refused).word("/field") == field);
}

TEST_CASE("an unknown grid is refused under the name that the call gave it") {
    ServedTown town;
    const auto [target, field] = GENERATE(table<std::string, std::string>({{"/v1/cameras?grid=NOPE", "grid"},
                                                                           {"/v1/vacancies?grid=NOPE", "grid"},
                                                                           {"/v1/grids?parent=NOPE", "parent"},
                                                                           {"/v1/grids/NOPE", "code"}}));
    const Response refused = town.read(target);
    CHECK(refused.status == 404);
    CHECK(Json(refused).word("/code") == "no_such_grid");
    CHECK(Json(refused).word("/field") == field);
}

TEST_CASE("cameras near a place need a key, the rest does not") {
    ServedTown town;
    const std::string here = "&within=5000&" + ServedTown::at(0, 0);
    CHECK(town.get("/v1/nearby?layers=cameras" + here).status == 401);
    CHECK(town.get("/v1/nearby?layers=key_sites,cameras" + here).status == 401);
    CHECK(town.get("/v1/nearby?layers=key_sites" + here).status == 200);
}
