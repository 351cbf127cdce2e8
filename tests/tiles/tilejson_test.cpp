#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/tile_builder.hpp"
#include "tiles/tilejson.hpp"

#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

using namespace jingwei;
using namespace jingwei::tiles;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string output_of(const std::string &command) {
    std::unique_ptr<std::FILE, int (*)(std::FILE *)> pipe(popen(command.c_str(), "r"), pclose);
    std::string text;
    for (int c = std::fgetc(pipe.get()); c != EOF; c = std::fgetc(pipe.get())) {
        text += static_cast<char>(c);
    }
    return text;
}

} // namespace

TEST_CASE("a TileJSON names its layers, their fields and where the tiles are") {
    const std::vector<const LayerDefinition *> layers{find_layer("grids"), find_layer("cameras")};
    TileJsonInfo info;
    info.name = "a \"quoted\"\nname 网格";
    info.tiles_url = "http://127.0.0.1:8080/tiles/grids,cameras/{z}/{x}/{y}.mvt";
    info.south_west = {104.1, 36.5};
    info.north_east = {104.2, 36.6};
    const std::string json = tilejson(info, layers);
    CHECK_THAT(json, ContainsSubstring(R"("tilejson":"3.0.0")"));
    CHECK_THAT(json, ContainsSubstring(R"("name":"a \"quoted\"\u000aname 网格")"));
    CHECK_THAT(json, ContainsSubstring(R"("tiles":["http://127.0.0.1:8080/tiles/grids,cameras/{z}/{x}/{y}.mvt"])"));
    CHECK_THAT(json, ContainsSubstring(R"("bounds":[104.1000000,36.5000000,104.2000000,36.6000000])"));
    CHECK_THAT(json, ContainsSubstring(R"("minzoom":0,"maxzoom":16)"));
    CHECK_THAT(json, ContainsSubstring(R"("vector_layers":[{"id":"grids")"));
    CHECK_THAT(json, ContainsSubstring(R"("azimuth":"Number. Direction it looks)"));
    CHECK(find_layer("people") == nullptr);
}

TEST_CASE("a TileJSON names every count that clusters carry, and its centre lies between its zooms") {
    TileJsonInfo info;
    info.categories = {{"key_sites", {"School", "oil depot", "offline", ""}}, {"cameras", {"dome", "offline"}}};
    info.south_west = {104.1, 36.5};
    info.north_east = {104.2, 36.6};
    const std::vector<const LayerDefinition *> points{find_layer("cameras"), find_layer("key_sites")};
    const std::string json = tilejson(info, points);
    for (const char *key : {"count_school", "count_oil_depot", "count_other", "count_attention_high", "count_dome",
                            "count_offline", "count_state_offline"}) {
        CHECK_THAT(json, ContainsSubstring(std::string("\"") + key + "\":\"Number. "));
    }
    CHECK_THAT(json, ContainsSubstring(R"("center":[104.1500000,36.5500000,12])"));
    info.centre = spatial::LonLat{104.11, 36.59};
    CHECK_THAT(tilejson(info, points), ContainsSubstring(R"("center":[104.1100000,36.5900000,12])"));
    info.centre.reset();
    const std::vector<const LayerDefinition *> sectors{find_layer("camera_sectors")};
    CHECK_THAT(tilejson(info, sectors), ContainsSubstring(R"("center":[104.1500000,36.5500000,15])"));
    CHECK_THAT(vector_layers(points, 0, 16, info.categories), ContainsSubstring("count_school"));
}

TEST_CASE("no layer's list has a field about a person") {
    REQUIRE(layer_definitions().size() == 9);
    for (const auto &layer : layer_definitions()) {
        for (const auto &field : layer.fields) {
            for (const char *word : {"person", "phone", "tenant", "landlord", "owner", "platform", "channel", "account"}) {
                INFO(layer.name << "." << field.name);
                CHECK(field.name.find(word) == std::string_view::npos);
            }
        }
    }
}

TEST_CASE("GDAL reads a tile that was written") {
    if (output_of("ogrinfo --version").empty()) {
        WARN("skipped: ogrinfo (gdal-bin) is not installed");
        return;
    }
    wiggly::Place place;
    wiggly::make(place);
    constexpr auto quad = spatial::TileGrid::web_mercator_quad;
    const ThemeTiles themes{std::make_shared<const GridTiles>(place.source, quad)};
    const auto at = spatial::to_tile_position(wiggly::middle(12, 12), quad);
    const std::vector<TileLayer> layers{grids_layer(themes), grid_edges_layer(themes), grid_labels_layer(themes)};
    const std::string bytes = build_tile(layers, {14, at.x >> 18U, at.y >> 18U}, quad);
    const tests::ScratchFolder folder;
    const auto file = folder.path() / "14" / std::to_string(at.x >> 18U) / (std::to_string(at.y >> 18U) + ".mvt");
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    const std::string summary = output_of("ogrinfo -al -so MVT:" + file.string() + " 2>&1");
    CHECK_THAT(summary, ContainsSubstring("Layer name: grids"));
    CHECK_THAT(summary, ContainsSubstring("Layer name: grid_edges"));
    CHECK_THAT(summary, ContainsSubstring("Layer name: grid_labels"));
    const auto read = mvt::read(bytes).at("grids").features.size();
    CHECK_THAT(summary, ContainsSubstring(fmt::format("Feature Count: {}", read)));
    CHECK_THAT(summary, !ContainsSubstring("ERROR"));
}
