#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tiles/tile_builder.hpp"

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
    source.categories = {"fixed", "dome", "ball"};
    source.states = {"", "offline"};
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

TEST_CASE("tiles outside the grid and unknown layers are refused") {
    CHECK_THROWS_AS(build_tile({}, {23, 0, 0}, quad), Error);
    CHECK_THROWS_AS(build_tile({}, {3, 8, 0}, quad), Error);
    CHECK_THROWS_AS(build_tile({}, {0, 0, 1}, quad), Error);
    CHECK_THROWS_AS(point_layer("grids", {}), Error);
    CHECK_THROWS_AS(point_layer("people", {}), Error);
    CHECK(build_tile({}, {22, 4'194'303, 0}, quad).empty());
}
