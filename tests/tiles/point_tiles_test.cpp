#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tiles/gzip.hpp"
#include "tiles/tile_builder.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::PointEntry;
using spatial::TileId;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;
constexpr std::size_t point_count = 9000;

/// Cameras spread over 40 km, and 5,000 of them within 20 m of one place.
std::vector<PointEntry> camera_entries() {
    std::mt19937_64 random(47);
    std::uniform_int_distribution<std::int32_t> wide(0, 4'000'000);
    std::uniform_int_distribution<std::int32_t> narrow(0, 2'000);
    std::vector<PointEntry> entries(point_count);
    for (std::size_t i = 0; i < point_count; ++i) {
        auto &entry = entries[i];
        entry.at = i < 5000 ? spatial::LatticePoint{1'041'500'000 + narrow(random), 365'500'000 + narrow(random)}
                            : spatial::LatticePoint{1'040'000'000 + wide(random), 364'000'000 + wide(random)};
        entry.id = static_cast<std::int64_t>(i + 1);
        entry.slot = static_cast<std::uint32_t>(i);
        entry.category = static_cast<std::uint16_t>(i % 3);
        entry.state = static_cast<std::uint16_t>(i % 5 == 0 ? 1 : 0);
    }
    return entries;
}

PointSource camera_source() {
    PointSource source;
    source.points = std::make_shared<const spatial::PointSet>(camera_entries());
    source.pyramid = std::make_shared<const spatial::PointPyramid>(*source.points);
    source.categories = {"fixed", "dome", "ball"};
    source.write_attributes = [](const PointEntry &entry, FeatureWriter &feature) {
        feature.add("code", "99" + std::to_string(entry.slot));
        feature.add("kind", entry.category == 0 ? "fixed" : entry.category == 1 ? "dome" : "ball");
        feature.add("online", entry.state == 0);
    };
    return source;
}

std::set<TileId> tiles_at(const spatial::PointSet &points, int z) {
    std::set<TileId> tiles;
    points.for_each_in({}, [&](const PointEntry &entry) {
        const auto shift = [&](std::uint32_t v) { return z == 0 ? 0 : v >> (32U - static_cast<unsigned>(z)); };
        tiles.insert({static_cast<std::uint8_t>(z), shift(entry.position.x), shift(entry.position.y)});
    });
    return tiles;
}

std::int64_t count_of(const mvt::Feature &feature, const std::string &name) {
    return feature.has(name) ? feature.number(name) : 0;
}

} // namespace

TEST_CASE("the sums over all tiles of a zoom are the number of points, by category and state too") {
    const PointSource source = camera_source();
    const std::vector<TileLayer> layers{point_layer("cameras", source)};
    for (int z = 0; z <= 18; ++z) {
        std::int64_t sum = 0;
        std::int64_t domes = 0;
        std::int64_t offline = 0;
        for (const TileId tile : tiles_at(*source.points, z)) {
            const auto read = mvt::read(build_tile(layers, tile, quad)).at("cameras");
            REQUIRE(read.features.size() <= 4000);
            for (const auto &feature : read.features) {
                const auto at = feature.paths.at(0).at(0);
                REQUIRE((at.x >= 0 && at.x < 4096 && at.y >= 0 && at.y < 4096));
                if (feature.has("count")) {
                    REQUIRE(feature.number("count") == count_of(feature, "count_fixed") + count_of(feature, "count_dome") +
                                                           count_of(feature, "count_ball"));
                    sum += feature.number("count");
                    domes += count_of(feature, "count_dome");
                    offline += count_of(feature, "count_offline");
                } else {
                    ++sum;
                    domes += feature.text("kind") == "dome" ? 1 : 0;
                    offline += std::get<bool>(feature.tags.at("online")) ? 0 : 1;
                }
            }
        }
        INFO("zoom " << z);
        CHECK(sum == point_count);
        CHECK(domes == point_count / 3);
        CHECK(offline == point_count / 5);
    }
}

TEST_CASE("from zoom 15 each point stands by itself unless a tile is too full") {
    const PointSource source = camera_source();
    const std::vector<TileLayer> layers{point_layer("cameras", source)};
    bool crowded = false;
    std::set<std::string> codes;
    for (const TileId tile : tiles_at(*source.points, 15)) {
        const auto read = mvt::read(build_tile(layers, tile, quad)).at("cameras");
        const bool full = source.points->count_in(tile) > 4000;
        crowded |= full;
        for (const auto &feature : read.features) {
            REQUIRE((full || !feature.has("count")));
            if (feature.has("code")) {
                REQUIRE(codes.insert(feature.text("code")).second);
            }
        }
    }
    CHECK(crowded);
    CHECK(codes.size() >= point_count - 5000 - 100);
}

TEST_CASE("a tile without points is empty, and layers are written once") {
    const PointSource source = camera_source();
    const auto layer = point_layer("cameras", source);
    CHECK(build_tile(std::vector{layer}, {10, 0, 0}, quad).empty());
    CHECK(build_tile(std::vector{layer, layer}, {}, quad) == build_tile(std::vector{layer}, {}, quad));
    const auto sites = point_layer("key_sites", {source.points, {}, {}, [](const PointEntry &, FeatureWriter &) {}});
    CHECK(mvt::read(build_tile(std::vector{layer, sites, layer}, {}, quad)).size() == 2);
}

TEST_CASE("a tile costs the same squares with and without a pyramid") {
    PointSource source = camera_source();
    const std::vector<TileLayer> with{point_layer("cameras", source)};
    source.pyramid = nullptr;
    const std::vector<TileLayer> without{point_layer("cameras", source)};
    for (const int z : {0, 7, 10, 13, 16}) {
        for (const TileId tile : tiles_at(*source.points, z)) {
            REQUIRE(build_tile(with, tile, quad) == build_tile(without, tile, quad));
        }
    }
}

TEST_CASE("names of any length keep to 150 KB gzip, and the sums stay exact") {
    const std::size_t length = GENERATE(20U, 400U, 4'000U, 40'000U);
    std::mt19937_64 random(61);
    std::vector<PointEntry> entries(3'900); // few enough to stand by themselves in one tile
    for (std::size_t i = 0; i < entries.size(); ++i) {
        entries[i].at = {1'041'500'000 + static_cast<std::int32_t>(random() % 150'000),
                         365'500'000 + static_cast<std::int32_t>(random() % 150'000)};
        entries[i].id = static_cast<std::int64_t>(i + 1);
        entries[i].state = static_cast<std::uint16_t>(i % 5 == 0 ? 1 : 0);
    }
    PointSource source;
    source.points = std::make_shared<const spatial::PointSet>(entries);
    source.pyramid = std::make_shared<const spatial::PointPyramid>(*source.points);
    source.categories = {"dome"};
    source.write_attributes = [&](const PointEntry &entry, FeatureWriter &feature) {
        std::string name(length, ' '); // hard to compress
        std::generate(name.begin(), name.end(), [&] { return static_cast<char>('!' + random() % 90); });
        feature.add("name", name);
        feature.add("online", entry.state == 0);
    };
    const std::vector<TileLayer> layers{point_layer("cameras", source)};
    for (const int z : {0, 11, 14, 15, 16}) {
        if (length > 4'000 && z > 14) {
            continue; // hundreds of tiles of megabytes
        }
        std::int64_t sum = 0;
        std::int64_t offline = 0;
        for (const TileId tile : tiles_at(*source.points, z)) {
            const std::string bytes = build_tile(layers, tile, quad);
            REQUIRE(gzip(bytes).size() <= max_layer_gzip_bytes + 20); // the tile's own few bytes around the layer
            const auto read = mvt::read(bytes).at("cameras");
            for (const auto &feature : read.features) {
                const bool alone = !feature.has("count");
                sum += alone ? 1 : feature.number("count");
                offline += alone ? (std::get<bool>(feature.tags.at("online")) ? 0 : 1) : count_of(feature, "count_offline");
            }
        }
        CAPTURE(length, z);
        CHECK(sum == 3'900);
        CHECK(offline == 780);
    }
}

TEST_CASE("an object that is too large for any tile is counted") {
    PointEntry entry;
    entry.at = {1'041'500'000, 365'500'000};
    PointSource source;
    source.points = std::make_shared<const spatial::PointSet>(std::vector{entry});
    source.categories = {"dome"};
    source.write_attributes = [](const PointEntry &, FeatureWriter &feature) {
        std::mt19937_64 random(67);
        std::string name(300'000, ' ');
        std::generate(name.begin(), name.end(), [&] { return static_cast<char>('!' + random() % 90); });
        feature.add("name", name);
    };
    const std::vector<TileLayer> layers{point_layer("cameras", source)};
    for (const int z : {3, 16}) {
        const TileId tile = *tiles_at(*source.points, z).begin();
        const auto read = mvt::read(build_tile(layers, tile, quad)).at("cameras");
        REQUIRE(read.features.size() == 1);
        CHECK(read.features[0].number("count") == 1);
        CHECK(read.features[0].number("count_dome") == 1);
    }
}

TEST_CASE("categories of one name are counted together, and apart from a state of that name") {
    PointSource source = camera_source();
    source.categories = {"dome", "dome", "offline"};
    const std::vector<TileLayer> layers{point_layer("cameras", source)};
    const auto read = mvt::read(build_tile(layers, {}, quad)).at("cameras");
    std::map<std::string, std::int64_t> sums;
    for (const auto &feature : read.features) {
        for (const auto *key : {"count", "count_dome", "count_offline", "count_state_offline"}) {
            sums[key] += count_of(feature, key);
        }
    }
    CHECK(sums["count"] == point_count);
    CHECK(sums["count_dome"] == 2 * point_count / 3);
    CHECK(sums["count_offline"] == point_count / 3);
    CHECK(sums["count_state_offline"] == point_count / 5);
}

TEST_CASE("at every zoom the counts of all tiles are the objects of any set") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto number = [&](std::int64_t below) {
        return static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(below));
    };
    std::vector<PointEntry> entries(tests::is_long_run() ? 30'000 : 6'000);
    std::map<std::string, std::int64_t> expected;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        auto &entry = entries[i];
        const int where = number(5);
        entry.at = where == 0   ? spatial::LatticePoint{1'041'500'000, 365'500'000}       // a heap
                   : where == 1 ? spatial::LatticePoint{(number(8) - 4) * 450'000'000, 0} // corners of tiles
                   : where == 2 ? spatial::LatticePoint{number(2) == 0 ? -1'800'000'000 : 1'800'000'000,
                                                        number(2) == 0 ? -900'000'000 : 900'000'000}
                                : spatial::LatticePoint{1'040'000'000 + number(4'000'000), 364'000'000 + number(4'000'000)};
        entry.id = static_cast<std::int64_t>(i + 1);
        entry.category = static_cast<std::uint16_t>(number(3));
        entry.state = static_cast<std::uint16_t>(number(2));
        ++expected["count"];
        ++expected[std::array{"fixed", "dome", "ball"}[entry.category]];
        expected["offline"] += entry.state;
    }
    PointSource source = camera_source();
    source.points = std::make_shared<const spatial::PointSet>(entries);
    source.pyramid = std::make_shared<const spatial::PointPyramid>(*source.points);
    const std::vector<TileLayer> layers{point_layer("cameras", source)};
    for (const int z : {0, 1, 3, 8, 11, 14, 15, 17, 22}) {
        std::map<std::string, std::int64_t> sums;
        for (const TileId tile : tiles_at(*source.points, z)) {
            const auto read = mvt::read(build_tile(layers, tile, quad)).at("cameras");
            for (const auto &feature : read.features) {
                if (!feature.has("count")) {
                    ++sums["count"];
                    ++sums[feature.text("kind")];
                    sums["offline"] += std::get<bool>(feature.tags.at("online")) ? 0 : 1;
                    continue;
                }
                sums["count"] += feature.number("count");
                for (const auto *name : {"fixed", "dome", "ball", "offline"}) {
                    sums[name] += count_of(feature, std::string("count_") + name);
                }
            }
        }
        CAPTURE(z);
        CHECK(sums == expected);
    }
}

TEST_CASE("tiles outside the grid and unknown layers are refused") {
    CHECK_THROWS_AS(build_tile({}, {23, 0, 0}, quad), Error);
    CHECK_THROWS_AS(build_tile({}, {3, 8, 0}, quad), Error);
    CHECK_THROWS_AS(build_tile({}, {0, 0, 1}, quad), Error);
    CHECK_THROWS_AS(point_layer("grids", {}), Error);
    CHECK_THROWS_AS(point_layer("people", {}), Error);
    CHECK(build_tile({}, {22, 4'194'303, 0}, quad).empty());
}
