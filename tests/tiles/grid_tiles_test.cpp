#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/tile_cover.hpp"
#include "tests/support/tile_shapes.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/tile_builder.hpp"

#include <fmt/format.h>
#include <memory>
#include <random>
#include <thread>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::TileId;
using tests::area_inside;
using tests::area_of;
using tests::distance_to;
using tests::holds;
using tests::Real;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

struct Fixture {
    wiggly::Place place;
    std::shared_ptr<const GridTiles> grids;
    std::unique_ptr<spatial::Locator> locator;
    Fixture() {
        wiggly::make(place);
        grids = std::make_shared<const GridTiles>(place.source, quad);
        locator = std::make_unique<spatial::Locator>(place.coverage);
    }
};

const Fixture &fixture() {
    static const Fixture made;
    return made;
}

std::vector<TileLayer> all_layers() {
    const ThemeTiles themes{fixture().grids};
    return {grids_layer(themes), grid_edges_layer(themes), grid_labels_layer(themes)};
}

/// The tiles that the place lies in.
std::vector<TileId> tiles_at(int z) {
    return tests::tiles_over(fixture().place.coverage.bounds(), z);
}

mvt::Tile read_tile(TileId tile) {
    return mvt::read(build_tile(all_layers(), tile, quad));
}

const std::vector<mvt::Feature> &features(const mvt::Tile &tile, const char *layer) {
    static const std::vector<mvt::Feature> none;
    const auto found = tile.find(layer);
    return found == tile.end() ? none : found->second.features;
}

/// The ground's area and outline length at a zoom, in square units and units, from the outline at full detail.
std::pair<double, double> true_ground(int z) {
    const auto &place = fixture().place;
    std::vector<spatial::Label> all(place.source.units.size(), 1);
    const double scale = std::ldexp(1.0, z - 20);
    double area = 0;
    double length = 0;
    const auto add = [&](const spatial::Ring &ring) {
        std::vector<Real> projected;
        for (const auto p : ring) {
            const auto q = spatial::to_tile_position(p, quad);
            projected.push_back({q.x * scale - 3'388'000'000.0 * scale, q.y * scale - 1'678'000'000.0 * scale});
        }
        area += -area_of(projected);
        for (std::size_t i = 0; i < projected.size(); ++i) {
            const Real a = projected[i];
            const Real b = projected[(i + 1) % projected.size()];
            length += std::hypot(a.x - b.x, a.y - b.y);
        }
    };
    const auto outlines = spatial::outlines(place.coverage, all, 2);
    for (const auto &polygon : outlines[1]) {
        add(polygon.outer);
        std::for_each(polygon.holes.begin(), polygon.holes.end(), add);
    }
    return {area, length};
}

/// The unit drawn at a position, by the locator.
std::string code_at(spatial::TilePosition at, std::uint16_t level) {
    auto owner = fixture().locator->locate(spatial::to_lattice(spatial::to_lonlat(at, quad)));
    const auto &units = fixture().place.source.units;
    while (owner != 0 && units[owner].level > level && units[owner].parent != 0) {
        owner = units[owner].parent;
    }
    return units[owner].code;
}

/// The fills of a tile that hold a place, and how far the next outline is.
std::pair<std::vector<std::string>, double> owners_at(const mvt::Tile &tile, double x, double y) {
    std::pair<std::vector<std::string>, double> found{{}, 1e9};
    for (const auto &feature : features(tile, "grids")) {
        found.second = std::min(found.second, distance_to(feature, x, y));
        if (holds(feature, x, y)) {
            found.first.push_back(feature.text("code"));
        }
    }
    return found;
}

} // namespace

TEST_CASE("the place is a coverage with every unit on it") {
    REQUIRE_FALSE(fixture().place.coverage.empty());
    CHECK(fixture().grids->level_at(8) == 0);
    CHECK(fixture().grids->level_at(11) == 1);
    CHECK(fixture().grids->level_at(22) == 2);
    CHECK(fixture().grids->bytes() > 0);
}

TEST_CASE("the fills of a zoom sum to the ground") {
    for (const int z : {8, 10, 11, 12, 13, 14, 16, 17}) {
        double sum = 0;
        for (const TileId tile : tiles_at(z)) {
            const auto read = read_tile(tile);
            for (const auto &feature : features(read, "grids")) {
                for (const auto &ring : feature.paths) {
                    sum += area_inside(ring);
                }
            }
        }
        const auto [area, length] = true_ground(z);
        INFO("zoom " << z << ", ground " << area << ", fills " << sum << ", outline " << length);
        // the outline may be off by half a pixel (4 units) of simplification and one unit of rounding
        CHECK(std::abs(sum - area) <= length * (z >= 17 ? 1 : 5));
    }
}

TEST_CASE("away from borders a place in a tile belongs to exactly one fill, and that is its owner") {
    const unsigned seed = 43;
    INFO("seed " << seed);
    std::mt19937 random(seed);
    const auto &box = fixture().place.coverage.bounds();
    std::uniform_int_distribution<std::int32_t> lon(box.min_x - 20'000, box.max_x + 20'000);
    std::uniform_int_distribution<std::int32_t> lat(box.min_y - 20'000, box.max_y + 20'000);
    for (const int z : {9, 11, 13, 15, 16}) {
        std::map<TileId, mvt::Tile> tiles;
        std::size_t owned = 0;
        for (int i = 0; i < 2000; ++i) {
            const auto at = spatial::to_tile_position({lon(random), lat(random)}, quad);
            const auto shift = 32U - static_cast<unsigned>(z);
            const TileId tile{static_cast<std::uint8_t>(z), at.x >> shift, at.y >> shift};
            if (tiles.count(tile) == 0) {
                tiles.emplace(tile, read_tile(tile));
            }
            const double x = std::ldexp(at.x, z - 20) - 4096.0 * tile.x;
            const double y = std::ldexp(at.y, z - 20) - 4096.0 * tile.y;
            const auto [owners, border] = owners_at(tiles.at(tile), x, y);
            if (border < 6) {
                REQUIRE((border < 2 || owners.size() <= 1));
                continue;
            }
            const std::string expected = code_at(at, fixture().grids->level_at(z));
            INFO(z << "/" << tile.x << "/" << tile.y << " at " << x << " " << y << ", border " << border);
            REQUIRE(owners == (expected.empty() ? std::vector<std::string>{} : std::vector{expected}));
            owned += expected.empty() ? 0 : 1;
        }
        REQUIRE(owned > 100);
    }
}

TEST_CASE("each border is drawn once, between the two fills that it divides") {
    for (const int z : {9, 11, 13, 15}) {
        for (const TileId tile : tiles_at(z)) {
            const auto read = read_tile(tile);
            std::set<std::string> levels;
            std::set<std::pair<mvt::Point, mvt::Point>> segments;
            std::size_t count = 0;
            double border_length = 0;
            for (const auto &edge : features(read, "grid_edges")) {
                REQUIRE(edge.text("left") != edge.text("right"));
                levels.insert(edge.text("level"));
                const double sides = edge.text("left").empty() || edge.text("right").empty() ? 1 : 2;
                for (const auto &path : edge.paths) {
                    for (std::size_t i = 1; i < path.size(); ++i) {
                        const double length = std::hypot(path[i].x - path[i - 1].x, path[i].y - path[i - 1].y);
                        border_length += sides * length;
                        // two borders that leave a node at a sharp angle may be rounded onto each other for a few units
                        if (length > 5) {
                            segments.insert(std::minmax(path[i - 1], path[i]));
                            ++count;
                        }
                    }
                }
            }
            double fill_length = 0;
            for (const auto &fill : features(read, "grids")) {
                for (const auto &ring : fill.paths) {
                    for (std::size_t i = 0; i < ring.size(); ++i) {
                        const auto a = ring[i];
                        const auto b = ring[(i + 1) % ring.size()];
                        const bool cut =
                            (a.x == b.x && (a.x == -64 || a.x == 4160)) || (a.y == b.y && (a.y == -64 || a.y == 4160));
                        fill_length += cut ? 0 : std::hypot(a.x - b.x, a.y - b.y);
                    }
                }
            }
            INFO("zoom " << z << " tile " << tile.x << " " << tile.y);
            CHECK(segments.size() == count);
            CHECK(fill_length == Approx(border_length).epsilon(0.001).margin(200));
            if (z == 9) {
                CHECK((levels.empty() || levels == std::set<std::string>{"township"}));
            }
        }
    }
}

TEST_CASE("a border's level is the coarsest that it bounds") {
    std::map<std::string, std::set<std::int64_t>> ranks;
    const auto &units = fixture().place.source.units;
    std::map<std::string, spatial::Label> by_code;
    for (spatial::Label i = 0; i < units.size(); ++i) {
        by_code[units[i].code] = i;
    }
    const auto township = [&](const std::string &code) {
        auto label = by_code.at(code);
        while (units[label].parent != 0) {
            label = units[label].parent;
        }
        return label;
    };
    for (const TileId tile : tiles_at(13)) {
        const auto read = read_tile(tile);
        for (const auto &edge : features(read, "grid_edges")) {
            ranks[edge.text("level")].insert(edge.number("rank"));
            const bool bounds_township = township(edge.text("left")) != township(edge.text("right"));
            REQUIRE((edge.text("level") == "township") == bounds_township);
        }
    }
    CHECK(ranks == std::map<std::string, std::set<std::int64_t>>{{"township", {1}}, {"community", {2}}, {"grid", {3}}});
}

TEST_CASE("every unit drawn has exactly one label in the world") {
    for (const int z : {0, 9, 11, 12, 13, 16, 18}) {
        std::map<std::string, int> labels;
        std::set<std::string> fills;
        for (const TileId tile : tiles_at(z)) {
            const auto read = read_tile(tile);
            for (const auto &label : features(read, "grid_labels")) {
                ++labels[label.text("code")];
                REQUIRE((label.paths[0][0].x >= 0 && label.paths[0][0].x < 4096));
            }
            for (const auto &fill : features(read, "grids")) {
                fills.insert(fill.text("code"));
            }
        }
        for (const auto &[code, count] : labels) {
            REQUIRE(count == 1);
        }
        // townships; communities; grids but 64 (community without grids), the hole and the second part, plus that community
        const std::size_t expected = z <= 10 ? 4 : z <= 12 ? 15 + 1 : 1024 - 64 - 2 + 1;
        INFO("zoom " << z);
        if (z > 10 && z <= 12) {
            // where a township has grids without a community, it is drawn itself for that ground, without a label
            CHECK(labels.size() == 15);
            CHECK(fills.size() == 16);
        } else {
            CHECK(labels.size() == expected);
        }
        CHECK((z == 0 || fills.size() == expected));
    }
}

TEST_CASE("neighbours never have the same colour") {
    for (const int z : {9, 11, 13}) {
        std::map<std::string, std::int64_t> colours;
        std::set<std::pair<std::string, std::string>> neighbours;
        for (const TileId tile : tiles_at(z)) {
            const auto read = read_tile(tile);
            for (const auto &fill : features(read, "grids")) {
                const auto colour = fill.number("colour");
                REQUIRE((colour >= 0 && colour < 6));
                REQUIRE(colours.emplace(fill.text("code"), colour).first->second == colour);
            }
            for (const auto &edge : features(read, "grid_edges")) {
                neighbours.emplace(edge.text("left"), edge.text("right"));
            }
        }
        for (const auto &[left, right] : neighbours) {
            REQUIRE((left.empty() || right.empty() || colours.at(left) != colours.at(right)));
        }
    }
}

TEST_CASE("fills carry the attributes of their unit") {
    const auto &units = fixture().place.source.units;
    const auto at = spatial::to_tile_position(wiggly::middle(12, 3), quad);
    const auto read = read_tile({14, at.x >> 18U, at.y >> 18U});
    const auto &unit = units[wiggly::grid_of(12, 3)];
    bool found = false;
    for (const auto &fill : features(read, "grids")) {
        if (fill.text("code") == unit.code) {
            found = true;
            CHECK(fill.id == static_cast<std::uint64_t>(unit.id));
            CHECK(fill.text("name") == unit.name);
            CHECK(fill.text("theme") == "base");
            CHECK(fill.text("level") == "grid");
            CHECK(fill.text("kind") == (unit.dedicated ? "dedicated" : "base"));
            CHECK(fill.text("parent") == units[unit.parent].code);
        }
    }
    CHECK(found);
}

TEST_CASE("tiles do not depend on who asks first, nor on threads") {
    const GridTiles again(fixture().place.source, quad);
    const auto tiles = tiles_at(14);
    std::vector<std::string> built(tiles.size() * 4);
    {
        std::vector<std::jthread> threads;
        for (std::size_t t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (std::size_t i = 0; i < tiles.size(); ++i) {
                    LayerWriter layer(*find_layer("grids"));
                    again.write_fills(tiles[i], layer);
                    built[t * tiles.size() + i] = layer.encode();
                }
            });
        }
    }
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        LayerWriter layer(*find_layer("grids"));
        fixture().grids->write_fills(tiles[i], layer);
        for (std::size_t t = 0; t < 4; ++t) {
            REQUIRE(built[t * tiles.size() + i] == layer.encode());
        }
    }
}

TEST_CASE("a theme without ground makes empty tiles") {
    GridSource source;
    const spatial::Coverage nothing;
    source.theme = "campus";
    source.coverage = &nothing;
    const auto grids = std::make_shared<const GridTiles>(source, quad);
    const std::vector<TileLayer> layers{grids_layer({grids}), grid_edges_layer({grids}), grid_labels_layer({grids})};
    CHECK(build_tile(layers, {}, quad).empty());
}
