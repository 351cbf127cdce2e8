#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tiles/mvt_writer.hpp"

#include <random>

using namespace jingwei::tiles;

namespace {

mvt::Tile read_back(const LayerWriter &layer) {
    TileWriter tile;
    tile.add(layer);
    return mvt::read(tile.bytes());
}

void add_camera(LayerWriter &layer, std::uint64_t id, TilePoint at, const std::string &code, double azimuth, bool online) {
    FeatureWriter feature(layer);
    feature.set_id(id);
    feature.add_point(at);
    feature.add("code", code);
    feature.add("azimuth", azimuth);
    feature.add("online", online);
    feature.commit();
}

using Rings = std::vector<std::vector<TilePoint>>;

Rings square(std::int32_t from, std::int32_t to) {
    return {{{from, from}, {to, from}, {to, to}, {from, to}}};
}

} // namespace

TEST_CASE("what is written is read back") {
    const unsigned seed = 29;
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int32_t> unit(-64, 4160);
    LayerWriter layer(*find_layer("cameras"));
    std::vector<TilePoint> places;
    for (std::uint64_t i = 0; i < 500; ++i) {
        places.push_back({unit(random), unit(random)});
        add_camera(layer, i + 1, places.back(), "990" + std::to_string(i % 50), 0.5 * static_cast<double>(i % 7), i % 2 == 0);
    }
    const auto read = read_back(layer).at("cameras");
    REQUIRE(read.features.size() == 500);
    CHECK(read.extent == 4096);
    CHECK(read.keys.size() == 3);
    CHECK(read.values.size() == 50 + 7 + 2);
    for (std::size_t i = 0; i < 500; ++i) {
        const auto &feature = read.features[i];
        REQUIRE(feature.id == i + 1);
        REQUIRE(feature.paths[0][0] == mvt::Point{places[i].x, places[i].y});
        REQUIRE(feature.text("code") == "990" + std::to_string(i % 50));
        REQUIRE(std::get<double>(feature.tags.at("azimuth")) == 0.5 * static_cast<double>(i % 7));
        REQUIRE(std::get<bool>(feature.tags.at("online")) == (i % 2 == 0));
    }
}

TEST_CASE("a feature without geometry, or not committed, leaves nothing behind") {
    LayerWriter layer(*find_layer("cameras"));
    add_camera(layer, 1, {5, 5}, "9901", 10, true);
    {
        FeatureWriter empty(layer);
        empty.add("code", "9902");
        empty.add("name", "x");
        empty.commit();
    }
    {
        FeatureWriter dropped(layer);
        dropped.add_point({1, 1});
        dropped.add("kind", "dome");
    }
    const auto read = read_back(layer).at("cameras");
    CHECK(read.features.size() == 1);
    CHECK(read.keys == std::vector<std::string>{"code", "azimuth", "online"});
    CHECK(read.values.size() == 3);
}

TEST_CASE("an attribute that is not on the layer's list is refused") {
    LayerWriter layer(*find_layer("rental_houses"));
    FeatureWriter feature(layer);
    for (const char *name : {"tenant", "landlord", "phone", "person", "address", "count_A B"}) {
        REQUIRE_THROWS_AS(feature.add(name, "x"), jingwei::Error);
    }
    CHECK_NOTHROW(feature.add("count_long", 3));
    LayerWriter grids(*find_layer("grids"));
    FeatureWriter grid(grids);
    REQUIRE_THROWS_AS(grid.add("count_long", 3), jingwei::Error);
}

TEST_CASE("negative and large numbers are whole") {
    LayerWriter layer(*find_layer("key_sites"));
    FeatureWriter feature(layer);
    feature.add_point({0, 0});
    feature.add("attention", -3);
    feature.add("count", std::int64_t{1} << 52);
    feature.commit();
    const auto read = read_back(layer).at("key_sites").features.at(0);
    CHECK(read.number("attention") == -3);
    CHECK(read.number("count") == std::int64_t{1} << 52);
}

TEST_CASE("rings are turned as the specification wants, whatever their sense") {
    for (const bool outer_reversed : {false, true}) {
        for (const bool hole_reversed : {false, true}) {
            LayerWriter layer(*find_layer("grids"));
            FeatureWriter feature(layer);
            Rings rings{square(0, 100)[0], square(20, 50)[0]};
            if (outer_reversed) {
                std::reverse(rings[0].begin(), rings[0].end());
            }
            if (hole_reversed) {
                std::reverse(rings[1].begin(), rings[1].end());
            }
            feature.add_polygon(rings);
            feature.commit();
            const auto read = read_back(layer).at("grids").features.at(0);
            REQUIRE(read.paths.size() == 2);
            CHECK(mvt::doubled_area(read.paths[0]) == 2 * 100 * 100);
            CHECK(mvt::doubled_area(read.paths[1]) == -2 * 30 * 30);
        }
    }
}

TEST_CASE("degenerate geometry is left out") {
    LayerWriter layer(*find_layer("grids"));
    FeatureWriter feature(layer);
    Rings line{{{0, 0}, {10, 0}, {20, 0}, {5, 0}}};
    feature.add_polygon(line);
    Rings point{{{3, 3}, {3, 3}, {3, 3}}};
    feature.add_polygon(point);
    Rings filled_hole{square(0, 10)[0], square(0, 10)[0]};
    feature.add_polygon(filled_hole);
    Rings none;
    feature.add_polygon(none);
    CHECK_FALSE(feature.has_geometry());
    Rings spiked{{{0, 0}, {10, 0}, {10, 5}, {30, 5}, {10, 5}, {10, 10}, {0, 10}, {0, 5}}};
    feature.add_polygon(spiked);
    feature.commit();
    const auto read = read_back(layer).at("grids").features.at(0);
    REQUIRE(read.paths.size() == 1);
    CHECK(read.paths[0].size() == 4);
    CHECK(mvt::doubled_area(read.paths[0]) == 200);

    LayerWriter edges(*find_layer("grid_edges"));
    FeatureWriter edge(edges);
    edge.add_line(std::vector<TilePoint>{{1, 1}, {1, 1}});
    CHECK_FALSE(edge.has_geometry());
    edge.add_line(std::vector<TilePoint>{{1, 1}, {1, 1}, {2, 2}});
    edge.commit();
    CHECK(read_back(edges).at("grid_edges").features.at(0).paths[0].size() == 2);
}

TEST_CASE("dropping idle points keeps the area of a random ring") {
    const unsigned seed = 31;
    INFO("seed " << seed);
    std::mt19937 random(seed);
    std::uniform_int_distribution<std::int32_t> unit(0, 4);
    for (int i = 0; i < 5000; ++i) {
        std::vector<TilePoint> ring(3 + random() % 10);
        for (auto &p : ring) {
            p = {unit(random), unit(random)};
        }
        const auto before = doubled_area(ring);
        drop_idle_points(ring);
        REQUIRE(doubled_area(ring) == before);
        const auto once = ring;
        drop_idle_points(ring);
        REQUIRE((ring == once || ring.size() < 3));
    }
}
