#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"

#include <algorithm>
#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

/// A GeoJSON Polygon of corners given in cells of the drawn town.
std::string outline(const std::vector<std::pair<int, int>> &cells) {
    std::string positions;
    for (const auto &[column, row] : cells) {
        const auto place = spatial::to_lonlat(tests::cell_middle(column, row));
        positions += fmt::format("{}[{:.7f},{:.7f}]", positions.empty() ? "" : ",", place.lon, place.lat);
    }
    return R"({"footprint":{"type":"Polygon","coordinates":[[)" + positions + "]]}}";
}

Response change(ServedTown &town, const std::string &path, const std::string &body) {
    return town.write(Method::patch, path, body, {{"If-Match", "*"}});
}

} // namespace

TEST_CASE("a building takes an outline, keeps it turning left, and gives it back closed") {
    ServedTown town;
    const Response right_turning = change(town, "/v1/buildings/bld1", outline({{0, 0}, {1, 0}, {1, 1}, {0, 1}, {0, 0}}));
    REQUIRE(right_turning.status == 200);
    const Json shown(right_turning);
    CHECK(shown.text("/footprint/type") == "\"Polygon\"");
    CHECK(shown.size("/footprint/coordinates/0") == 5);
    CHECK(shown.text("/footprint/coordinates/0/0") == shown.text("/footprint/coordinates/0/4"));
    CHECK(spatial::doubled_area(town.app().store().world()->buildings->find("bld1")->footprint) > 0);
    CHECK_FALSE(Json(town.read("/v1/buildings")).has("/items/0/footprint"));
    const std::string etag(right_turning.header("ETag"));
    CHECK(town.read("/v1/buildings/bld1").header("ETag") == etag);
    CHECK(change(town, "/v1/buildings/bld1", outline({{0, 1}, {1, 1}, {1, 0}, {0, 0}})).status == 200);
    CHECK(change(town, "/v1/buildings/bld1", R"({"footprint":null})").status == 200);
    CHECK(town.app().store().world()->buildings->find("bld1")->footprint.empty());
}

TEST_CASE("a building keeps the courtyards of its outline, and gives them back") {
    ServedTown town;
    const auto ring = [](std::vector<std::pair<int, int>> cells) {
        const std::string body = outline(cells);
        const auto from = body.find("[[");
        return body.substr(from + 1, body.rfind("]]") - from);
    };
    const auto with_hole = [&](const std::string &hole) {
        return R"({"footprint":{"type":"Polygon","coordinates":[)" + ring({{0, 0}, {3, 0}, {3, 3}, {0, 3}}) + "," + hole +
               "]}}";
    };
    const Response taken = change(town, "/v1/buildings/bld1", with_hole(ring({{1, 1}, {2, 1}, {2, 2}})));
    CAPTURE(taken.text());
    REQUIRE(taken.status == 200);
    CHECK(Json(taken).size("/footprint/coordinates") == 2);
    const auto *building = town.app().store().world()->buildings->find("bld1");
    REQUIRE(building->courtyards.size() == 1);
    CHECK(spatial::doubled_area(building->courtyards[0]) < 0);
    for (const auto &hole : {ring({{1, 1}, {4, 1}, {4, 2}}), ring({{4, 4}, {5, 4}, {5, 5}}), ring({{1, 1}, {2, 1}})}) {
        const Response refused = change(town, "/v1/buildings/bld1", with_hole(hole));
        CHECK(refused.status == 400);
        CHECK(Json(refused).word("/field") == "footprint");
    }
    CHECK(change(town, "/v1/buildings/bld1", R"({"footprint":null})").status == 200);
    CHECK(town.app().store().world()->buildings->find("bld1")->courtyards.empty());
}

TEST_CASE("an outline that is none is refused") {
    ServedTown town;
    const std::string body =
        GENERATE(std::string(R"({"footprint":[]})"), std::string(R"({"footprint":{"type":"Point","coordinates":[1,2]}})"),
                 std::string(R"({"footprint":{"type":"Polygon","coordinates":[[[1,2],[3]]]}})"),
                 std::string(R"({"footprint":{"type":"Polygon","coordinates":[[[104,36],[104,"36"],[105,36]]]}})"),
                 std::string(R"({"footprint":{"type":"Polygon","coordinates":[[[104,36],[105,36],[105,37]]]}})"),
                 outline({{0, 0}, {1, 0}}), outline({{0, 0}, {1, 0}, {2, 0}}), outline({{0, 0}, {1, 1}, {1, 0}, {0, 1}}));
    CAPTURE(body);
    const Response refused = change(town, "/v1/buildings/bld1", body);
    CHECK(refused.status == 400);
    CHECK(Json(refused).word("/field") == "footprint");
}

TEST_CASE("a building with rental houses stays until they move") {
    ServedTown town;
    const Response refused = town.write(Method::del, "/v1/buildings/bld1", "", {{"If-Match", "*"}});
    CHECK(refused.status == 409);
    CHECK_THAT(Json(refused).word("/detail"), ContainsSubstring("1 rental houses"));
    const Response unknown = change(town, "/v1/rental-houses/house1", R"({"building":"bld9"})");
    CHECK(unknown.status == 422);
    CHECK(Json(unknown).word("/field") == "building");
    CHECK(change(town, "/v1/rental-houses/house1", R"({"building":null,"last_visit":"2026-11-22"})").status == 200);
    CHECK(Json(town.read("/v1/rental-houses/house1")).word("/last_visit") == "2026-11-22T00:00:00+08:00");
    CHECK(town.write(Method::del, "/v1/buildings/bld1", "", {{"If-Match", "*"}}).status == 204);
    CHECK(town.app().store().world()->buildings->size() == 0);
}

TEST_CASE("what is personal and whole phones are for holders of a key") {
    ServedTown town;
    CHECK(change(town, "/v1/key-sites/site1", R"({"phone":"13600009876","responsible":"校长"})").status == 200);
    const Json site(town.get("/v1/key-sites/site1"));
    CHECK(site.word("/phone_masked") == "136****9876");
    CHECK_FALSE(site.has("/phone"));
    CHECK(Json(town.read("/v1/key-sites/site1")).word("/phone") == "13600009876");
    const Json building(town.get("/v1/buildings/bld1"));
    CHECK(building.word("/name") == "一号楼");
    CHECK(building.text("/households") == "null");
    CHECK(building.text("/residents") == "null");
    CHECK(Json(town.read("/v1/buildings/bld1")).text("/households") == "40");
    CHECK(Json(town.get("/v1/rental-houses/house1")).text("/tenant_count") == "null");
    CHECK(Json(town.read("/v1/rental-houses/house1")).text("/tenant_count") == "2");
}

TEST_CASE("who has no key sees of each layer what an export without a key holds, and no more") {
    ServedTown town;
    CHECK(change(town, "/v1/rental-houses/house1", R"({"last_visit":"2026-11-22"})").status == 200);
    struct Withheld {
        std::string path, layer, record;
        std::vector<std::string> fields;
    };
    const auto withheld =
        GENERATE(Withheld{"/v1/rental-houses", "rental_houses", "house1", {"address", "hazard", "tenant_count", "last_visit"}},
                 Withheld{"/v1/buildings", "buildings", "bld1", {"households", "residents"}},
                 Withheld{"/v1/key-sites", "key_sites", "site1", {}}, Withheld{"/v1/people", "people", "p1", {}});
    CAPTURE(withheld.path);
    const Json one(town.get(withheld.path + "/" + withheld.record));
    const Json list(town.get(withheld.path));
    const Json full(town.read(withheld.path + "/" + withheld.record));
    const auto csv = std::string(town.get("/v1/export/" + withheld.layer + ".csv").text());
    const auto columns = "," + csv.substr(3, csv.find("\r\n") - 3) + ","; // behind the byte order mark
    for (const std::string field :
         {"name", "address", "kind", "building", "building_use", "rental_use", "let_kind", "hazard", "tenant_count",
          "last_visit", "floors", "units", "households", "residents", "responsible", "attention", "org"}) {
        CAPTURE(field);
        const bool hidden = std::ranges::find(withheld.fields, field) != withheld.fields.end();
        if (!full.has("/" + field)) {
            CHECK_FALSE(one.has("/" + field));
            continue;
        }
        CHECK((one.text("/" + field) == full.text("/" + field)) == !hidden);
        CHECK(one.text("/" + field) == list.text("/items/0/" + field));
        const std::string column = field == "building" ? "building_code" : field;
        CHECK((columns.find("," + column + ",") != std::string::npos) == !hidden);
    }
}

TEST_CASE("an address that is withheld cannot be looked for either") {
    ServedTown town;
    const std::string part = "101";
    CHECK(Json(town.get("/v1/rental-houses?q=" + part)).size("/items") == 0);
    CHECK(Json(town.read("/v1/rental-houses?q=" + part)).size("/items") == 1);
    CHECK(Json(town.get("/v1/rental-houses?q=house1")).size("/items") == 1);
    const std::string near = "/v1/nearby?layers=rental_houses&" + ServedTown::at(1, 1);
    CHECK(Json(town.get(near)).text("/items/0/name") == "null");
    CHECK(Json(town.get(near)).word("/items/0/code") == "house1");
    CHECK(Json(town.read(near)).word("/items/0/name") == "一号楼101");
}

TEST_CASE("the contact of a key site may be a service number") {
    ServedTown town;
    const auto stored = [&] { return town.app().store().world()->key_sites->find("site1")->phone; };
    for (const std::string number : {"110", "12345", "400-810-0000", "0943-8221234", "+86 13600009876"}) {
        CHECK(change(town, "/v1/key-sites/site1", R"({"phone":")" + number + "\"}").status == 200);
        CHECK(stored() == number);
    }
    CHECK(change(town, "/v1/key-sites/site1", R"({"phone":"１１９"})").status == 200);
    CHECK(stored() == "119");
    for (const std::string number : {"12", "110;119", "123456789012345678901"}) {
        const Response refused = change(town, "/v1/key-sites/site1", R"({"phone":")" + number + "\"}");
        CHECK(refused.status == 400);
        CHECK_THAT(Json(refused).word("/detail"), ContainsSubstring("3 to 20 digits"));
    }
}

TEST_CASE("a text is kept as an import would keep it, or refused as an import would") {
    ServedTown town;
    const auto name = [&] { return town.app().store().world()->key_sites->find("site1")->name; };
    CHECK(change(town, "/v1/key-sites/site1", R"({"name":"  东 门　 "})").status == 200);
    CHECK(name() == "东 门");
    CHECK(change(town, "/v1/key-sites/site1", R"({"name":"=1+1"})").status == 200);
    CHECK(name() == "=1+1");
    CHECK_THAT(std::string(town.get("/v1/export/key_sites.csv").text()), ContainsSubstring(",'=1+1,"));
    const Response refused = change(town, "/v1/key-sites/site1", R"({"name":"#N/A"})");
    CHECK(refused.status == 400);
    CHECK_THAT(Json(refused).word("/detail"), ContainsSubstring("'name' is #N/A"));
    const Response shortened = town.write(Method::post, "/v1/people", R"({"code":"6.2E14","name":"孙四"})");
    CHECK(shortened.status == 400);
    CHECK_THAT(Json(shortened).word("/detail"), ContainsSubstring("shortened by a spreadsheet"));
}

TEST_CASE("the other layers have the same calls") {
    ServedTown town;
    const auto place = spatial::to_lonlat(tests::cell_middle(2, 1));
    const auto [path, more] = GENERATE(table<std::string, std::string>({
        {"/v1/key-sites", R"("kind":"school","attention":2)"},
        {"/v1/rental-houses", R"("rental_use":"02","hazard":"00","tenant_count":4)"},
        {"/v1/buildings", R"("building_use":"01","floors":6)"},
    }));
    CAPTURE(path);
    const std::string body = fmt::format(R"({{"code":"new1",{},"lon":{:.7f},"lat":{:.7f}}})", more, place.lon, place.lat);
    const Response made = town.write(Method::post, path, body);
    REQUIRE(made.status == 201);
    CHECK(made.header("Location") == path + "/new1");
    const Json list(town.read(path + "?grid=b&q=new"));
    CHECK(list.size("/items") == 1);
    CHECK(list.word("/items/0/grid/code") == "b");
    CHECK(change(town, path + "/new1", R"({"address":"东街1号"})").status == 200);
    CHECK(town.write(Method::del, path + "/new1", "", {{"If-Match", "*"}}).status == 204);
    CHECK(town.read(path + "/new1").status == 404);
    CHECK(change(town, path + "/new1", R"({"address":"x"})").status == 404);
}
