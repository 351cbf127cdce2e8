#include "spatial/tile_plane.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/gzip.hpp"

#include <fmt/format.h>
#include <set>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using spatial::Frame;
using spatial::TileGrid;
using spatial::TilePlane;
using tests::ServedTown;
using Json = tests::JsonAnswer;

namespace {

/// "z/x/y" of the tile that shows a place in a plane.
std::string tile_of(spatial::LatticePoint at, int z, const TilePlane &plane = {}) {
    const auto position = spatial::to_tile_position(at, plane);
    const auto shift = static_cast<unsigned>(32 - z);
    return fmt::format("{}/{}/{}", z, position.x >> shift, position.y >> shift);
}

std::string town_tile(int z, const TilePlane &plane = {}) {
    return tile_of(tests::cell_middle(1, 1), z, plane);
}

std::uint64_t builds(ServedTown &town) {
    return town.app().api().tiles.stats().misses;
}

/// Two more cameras: a PTZ dome at cell (2, 0) and a checkpoint at (3, 2).
void add_cameras(ServedTown &town) {
    const auto add = [&](const std::string &code, const std::string &kind, int column, int row) {
        const std::string body =
            R"({"code":")" + code + R"(","kind":")" + kind + R"(","name":"x",)" + ServedTown::json_at(column, row) + "}";
        REQUIRE(town.write(Method::post, "/v1/cameras", body).status == 201);
    };
    add("cam2", "ptz_dome", 2, 0);
    add("cam3", "checkpoint", 3, 2);
}

} // namespace

TEST_CASE("tiles of another tile grid or frame have other tags, and are kept apart") {
    ServedTown town;
    const TilePlane degrees(TileGrid::cgcs2000_quad);
    const TilePlane gaode(TileGrid::web_mercator_quad, Frame::gcj02);
    const Response plain = town.get("/tiles/grids,grid_edges/" + town_tile(14) + ".mvt");
    const Response square = town.get("/tiles/grids,grid_edges/" + town_tile(14, degrees) + ".mvt?tms=CGCS2000Quad");
    const Response shifted = town.get("/tiles/grids,grid_edges/" + town_tile(14, gaode) + ".mvt?frame=gcj02");
    REQUIRE(plain.status == 200);
    REQUIRE(square.status == 200);
    REQUIRE(shifted.status == 200);
    CHECK(builds(town) == 3);
    CHECK(mvt::read(square.text()).size() == 2);
    CHECK(mvt::read(shifted.text()).size() == 2);
    CHECK(shifted.text() != plain.text());
    const Response same_place = town.get("/tiles/grids,grid_edges/" + town_tile(14) + ".mvt?frame=gcj02");
    CHECK(same_place.header("ETag") != plain.header("ETag"));
    const std::set<std::string> tags{std::string(plain.header("ETag")), std::string(square.header("ETag")),
                                     std::string(shifted.header("ETag"))};
    CHECK(tags.size() == 3);
    for (const Response *one : {&square, &shifted}) {
        CHECK(one->header("Cache-Control") == "private, no-cache");
    }
    const Response named = town.get("/tiles/grids,grid_edges/" + town_tile(14) + ".mvt?frame=wgs84&tms=WebMercatorQuad");
    CHECK(named.header("ETag") == plain.header("ETag"));
    CHECK(town.get("/tiles/grids,grid_edges/" + town_tile(14, degrees) + ".mvt?tms=CGCS2000Quad",
                   {{"If-None-Match", std::string(square.header("ETag"))}})
              .status == 304);
}

TEST_CASE("cameras lie in the tile of their shifted place, and locate is asked unshifted") {
    ServedTown town;
    const std::vector<std::pair<std::string, std::string>> key{{"Authorization", "Bearer " + town.key()}};
    for (const TilePlane &plane : {TilePlane(TileGrid::web_mercator_quad, Frame::gcj02), TilePlane(TileGrid::cgcs2000_quad),
                                   TilePlane(TileGrid::cgcs2000_quad, Frame::gcj02)}) {
        const std::string query =
            fmt::format("?tms={}&frame={}", spatial::tile_grid_name(plane.grid), spatial::frame_name(plane.frame));
        CAPTURE(query);
        const Response tile = town.get("/tiles/cameras/" + tile_of(tests::cell_middle(0, 0), 18, plane) + ".mvt" + query, key);
        REQUIRE(tile.status == 200);
        CHECK(mvt::read(tile.text()).at("cameras").features.at(0).text("code") == "cam1");
    }
    CHECK(Json(town.get("/v1/locate?" + ServedTown::at(0, 0))).word("/themes/0/grid/code") == "a");
}

TEST_CASE("tile grids and frames that are not there are refused with what there is") {
    ServedTown town;
    const std::string path = "/tiles/grids/" + town_tile(14) + ".mvt";
    for (const char *query : {"?tms=webmercatorquad", "?tms=", "?frame=mars", "?frame=", "?tms=a&tms=b", "?TMS=CGCS2000Quad",
                              "?category=", "?edition=x", "?edition=-1", "?edition=01", "?edition=", "?format=mvt"}) {
        CAPTURE(query);
        const Response response = town.get(path + query);
        CHECK(response.status == 400);
        CHECK(response.content_type == "application/problem+json");
    }
    Json baidu(town.get(path + "?frame=bd09"));
    CHECK(baidu.word("/code") == "frame_not_drawn");
    CHECK_THAT(baidu.word("/detail"), ContainsSubstring("frame=gcj02"));
    CHECK(town.get("/tiles/grids/0/0/0.mvt?tms=CGCS2000Quad").status == 404);
    CHECK(town.get("/tiles/grids/1/0/1.mvt?tms=CGCS2000Quad").status == 404);
    CHECK(town.get("/tiles/grids/1/1/0.mvt?tms=CGCS2000Quad").status != 404);
    CHECK(town.get("/tiles/grids/3/0/7.mvt").status == 204);
    CHECK(town.get("/tiles/grids/3/0/7.mvt?tms=CGCS2000Quad").status == 404);
}

TEST_CASE("layers in any order and repeated are one tile with one tag") {
    ServedTown town;
    const std::string place = "/" + town_tile(14) + ".mvt";
    const Response one = town.get("/tiles/grids,grid_labels,key_sites" + place);
    const Response other = town.get("/tiles/key_sites,grids,grids,grid_labels,key_sites" + place);
    CHECK(one.text() == other.text());
    CHECK(one.header("ETag") == other.header("ETag"));
    CHECK(builds(town) == 1);
    CHECK(mvt::read(one.text()).count("grids") == 1);
}

TEST_CASE("addresses that mean nothing are refused before anything is built") {
    ServedTown town;
    std::string many = "grids";
    for (int i = 0; i < 199; ++i) {
        many += ",grids";
    }
    const std::vector<std::pair<std::string, int>> calls{
        {"/tiles/" + many + "/1/0/0.mvt", 400},
        {"/tiles/" + many + ".json", 400},
        {"/tiles/nothing/1/0/0.mvt", 404},
        {"/tiles/grids,nothing/1/0/0.mvt", 404},
        {"/tiles/grids,,grid_edges/1/0/0.mvt", 404},
        {"/tiles/,grids/1/0/0.mvt", 404},
        {"/tiles/Grids/1/0/0.mvt", 404},
        {"/tiles/..%2f..%2fetc%2fpasswd/1/0/0.mvt", 404},
        {"/tiles/../1/0/0.mvt", 404},
        {"/tiles/..%2f..%2fetc%2fpasswd.json", 404},
        {"/tiles/grids/01/0/0.mvt", 404},
        {"/tiles/grids/1/00/0.mvt", 404},
        {"/tiles/grids/1/0/01.mvt", 404},
        {"/tiles/grids/1/+1/0.mvt", 404},
        {"/tiles/grids/1/1.0/0.mvt", 404},
        {"/tiles/grids/1/0x1/0.mvt", 404},
        {"/tiles/grids/1/%20/0.mvt", 404},
        {"/tiles/grids/1/2/0.mvt", 404},
        {"/tiles/grids/1/0/2.mvt", 404},
        {"/tiles/grids/23/0/0.mvt", 404},
        {"/tiles/grids/256/0/0.mvt", 404},
        {"/tiles/grids/4294967297/0/0.mvt", 404},
        {"/tiles/grids/1/0/0.png", 404},
        {"/tiles/grids/1/0/0.mvt?x=1", 400},
        {"/tiles/grids/1/0/0.mvt?tms=%00", 400},
        {"/tiles/grids.json?x=1", 400},
    };
    for (const auto &[target, status] : calls) {
        CAPTURE(target.substr(0, 60));
        const Response response = town.get(target);
        CHECK(response.status == status);
        CHECK(response.content_type == "application/problem+json");
    }
    CHECK(builds(town) == 0);
    CHECK(Json(town.get("/tiles/" + many + "/1/0/0.mvt")).word("/code") == "too_many_layers");
}

TEST_CASE("an If-None-Match that names no tag of ours gets the tile") {
    ServedTown town;
    const std::string path = "/tiles/grids/" + town_tile(14) + ".mvt";
    const std::string etag(town.get(path).header("ETag"));
    for (const std::string &header :
         {std::string(), std::string(",,,"), std::string("\"\""), std::string("W/\"x\" , \"y,z\""), "\"x" + etag.substr(1)}) {
        CAPTURE(header);
        CHECK(town.get(path, {{"If-None-Match", header}}).status == 200);
    }
    CHECK(town.get(path, {{"If-None-Match", "\"x\", W/" + etag}}).status == 304);
    CHECK(town.get(path, {{"If-None-Match", "\"x\""}, {"If-None-Match", etag}}).status == 304);
}

TEST_CASE("an If-None-Match that is no list of tags is refused before anything is built") {
    ServedTown town;
    const std::string tile = "/tiles/grids/" + town_tile(14) + ".mvt";
    const std::vector<std::string> garbage{"\"", "W/", "x", "\"x", "\"x\" y", "*,\"x\"", std::string(4000, '"'), "\xff\xfe"};
    const auto is_refused = [&](const std::string &path, const std::string &header) {
        const Response refused = town.get(path, {{"If-None-Match", header}});
        CHECK(refused.status == 400);
        CHECK(refused.content_type == "application/problem+json");
        const Json problem(refused);
        CHECK(problem.word("/code") == "bad_entity_tag");
        CHECK(problem.word("/field") == "If-None-Match");
        CHECK_THAT(problem.word("/detail"), ContainsSubstring("* or a list of entity tags in double quotes"));
    };
    for (const std::string &header : garbage) {
        CAPTURE(header.substr(0, 80));
        is_refused(tile, header);
        is_refused(tile + "?edition=1", header);
        is_refused("/tiles/grids.json", header);
    }
    CHECK(builds(town) == 0);
    const std::string etag(town.get(tile).header("ETag"));
    is_refused(tile, etag.substr(1)); // now that the tile is at hand
    is_refused(tile, etag + "x");
    is_refused(tile, "\"" + etag + "\"");
    CHECK(builds(town) == 1);
}

TEST_CASE("past the last zoom built a tile shows the same ground, larger") {
    ServedTown town;
    for (int z = 14; z <= 22; ++z) {
        CAPTURE(z);
        const Response tile = town.get("/tiles/grids/" + town_tile(z) + ".mvt");
        REQUIRE(tile.status == 200);
        const auto read = mvt::read(tile.text()).at("grids");
        CHECK(read.features.size() >= 1);
        if (z >= 20) { // the middle of a cell lies inside of one grid: its ground fills the tile, buffer included
            REQUIRE(read.features.size() == 1);
            CHECK(mvt::doubled_area(read.features[0].paths[0]) == 2 * 4224 * 4224);
            CHECK(read.features[0].text("code") == "a");
        }
    }
}

TEST_CASE("a tile can be asked for some categories of its layers, and only of those that they declare") {
    ServedTown town;
    add_cameras(town);
    const std::string path = "/tiles/cameras,key_sites/8/" + town_tile(8).substr(2) + ".mvt";
    const auto count = [&](const std::string &query, const char *layer) -> std::int64_t {
        const Response tile = town.read(path + query);
        REQUIRE(tile.status == 200);
        const auto read = mvt::read(tile.text());
        std::int64_t sum = 0;
        if (read.count(layer) == 1) {
            for (const auto &feature : read.at(layer).features) {
                sum += feature.has("count") ? feature.number("count") : 1;
            }
        }
        return sum;
    };
    CHECK(count("", "cameras") == 3);
    CHECK(count("?category=cameras:dome", "cameras") == 1);
    CHECK(count("?category=cameras:dome,ptz_dome", "cameras") == 2);
    CHECK(count("?category=cameras:ptz_dome,dome,ptz_dome", "cameras") == 2);
    CHECK(count("?category=cameras:dome", "key_sites") == 1);
    CHECK(count("?category=cameras:dome;key_sites:hospital", "key_sites") == 0);
    CHECK(count("?category=key_sites:school;cameras:checkpoint", "cameras") == 1);
    const std::string both(town.read(path + "?category=cameras:dome,ptz_dome").header("ETag"));
    CHECK(both == town.read(path + "?category=cameras:ptz_dome,dome").header("ETag"));
    CHECK(both != town.read(path).header("ETag"));
    CHECK(both != town.read(path + "?category=cameras:dome").header("ETag"));
    CHECK(town.write(Method::get, path + "?category=cameras:dome,ptz_dome", "", {{"If-None-Match", both}}).status == 304);
    for (const char *query : {"?category=cameras", "?category=cameras:", "?category=cameras:telescope", "?category=dome",
                              "?category=grids:a", "?category=rental_houses:01", "?category=cameras:dome;cameras:ptz_dome",
                              "?category=cameras:dome;", "?category=cameras:dome,,ptz_dome", "?category=:"}) {
        CAPTURE(query);
        const Response refused = town.read(path + query);
        CHECK(refused.status == 400);
        CHECK(Json(refused).word("/field") == "category");
    }
}

TEST_CASE("a filtered tile follows the changes of its layer") {
    ServedTown town;
    add_cameras(town);
    const std::string path = "/tiles/cameras/" + tile_of(tests::cell_middle(2, 0), 16) + ".mvt?category=cameras:ptz_dome";
    const Response before = town.read(path);
    CHECK(before.status == 200);
    CHECK(town.write(Method::patch, "/v1/cameras/cam2", R"({"kind":"dome"})", {{"If-Match", "*"}}).status == 200);
    const Response after = town.read(path);
    CHECK(after.status == 204);
    CHECK(after.header("ETag") != before.header("ETag"));
}

TEST_CASE("a tile of the current edition by number never changes, one that objects change does") {
    ServedTown town;
    const std::string place = "/" + town_tile(14) + ".mvt";
    CHECK(town.get("/tiles/grids,grid_edges,grid_labels" + place + "?edition=1").header("Cache-Control") ==
          "private, max-age=31536000, immutable");
    CHECK(town.get("/tiles/grids/14/0/0.mvt?edition=1").header("Cache-Control") == "private, max-age=31536000, immutable");
    CHECK(town.get("/tiles/grids" + place).header("Cache-Control") == "private, no-cache");
    CHECK(town.get("/tiles/grids,key_sites" + place + "?edition=1").header("Cache-Control") == "private, no-cache");
    Json later(town.get("/tiles/grids" + place + "?edition=2"));
    CHECK(later.word("/code") == "no_such_edition");
    CHECK(later.text("/status") == "404");
    CHECK_THAT(later.word("/detail"), ContainsSubstring("current one is 1"));
    CHECK(town.get("/tiles/grids" + place + "?edition=9223372036854775807").status == 404);
    CHECK(town.get("/tiles/grids" + place + "?edition=9223372036854775808").status == 400);
    CHECK(town.get("/tiles/grids" + place + "?edition=0").status == 400);
}

namespace {

/// Edition n of the town: unit a called by its number. Edition 1 is the town as it is.
void publish_editions(ServedTown &town, int last) {
    data::Store &store = town.app().api().store;
    for (int n = 2; n <= last; ++n) {
        auto content = data::theme_content(*store.world(), "base");
        for (auto &grid : content.grids) {
            grid.name = grid.code == "a" ? fmt::format("第{}版", n) : grid.name;
        }
        const data::TimeMs day = 86'400'000;
        REQUIRE(store
                    .submit({"test"}, data::PublishChange{.content = std::move(content),
                                                          .valid_from = 1'577'808'000'000 + n * day,
                                                          .note = "",
                                                          .source = ""})
                    .get()
                    .edition == n);
    }
}

std::string name_of_a(const Response &response) {
    const auto tile = mvt::read(response.text());
    for (const auto &feature : tile.at("grids").features) {
        if (feature.text("code") == "a") {
            return feature.text("name");
        }
    }
    return {};
}

} // namespace

TEST_CASE("an earlier edition is drawn as it was, for ever, in every tile grid, frame and cross-over") {
    ServedTown town;
    const std::string layers = "/tiles/grids,grid_edges,grid_labels/";
    const std::vector<std::string> places{town_tile(14) + ".mvt", town_tile(11) + ".mvt",
                                          town_tile(15, TilePlane(TileGrid::cgcs2000_quad)) + ".mvt?tms=CGCS2000Quad",
                                          town_tile(16, TilePlane(TileGrid::web_mercator_quad, Frame::gcj02)) +
                                              ".mvt?frame=gcj02"};
    std::vector<std::string> first;
    for (const std::string &place : places) {
        first.emplace_back(town.get(layers + place).text());
        REQUIRE_FALSE(first.back().empty());
    }
    publish_editions(town, 6);
    for (std::size_t i = 0; i < places.size(); ++i) {
        const std::string path = layers + places[i] + (places[i].ends_with(".mvt") ? "?" : "&") + "edition=1";
        CAPTURE(path);
        const Response past = town.get(path);
        CHECK(past.text() == first[i]);
        CHECK(past.header("Cache-Control") == "private, max-age=31536000, immutable");
        CHECK(town.get(path, {{"If-None-Match", std::string(past.header("ETag"))}}).status == 304);
    }
    const std::string grids = "/tiles/grids/" + places[0];
    CHECK(name_of_a(town.get(grids)) == "第6版");
    for (const int n : {2, 5, 3, 4, 6, 2}) { // more than are kept
        const Response drawn = town.get(grids + fmt::format("?edition={}", n));
        CHECK(name_of_a(drawn) == fmt::format("第{}版", n));
        CHECK((drawn.header("ETag").find(fmt::format("-e{}-", n)) != std::string_view::npos) == (n != 6));
    }
    CHECK(town.get("/tiles/grids/14/0/0.mvt?edition=2").status == 204);
    Json json(town.get("/tiles/grids.json?edition=2"));
    // a copy of the store that is put back may have another edition of this number: the address tells them apart
    const std::string address = json.word("/tiles/0");
    const std::string mark = address.substr(address.find("?edition=2-") + 11);
    CHECK(mark.size() == 8);
    CHECK(town.get(grids + "?edition=2-" + mark).header("Cache-Control") == "private, max-age=31536000, immutable");
    CHECK_THAT(std::string(town.get(grids + "?edition=2").header("ETag")), ContainsSubstring("-e2-" + mark));
    CHECK(Json(town.get(grids + "?edition=2-aaaaaaaa")).word("/code") == "no_such_edition");
    CHECK(town.get(grids + "?edition=2-").status == 404);
}

TEST_CASE("objects are not drawn of an earlier edition, and a tag of one asks for no reading") {
    ServedTown town;
    publish_editions(town, 6); // the last three before the sixth stay at hand
    Json refused(town.get("/tiles/grids,key_sites/" + town_tile(14) + ".mvt?edition=1"));
    CHECK(refused.word("/code") == "edition_not_drawn");
    CHECK_THAT(refused.word("/detail"),
               ContainsSubstring("only grids, grid_edges and grid_labels") && ContainsSubstring("current edition, 6"));
    CHECK(town.get("/tiles/grid_figures.json?edition=1").status == 404);
    const std::string path = "/tiles/grids/" + town_tile(14) + ".mvt?edition=1";
    Request request;
    request.target = path;
    request.add_header("Host", "127.0.0.1:8080");
    const auto start = town.app().dispatcher().start(request);
    REQUIRE_FALSE(start.refusal);
    CHECK_FALSE(town.app().dispatcher().answer_now(start.route, request));
    CHECK(town.app().dispatcher().is_slow(start.route, request));
    const Response drawn = town.app().dispatcher().answer(start.route, request);
    CHECK_FALSE(town.app().dispatcher().is_slow(start.route, request));
    const auto kept = town.app().dispatcher().answer_now(start.route, request);
    REQUIRE(kept);
    CHECK(kept->text() == drawn.text());
}

TEST_CASE("a TileJSON carries tile grid, frame, filter and edition into the address of its tiles") {
    Config config;
    config.attribution = "某某区网格中心";
    config.map_approval = "GS(2026)0000号";
    ServedTown town(config);
    add_cameras(town);
    Json plain(town.read("/tiles/grid_edges,grids.json"));
    CHECK(plain.word("/tilejson") == "3.0.0");
    CHECK(plain.word("/tiles/0") == "http://127.0.0.1:8080/tiles/grids,grid_edges/{z}/{x}/{y}.mvt");
    CHECK(plain.word("/attribution") == "某某区网格中心 · 审图号：GS(2026)0000号");
    CHECK(plain.word("/vector_layers/0/geometry") == "polygon");
    CHECK(plain.has("/vector_layers/1/fields/left"));
    CHECK(plain.text("/minzoom") == "0");
    CHECK(plain.text("/maxzoom") == "16");
    CHECK_FALSE(plain.has("/vector_layers/0/categories"));
    Json info(town.get("/v1/info"));
    CHECK(info.word("/attribution") == "某某区网格中心");
    CHECK(info.word("/map_approval") == "GS(2026)0000号");
    CHECK(info.text("/basemaps") == "[]");
    Json other(town.read("/tiles/grids,cameras.json?tms=CGCS2000Quad&frame=gcj02&category=cameras:dome&edition=1"));
    CHECK(other.word("/tiles/0") == "http://127.0.0.1:8080/tiles/grids,cameras/{z}/{x}/{y}.mvt"
                                    "?tms=CGCS2000Quad&frame=gcj02&category=cameras:dome&edition=1-" +
                                        std::string(town.app().api().store.world()->mark_of(1)));
    CHECK(other.word("/tms") == "CGCS2000Quad");
    CHECK(other.word("/frame") == "gcj02");
    CHECK(other.text("/minzoom") == "1");
    CHECK(other.text("/vector_layers/1/minzoom") == "1");
    CHECK(other.size("/vector_layers/1/categories") > 2);
    CHECK(other.number("/bounds/0") != plain.number("/bounds/0"));
    CHECK(std::abs(other.number("/bounds/0") - plain.number("/bounds/0")) < 0.02);
    CHECK(other.number("/bounds/2") > other.number("/bounds/0"));
    CHECK(town.read("/tiles/grids.json?frame=bd09").status == 400);
    CHECK(town.read("/tiles/grids.json?edition=7").status == 404);
    CHECK(town.get("/tiles/grids,cameras.json").status == 401);
}

TEST_CASE("a map opens over a grid, also where the grids lie in two parts far from each other") {
    ServedTown town;
    auto apart = tests::four_grid_town({"ac........", //
                                        "..........", //
                                        "........bd"});
    town.app().api().store.submit({"test"}, data::PublishChange{std::move(apart), 0, "", ""}).get();
    for (const char *query : {"", "?tms=CGCS2000Quad", "?frame=gcj02"}) {
        CAPTURE(query);
        Json json(town.get(std::string("/tiles/grids.json") + query));
        const std::string frame = std::string(query).find("gcj02") != std::string::npos ? "&frame=gcj02" : "";
        const std::string where =
            fmt::format("/v1/locate?lon={:.7f}&lat={:.7f}{}", json.number("/center/0"), json.number("/center/1"), frame);
        CHECK(Json(town.get(where)).word("/themes/0/match") == "inside");
    }
}

TEST_CASE("the bounds of a TileJSON hold what its layers hold, wherever it is") {
    ServedTown town;
    CHECK(Json(town.get("/tiles/key_sites.json")).number("/bounds/0") > 100);
    const std::string far = R"({"code":"far","kind":"school","name":"x","lon":-60.5,"lat":-20.25})";
    REQUIRE(town.write(Method::post, "/v1/key-sites", far).status == 201);
    Json sites(town.get("/tiles/grids,key_sites.json"));
    CHECK(sites.number("/bounds/0") == -60.5);
    CHECK(sites.number("/bounds/1") == -20.25);
    CHECK(sites.number("/bounds/2") > 100);
    CHECK(sites.number("/center/0") > 100); // a map opens over the grids all the same
    CHECK(sites.number("/center/1") > 30);
    CHECK(Json(town.get("/tiles/grids.json")).number("/bounds/0") > 100);
    Json sectors(town.read("/tiles/camera_sectors.json"));
    CHECK(sectors.number("/center/2") == 15);
    const std::string wide =
        R"({"code":"wide","kind":"dome","azimuth_deg":90,"fov_deg":60,"range_m":2000,)" + ServedTown::json_at(3, 2) + "}";
    REQUIRE(town.write(Method::post, "/v1/cameras", wide).status == 201);
    CHECK(Json(town.read("/tiles/camera_sectors.json")).number("/bounds/2") > sectors.number("/bounds/2") + 0.01);
}

TEST_CASE("below a path of public_url the addresses of styles go on, and styles have no parameters") {
    Config config;
    config.public_url = "https://map.example/jw/";
    ServedTown below(config);
    Json style(below.get("/styles/wall.json"));
    CHECK(style.word("/sources/grids/url") == "/jw/tiles/grids,grid_edges,grid_labels.json");
    Json json(below.read("/tiles/grids.json"));
    CHECK_THAT(json.word("/tiles/0"), Catch::Matchers::StartsWith("https://map.example/jw/tiles/"));
    ServedTown town;
    CHECK(Json(town.get("/styles/wall.json")).word("/sources/grids/url") == "/tiles/grids,grid_edges,grid_labels.json");
    CHECK(town.get("/styles/wall.json?x=1").status == 400);
}

TEST_CASE("several Accept-Encoding lines are one list") {
    ServedTown town;
    const std::string path = "/tiles/grids/" + town_tile(14) + ".mvt";
    CHECK(town.get(path, {{"Accept-Encoding", "br"}, {"Accept-Encoding", "gzip"}}).header("Content-Encoding") == "gzip");
    CHECK(town.get(path, {{"Accept-Encoding", "br"}, {"Accept-Encoding", "gzip;q=0"}}).header("Content-Encoding").empty());
}

TEST_CASE("old clients get what they ask for: plain unless gzip is named, and .pbf like .mvt") {
    ServedTown town;
    const std::string path = "/tiles/grids/" + town_tile(14);
    for (const auto &[accepted, zipped] : std::vector<std::pair<std::string, bool>>{{"", false},
                                                                                    {"identity", false},
                                                                                    {"gzip;q=0", false},
                                                                                    {"gzip;Q=0.0", false},
                                                                                    {"*;q=0", false},
                                                                                    {"br, zstd", false},
                                                                                    {"gzip", true},
                                                                                    {"GZIP", true},
                                                                                    {"br;q=1.0, gzip;q=0.8", true}}) {
        CAPTURE(accepted);
        const Response mvt_answer = town.get(path + ".mvt", {{"Accept-Encoding", accepted}});
        const Response pbf_answer = town.get(path + ".pbf", {{"Accept-Encoding", accepted}});
        CHECK(mvt_answer.header("Content-Encoding") == (zipped ? "gzip" : ""));
        CHECK(pbf_answer.status == 200);
        CHECK(pbf_answer.text() == mvt_answer.text());
        CHECK(pbf_answer.header("ETag") == mvt_answer.header("ETag"));
        CHECK(mvt::read(zipped ? tiles::gunzip(pbf_answer.text()) : std::string(pbf_answer.text())).size() == 1);
    }
}
