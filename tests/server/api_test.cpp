#include "places.hpp"
#include "server/api/routes.hpp"
#include "server/service/access.hpp"
#include "spatial/frames.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/gzip.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;

namespace {

using Json = tests::JsonAnswer;

std::string body_of(const Response &response) {
    return std::string(response.text());
}

} // namespace

TEST_CASE("a place inside a grid is answered with grid, people, chain and border") {
    ServedTown town;
    const Response response = town.get("/v1/locate?" + ServedTown::at(0, 0));
    REQUIRE(response.status == 200);
    Json json(response);
    CHECK(json.text("/edition") == "1");
    CHECK(json.text("/frame") == "\"cgcs2000\"");
    CHECK(json.text("/themes/0/theme") == "\"base\"");
    CHECK(json.text("/themes/0/match") == "\"inside\"");
    CHECK(json.text("/themes/0/on_border") == "false");
    CHECK(json.text("/themes/0/distance_m") == "null");
    CHECK(json.text("/themes/0/grid") == R"({"code":"a","name":"单元a","level":"grid","level_name":"网格","kind":"base"})");
    CHECK(
        json.text("/themes/0/people/0") ==
        R"({"role":"grid_head","role_name":"网格长","name":"王一","phone_masked":"138****5678","primary":true,"on_duty":true,"level":"grid"})");
    CHECK(json.text("/themes/0/people/1/name") == "\"李二\"");
    CHECK(json.text("/themes/0/people/1/primary") == "false");
    CHECK(json.text("/themes/0/fallback") == "null");
    CHECK(json.text("/themes/0/chain/0/code") == "\"M\"");
    CHECK(json.text("/themes/0/chain/0/people/0/name") == "\"赵三\"");
    CHECK(json.text("/themes/0/chain/1/level") == "\"township\"");
    CHECK(json.text("/themes/0/chain/2") ==
          R"({"level":"division","level_name":"区","rank":0,"code":"990402","name":"虚构区","people":[]})");
    CHECK(json.text("/themes/0/border/across") == "null");
    CHECK(json.text("/themes/0/within_accuracy") == "[]");
    // the enterprise grids, of which there are none, do not limit it
    CHECK(json.number("/valid_radius_m") > json.number("/themes/0/border/distance_m") - 0.04);
}

TEST_CASE("where a grid has nobody its nearest ancestor answers, and where nobody does, an organisation") {
    ServedTown town;
    Json by_community(town.get("/v1/locate?" + ServedTown::at(3, 0)));
    CHECK(by_community.text("/themes/0/grid/code") == "\"b\"");
    CHECK(by_community.text("/themes/0/people/0/name") == "\"赵三\"");
    CHECK(by_community.text("/themes/0/people/0/level") == "\"community\"");
    Json by_office(town.get("/v1/locate?" + ServedTown::at(0, 2)));
    CHECK(by_office.text("/themes/0/people") == "[]");
    CHECK(by_office.text("/themes/0/fallback") == "\"office\"");
    Json later(town.get("/v1/locate?at=2031-01-01&" + ServedTown::at(3, 0)));
    CHECK(later.text("/themes/0/people") == "[]");
    CHECK(later.text("/at") == "\"2031-01-01T00:00:00+08:00\"");
}

TEST_CASE("doubt names the other grids, and outside the nearest one is offered") {
    ServedTown town;
    Json doubt(town.get("/v1/locate?accuracy=250&themes=base&" + ServedTown::at(1, 0)));
    CHECK(doubt.text("/themes/0/within_accuracy/0/code") == "\"b\"");
    CHECK(doubt.number("/valid_radius_m") < doubt.number("/themes/0/border/distance_m"));
    CHECK(doubt.number("/valid_radius_m") > doubt.number("/themes/0/border/distance_m") - 0.04);
    Json near(town.get("/v1/locate?within=500&" + ServedTown::at(-1, 0)));
    CHECK(near.text("/themes/0/match") == "\"nearest\"");
    CHECK(near.text("/themes/0/grid/code") == "\"a\"");
    CHECK(near.text("/valid_radius_m") == "null");
    Json far(town.get("/v1/locate?within=0&" + ServedTown::at(-1, 0)));
    CHECK(far.text("/themes/0/match") == "\"none\"");
    CHECK(far.text("/themes/0/grid") == "null");
    CHECK(far.text("/themes/0/border") == "null");
    CHECK(far.number("/valid_radius_m") > 80); // half a cell to the ground
    CHECK(far.number("/valid_radius_m") < 90);
}

TEST_CASE("a place named in another frame is moved into the store's") {
    ServedTown town;
    const spatial::LonLat middle = spatial::to_lonlat(tests::cell_middle(0, 0));
    for (const auto frame : {spatial::Frame::wgs84, spatial::Frame::gcj02, spatial::Frame::bd09}) {
        const spatial::LonLat moved = spatial::from_store_frame(middle, frame);
        std::ostringstream query;
        query.precision(12);
        query << "/v1/locate?lon=" << moved.lon << "&lat=" << moved.lat << "&frame=" << spatial::frame_name(frame);
        Json json(town.get(query.str()));
        CHECK(json.text("/themes/0/grid/code") == "\"a\"");
        CHECK(json.text("/frame") == "\"" + std::string(spatial::frame_name(frame)) + "\"");
    }
}

TEST_CASE("a wrong question is refused with its code and its field") {
    ServedTown town;
    const auto [query, status, code, field] = GENERATE(table<std::string, int, std::string, std::string>({
        {"lat=36.5", 400, "missing_parameter", "lon"},
        {"lon=NaN&lat=36.5", 400, "not_a_number", "lon"},
        {"lon=104&lat=1e400", 400, "not_a_number", "lat"},
        {"lon=190&lat=36.5", 400, "out_of_range", "lon"},
        {"lon=104&lat=-91", 400, "out_of_range", "lat"},
        {"lon=36.5390&lat=104.1710", 400, "axes_swapped", "lon"},
        {"lon=104&lat=36&frame=xian80", 400, "unknown_frame", "frame"},
        {"lon=104&lat=36&lon=104", 400, "duplicate_parameter", "lon"},
        {"lon=104&lat=36&crs=4326", 400, "unknown_parameter", "crs"},
        {"lon=104&lat=36&accuracy=-1", 400, "out_of_range", "accuracy"},
        {"lon=104&lat=36&within=1e9", 400, "out_of_range", "within"},
        {"lon=104&lat=36&themes=none", 400, "unknown_theme", "themes"},
        {"lon=104&lat=36&themes=", 400, "missing_parameter", "themes"},
        {"lon=104&lat=36&at=yesterday", 400, "bad_instant", "at"},
        {"lon=104&lat=36&at=2026-02-30", 400, "bad_instant", "at"},
        {"lon=104&lat=36&at=2019-12-31", 404, "edition_not_served", "at"},
    }));
    CAPTURE(query);
    const Response response = town.get("/v1/locate?" + query);
    CHECK(response.status == status);
    CHECK(response.content_type == "application/problem+json");
    Json json(response);
    CHECK(json.text("/code") == "\"" + code + "\"");
    if (code != "axes_swapped") {
        CHECK(json.text("/field") == "\"" + field + "\"");
    }
}

TEST_CASE("a batch comes back in the format it came in, or the one that is asked for") {
    ServedTown town;
    const std::string csv = "id,lon,lat\nx,104.171,36.539\n\"y,\"\"1\",104.171,36.549\n";
    CHECK(body_of(town.post("/v1/locate?within=0", "text/csv; charset=utf-8", csv)) ==
          "id,lon,lat,theme,grid_code,level,match,distance_m\n"
          "x,104.171,36.539,base,a,grid,inside,\n\"y,\"\"1\",104.171,36.549,base,,,none,\n");
    const Response lines =
        town.post("/v1/locate?within=0", "text/csv", "lon,lat\r\n104.171,36.539\r\n", "application/x-ndjson");
    CHECK(lines.content_type == "application/x-ndjson");
    CHECK(
        body_of(lines) ==
        R"({"id":1,"lon":104.171,"lat":36.539,"theme":"base","grid_code":"a","level":"grid","match":"inside","distance_m":null})"
        "\n");
    const std::string ndjson = "{\"id\":\"x\",\"lon\":104.171,\"lat\":36.539}\n\n{\"lat\":36.539,\"lon\":104.177,\"id\":7}\n";
    const std::string back = body_of(town.post("/v1/locate", "application/x-ndjson", ndjson));
    CHECK_THAT(back, ContainsSubstring(R"({"id":"x",)") && ContainsSubstring(R"({"id":7,)") &&
                         ContainsSubstring(R"("grid_code":"b")"));
    Json json(town.post("/v1/locate", "application/json", R"([[104.171,36.539],{"lon":104.177,"lat":36.539}])"));
    CHECK(json.text("/items/1/grid_code") == "\"b\"");
    CHECK(json.text("/edition") == "1");
}

TEST_CASE("a batch with a bad row is refused whole, naming the row") {
    ServedTown town;
    const auto [type, body, detail] = GENERATE(table<std::string, std::string, std::string>({
        {"text/csv", "lat,lon\n1,2\n", "first line"},
        {"text/csv", "lon,lat\n1,2\n1,nan\n", "Row 2: lat"},
        {"text/csv", "lon,lat\n1,2,3\n", "Row 1: there are more"},
        {"text/csv", "lon,lat\n1\n", "Row 1: lat"},
        {"text/csv", "lon,lat\n1,91\n", "Row 1: lat=91"},
        {"application/x-ndjson", "{\"lon\":1,\"lat\":2}\n{\"lon\":1}\n", "Row 2: lat is missing"},
        {"application/x-ndjson", "{\"lon\":1,\"lat\":2}{}\n", "Row 1"},
        {"application/x-ndjson", "{\"lon\":1,\"lat\":2,\"lon\":3}\n", "Row 1: lon is there twice"},
        {"application/x-ndjson", "[1,2]\n", "Row 1"},
        {"application/json", "{}", "array"},
        {"application/json", "[{\"lon\":1,\"lat\":\"2\"}]", "Row 1: lat"},
        {"application/json", "[{\"lon\":1,\"lat\":2,\"x\":3}]", "Row 1: there is no field 'x'"},
        {"application/json", "[[1,2,3]]", "Row 1: a pair"},
        {"application/json", "[[1,2]", "JSON"},
        {"application/json", "[[1,2]] x", "JSON"},
        {"application/xml", "<a/>", "Content-Type"},
    }));
    CAPTURE(type, body);
    const Response response = town.post("/v1/locate", type, body);
    CHECK(response.status == 400);
    CHECK_THAT(body_of(response), ContainsSubstring(detail));
}

TEST_CASE("a batch has at most 100,000 points") {
    ServedTown town;
    std::string csv = "lon,lat\n";
    for (int i = 0; i < 100'000; ++i) {
        csv += "104.171,36.539\n";
    }
    CHECK(town.post("/v1/locate", "text/csv", csv).status == 200);
    CHECK(town.post("/v1/locate", "text/csv", csv + "1,1\n").status == 400);
}

TEST_CASE("grids are listed page by page and each is shown") {
    ServedTown town;
    Json first(town.get("/v1/grids?level=grid&limit=3"));
    CHECK(first.text("/items/2/code") == "\"c\"");
    const std::string next = first.text("/next");
    Json second(town.get("/v1/grids?level=grid&limit=3&cursor=" + next.substr(1, next.size() - 2)));
    CHECK(second.text("/items/0/code") == "\"d\"");
    CHECK(second.text("/items/0/kind") == "\"dedicated\"");
    CHECK(second.text("/next") == "null");
    Json children(town.get("/v1/grids?parent=M"));
    CHECK(children.text("/items/1/code") == "\"b\"");
    Json found(town.get("/v1/grids?q=%E5%8D%95%E5%85%83N"));
    CHECK(found.text("/items/0/code") == "\"N\"");
    Json one(town.get("/v1/grids/a"));
    CHECK(one.text("/people/0/name") == "\"王一\"");
    CHECK(one.text("/parent") == "\"M\"");
    CHECK(town.get("/v1/grids/zz").status == 404);
    CHECK(town.get("/v1/grids?level=zz").status == 400);
    CHECK(town.get("/v1/grids?limit=1001").status == 400);
    CHECK_THAT(std::string(town.get("/v1/grids?cursor=9.1").text()), ContainsSubstring("cursor_expired"));
    CHECK_THAT(std::string(town.get("/v1/grids?cursor=abc").text()), ContainsSubstring("bad_cursor"));
    Json outline(town.get("/v1/grids/a.geojson"));
    CHECK(outline.text("/geometry/type") == "\"MultiPolygon\"");
    CHECK(outline.text("/properties/code") == "\"a\"");
    Json all(town.get("/v1/grids.geojson?level=community"));
    CHECK(all.text("/features/1/properties/code") == "\"N\"");
}

TEST_CASE("tiles have strong tags that follow what they show") {
    ServedTown town;
    const spatial::TilePosition middle =
        spatial::to_tile_position(tests::cell_middle(1, 1), spatial::TileGrid::web_mercator_quad);
    const std::string place = "14/" + std::to_string(middle.x >> 18U) + "/" + std::to_string(middle.y >> 18U);
    const std::string path = "/tiles/grids,grid_labels,grids/" + place;
    const Response plain = town.get(path + ".mvt");
    REQUIRE(plain.status == 200);
    CHECK(plain.content_type == "application/vnd.mapbox-vector-tile");
    CHECK(plain.header("Vary") == "Accept-Encoding, Authorization");
    const Response small = town.get(path + ".pbf", {{"Accept-Encoding", "gzip"}});
    CHECK(small.header("Content-Encoding") == "gzip");
    CHECK(small.header("ETag").ends_with("-gz\""));
    CHECK(small.header("ETag") != plain.header("ETag"));
    CHECK(tiles::gunzip(small.text()) == plain.text());
    const Response again = town.get(path + ".mvt", {{"If-None-Match", std::string(plain.header("ETag"))}});
    CHECK(again.status == 304);
    CHECK(again.text().empty());
    CHECK(again.header("ETag") == plain.header("ETag"));
    const Response empty = town.get("/tiles/grids/14/0/0.mvt");
    CHECK(empty.status == 204);
    CHECK_FALSE(empty.header("ETag").empty());
    CHECK(body_of(town.get("/tiles/grids.json")).find("http://127.0.0.1:8080/tiles/grids/{z}/{x}/{y}.mvt") !=
          std::string::npos);
}

TEST_CASE("tiles that cannot be are refused") {
    ServedTown town;
    CHECK(town.get("/tiles/grids/23/0/0.mvt").status == 404);
    CHECK(town.get("/tiles/grids/2/4/0.mvt").status == 404);
    CHECK(town.get("/tiles/grids/2/0/-1.mvt").status == 404);
    CHECK(town.get("/tiles/grids/2/0/99999999999.mvt").status == 404);
    CHECK(town.get("/tiles/nothing/2/0/0.mvt").status == 404);
    CHECK(town.get("/tiles/grids,/2/0/0.mvt?x=1").status == 400);
}

TEST_CASE("strangers see nothing, this machine sees masked phones, keys see phones and cameras") {
    ServedTown town;
    const std::string where = "/v1/locate?" + ServedTown::at(0, 0);
    CHECK(body_of(town.get(where)).find("13800005678") == std::string::npos);
    CHECK(town.get("/tiles/cameras/0/0/0.mvt").status == 401);
    const std::vector<std::pair<std::string, std::string>> key{{"Authorization", "Bearer " + town.key()}};
    CHECK_THAT(body_of(town.get(where, key)), ContainsSubstring("\"phone\":\"13800005678\""));
    CHECK(town.get("/tiles/cameras/0/0/0.mvt", key).status == 200);
    const Response wrong = town.get(where, {{"Authorization", "Bearer wrong"}});
    CHECK(wrong.status == 401);
    CHECK(wrong.header("WWW-Authenticate").starts_with("Bearer"));
    CHECK(town.get(where, {{"Authorization", "Basic eDp5"}}).status == 401);
    CHECK(town.get(where, {{"X-Forwarded-For", "10.0.0.1"}}).status == 401);
    Config open_to_all;
    open_to_all.listen = "0.0.0.0:8080";
    ServedTown other(open_to_all);
    for (const char *path :
         {"/v1/info", "/v1/grids", "/v1/grids/a.geojson", "/tiles/grids/0/0/0.mvt", "/tiles/grids.json", "/metrics"}) {
        CAPTURE(path);
        CHECK(other.get(path).status == 401);
    }
    CHECK(other.get("/livez").status == 200);
    CHECK(other.get("/v1/info", {{"Authorization", "Bearer " + other.key()}}).status == 200);
}

TEST_CASE("a demo shows cameras of a sample to this machine only") {
    Config demo;
    demo.demo = true;
    ServedTown town(demo);
    CHECK(town.get("/tiles/cameras/0/0/0.mvt").status == 200);
    demo.listen = "0.0.0.0:8080";
    ServedTown open_town(demo);
    CHECK(open_town.get("/tiles/cameras/0/0/0.mvt").status == 401);
}

TEST_CASE("pages, documents and health are there") {
    ServedTown town;
    CHECK(town.get("/").header("Location") == "wall");
    const Response page = town.get("/wall");
    CHECK(page.status == 200);
    CHECK_THAT(std::string(page.header("Content-Security-Policy")), ContainsSubstring("worker-src 'self' blob:"));
    CHECK(town.get("/assets/wall.js").content_type == "text/javascript; charset=utf-8");
    CHECK(town.get("/assets/../secret").status == 404);
    CHECK(town.get("/assets/none.js").status == 404);
    CHECK(town.get("/favicon.ico").content_type == "image/svg+xml");
    CHECK(town.get("/readyz").status == 200);
    CHECK_THAT(body_of(town.get("/metrics")), ContainsSubstring("jingwei_world_edition 1"));
    Json info(town.get("/v1/info"));
    CHECK(info.text("/name") == "\"虚构区\"");
    CHECK(info.text("/layers/1") == R"({"layer":"cameras","count":0,"allowed":false})");
}

TEST_CASE("every route stands in openapi.yaml") {
    std::ifstream file(std::string(tests::source_folder) + "/server/api/openapi.yaml");
    std::ostringstream text;
    text << file.rdbuf();
    ServedTown town;
    const auto routes = make_routes(town.app().api());
    for (const Route &route : routes) {
        std::string path(route.pattern);
        if (path.ends_with(".pbf") || path == "/favicon.ico") {
            continue;
        }
        if (const auto star = path.find('*'); star != std::string::npos) {
            path.erase(star, 1);
        }
        CAPTURE(path);
        const std::string all = text.str();
        const auto start = all.find("\n  " + path + ":");
        REQUIRE(start != std::string::npos);
        std::string method(method_name(route.method));
        std::ranges::transform(method, method.begin(), lower);
        CAPTURE(method);
        CHECK(all.substr(start, all.find("\n  /", start + 1) - start).find("\n    " + method + ":") != std::string::npos);
    }
}
