#include "data/world_layers.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/served_town.hpp"
#include "tiles/layer_definition.hpp"

#include <fmt/format.h>
#include <set>

using namespace jingwei;
using namespace jingwei::server;
using Catch::Matchers::ContainsSubstring;
using tests::ServedTown;

namespace {

std::string tile_path(const std::string &layers, int zoom, spatial::LatticePoint at) {
    const auto position = spatial::to_tile_position(at, spatial::TileGrid::web_mercator_quad);
    const auto shift = 32U - static_cast<unsigned>(zoom);
    return fmt::format("/tiles/{}/{}/{}/{}.mvt", layers, zoom, position.x >> shift, position.y >> shift);
}

const std::vector<mvt::Feature> &features(const mvt::Tile &tile, const std::string &layer) {
    static const std::vector<mvt::Feature> none;
    const auto found = tile.find(layer);
    return found == tile.end() ? none : found->second.features;
}

const mvt::Feature &unit(const mvt::Tile &tile, const std::string &code) {
    for (const auto &feature : features(tile, "grid_figures")) {
        if (feature.text("code") == code) {
            return feature;
        }
    }
    throw std::runtime_error("no unit " + code);
}

} // namespace

TEST_CASE("every layer of the World is a layer of tiles, and every layer of objects is in the World") {
    std::set<std::string_view> in_world;
    data::for_each_layer([&](const auto &layer) { in_world.insert(layer.name); });
    std::set<std::string_view> in_tiles;
    for (const auto &layer : tiles::layer_definitions()) {
        if (layer.points) {
            in_tiles.insert(layer.name);
        }
    }
    CHECK(in_world == in_tiles);
    for (const auto &figure : tiles::figure_definitions()) {
        CHECK(in_world.count(figure.value.name) == 1);
        CHECK(figure.data_class == tiles::find_layer(figure.value.name)->data_class);
    }
}

TEST_CASE("the zooms at which levels cross over are configured, and tiles of others are never taken for them") {
    Config config;
    config.level_zooms = "13,15";
    ServedTown usual;
    ServedTown town(config);
    const auto codes = [](ServedTown &served, int zoom) {
        std::set<std::string> drawn;
        const auto tile = mvt::read(served.get(tile_path("grids", zoom, tests::cell_middle(1, 1))).text());
        for (const auto &feature : features(tile, "grids")) {
            drawn.insert(feature.text("code"));
        }
        return drawn;
    };
    CHECK(codes(town, 13) == std::set<std::string>{"T"});
    CHECK(codes(town, 14) == std::set<std::string>{"M", "N"});
    CHECK(codes(usual, 14) == std::set<std::string>{"a", "b", "c", "d"});
    CHECK(codes(town, 16).count("b") == 1);
    // what ETags are made of tells it
    CHECK_THAT(town.app().api().build_id, ContainsSubstring("-l13.15"));
    CHECK_THAT(usual.app().api().build_id, !ContainsSubstring("-l"));
}

TEST_CASE("buildings are a layer of tiles") {
    ServedTown town;
    const auto tile = mvt::read(town.get(tile_path("buildings", 16, tests::cell_middle(1, 1))).text());
    const auto &found = features(tile, "buildings");
    REQUIRE(found.size() == 1);
    CHECK(found[0].text("code") == "bld1");
    CHECK(found[0].text("name") == "一号楼");
    CHECK(found[0].text("building_use") == "01");
    for (const char *kept_out : {"address", "households", "residents", "floors"}) {
        CHECK_FALSE(found[0].has(kept_out));
    }
}

TEST_CASE("sectors are for those who may see cameras, and follow a change of the camera") {
    ServedTown town;
    const std::string path = tile_path("camera_sectors", 16, tests::cell_middle(0, 0));
    CHECK(town.get(path).status == 401);
    CHECK(town.get("/tiles/camera_sectors.json").status == 401);
    CHECK(town.get(tile_path("key_sites,camera_sectors", 16, tests::cell_middle(0, 0))).status == 401);
    const Response before = town.read(path);
    CHECK(before.status == 204); // its azimuth, field of view and range are not known
    const auto change = [&](const std::string &fields) {
        REQUIRE(town.write(Method::patch, "/v1/cameras/cam1", fields, {{"If-Match", "*"}}).status == 200);
        return town.read(path);
    };
    const Response seen = change(R"({"azimuth_deg":90,"fov_deg":60,"range_m":50})");
    REQUIRE(seen.status == 200);
    CHECK(seen.header("ETag") != before.header("ETag"));
    const auto tile = mvt::read(seen.text());
    const auto &found = features(tile, "camera_sectors");
    REQUIRE(found.size() == 1);
    std::set<std::string> names;
    for (const auto &[name, value] : found[0].tags) {
        names.insert(name);
    }
    CHECK(names == std::set<std::string>{"code", "kind", "online"});
    CHECK(found[0].text("code") == "cam1");
    const Response wider = change(R"({"fov_deg":300})");
    CHECK(wider.header("ETag") != seen.header("ETag"));
    CHECK(wider.text() != seen.text());
    CHECK(change(R"({"azimuth_deg":null})").status == 204);
    CHECK(change(R"({"fov_deg":360})").status == 200); // all around needs no azimuth
    CHECK(change(R"({"range_m":null})").status == 204);
}

TEST_CASE("grids carry the figures of what stands on them, cameras only for those who may see them") {
    ServedTown town;
    const std::string path = tile_path("grid_figures", 14, tests::cell_middle(1, 1));
    const Response plain = town.get(path);
    const Response full = town.read(path);
    REQUIRE(plain.status == 200);
    REQUIRE(full.status == 200);
    CHECK(plain.header("ETag") != full.header("ETag"));
    const auto plain_tile = mvt::read(plain.text());
    const auto full_tile = mvt::read(full.text());
    REQUIRE(features(plain_tile, "grid_figures").size() == 4);
    for (const auto &feature : features(plain_tile, "grid_figures")) {
        CHECK_FALSE(feature.has("cameras"));
        CHECK_FALSE(feature.has("cameras_per_km2"));
        CHECK(feature.has("rental_houses"));
    }
    CHECK(unit(plain_tile, "a").number("rental_houses") == 1);
    CHECK(unit(plain_tile, "a").number("buildings") == 1);
    CHECK(unit(plain_tile, "b").number("key_sites") == 1);
    CHECK(unit(plain_tile, "b").number("buildings") == 0);
    CHECK(unit(full_tile, "a").number("cameras") == 1);
    CHECK(unit(full_tile, "b").number("cameras") == 0);
    const auto density = std::get<double>(unit(full_tile, "a").tags.at("cameras_per_km2"));
    CHECK(density == Approx(1 / std::get<double>(unit(full_tile, "a").tags.at("area_km2"))).margin(0.01));
    const auto township = mvt::read(town.read(tile_path("grid_figures", 9, tests::cell_middle(1, 1))).text());
    CHECK(unit(township, "T").number("cameras") == 1);
    CHECK(unit(township, "T").number("rental_houses") == 1);
}

TEST_CASE("a moved camera makes new figures for those who see it, and for nobody else") {
    ServedTown town;
    const std::string path = tile_path("grid_figures", 14, tests::cell_middle(1, 1));
    const Response plain = town.get(path);
    const Response full = town.read(path);
    const auto moved =
        town.write(Method::patch, "/v1/cameras/cam1", "{" + ServedTown::json_at(3, 1) + "}", {{"If-Match", "*"}});
    REQUIRE(moved.status == 200);
    CHECK(town.get(path).header("ETag") == plain.header("ETag"));
    const Response next = town.read(path);
    CHECK(next.header("ETag") != full.header("ETag"));
    const auto tile = mvt::read(next.text());
    CHECK(unit(tile, "a").number("cameras") == 0);
    CHECK(unit(tile, "b").number("cameras") == 1);
}
