#include "spatial/coverage_build.hpp"
#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/tile_builder.hpp"

#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::Frame;
using spatial::LatticePoint;
using spatial::TileGrid;
using spatial::TileId;
using spatial::TilePlane;

namespace {

const std::vector<TilePlane> planes{{TileGrid::web_mercator_quad},
                                    {TileGrid::cgcs2000_quad},
                                    {TileGrid::web_mercator_quad, Frame::gcj02},
                                    {TileGrid::cgcs2000_quad, Frame::gcj02}};

const wiggly::Place &place() {
    static const auto made = [] {
        auto fresh = std::make_unique<wiggly::Place>();
        wiggly::make(*fresh);
        return fresh;
    }();
    return *made;
}

std::vector<TileLayer> grid_layers(const TilePlane &plane) {
    const ThemeTiles themes{std::make_shared<const GridTiles>(place().source, plane)};
    return {grids_layer(themes), grid_edges_layer(themes), grid_labels_layer(themes)};
}

std::string text_of(const TilePlane &plane) {
    return std::string(spatial::tile_grid_name(plane.grid)) + " " + std::string(spatial::frame_name(plane.frame));
}

TileId tile_of(spatial::TilePosition p, int z) {
    const auto shift = static_cast<unsigned>(32 - z);
    return {static_cast<std::uint8_t>(z), p.x >> shift, p.y >> shift};
}

/// Where a position lies in a tile, in units of the tile, computed apart from the encoder: x and y in whole units, rounded.
std::pair<std::int64_t, std::int64_t> unit_of(spatial::TilePosition p, TileId tile) {
    const auto unit = [&](std::uint32_t v, std::uint32_t tile_number) {
        const double side = std::ldexp(1.0, 32 - tile.z);
        return static_cast<std::int64_t>(std::floor((v - tile_number * side) / side * 4096 + 0.5));
    };
    return {unit(p.x, tile.x), unit(p.y, tile.y)};
}

using Unit = std::pair<std::int64_t, std::int64_t>;

std::set<Unit> units_of(const mvt::Layer &layer) {
    std::set<Unit> units;
    for (const auto &feature : layer.features) {
        for (const auto &path : feature.paths) {
            for (const auto &p : path) {
                units.emplace(p.x, p.y);
            }
        }
    }
    return units;
}

/// A corner of four cells deep inside the place: a node, which is drawn at every zoom.
LatticePoint node(int i) {
    return wiggly::side_point(9 + i * 5 % 14, 3 + i * 3 % 14, false, 0);
}

TileLayer cameras(const std::vector<LatticePoint> &places, const TilePlane &plane) {
    std::vector<spatial::PointEntry> entries;
    for (const LatticePoint p : places) {
        spatial::PointEntry entry;
        entry.at = p;
        entry.id = static_cast<std::int64_t>(entries.size()) + 1;
        entry.slot = static_cast<std::uint32_t>(entries.size());
        entries.push_back(entry);
    }
    PointSource source;
    source.points = std::make_shared<const spatial::PointSet>(std::move(entries), plane);
    source.categories = {"dome"};
    source.write_attributes = [](const spatial::PointEntry &entry, FeatureWriter &feature) {
        feature.add("code", std::to_string(entry.id));
    };
    return point_layer("cameras", std::move(source));
}

std::vector<LatticePoint> random_places(unsigned seed, int count) {
    std::mt19937 random(seed);
    const auto &box = place().coverage.bounds();
    std::uniform_int_distribution<std::int32_t> x(box.min_x, box.max_x);
    std::uniform_int_distribution<std::int32_t> y(box.min_y, box.max_y);
    std::vector<LatticePoint> places;
    for (int i = 0; i < count; ++i) {
        places.push_back({x(random), y(random)});
    }
    return places;
}

/// The point of a segment at a share of its length, moved into GCJ-02.
spatial::LonLat shifted_at(spatial::LonLat a, spatial::LonLat b, double share) {
    return spatial::from_store_frame({a.lon + (b.lon - a.lon) * share, a.lat + (b.lat - a.lat) * share}, Frame::gcj02);
}

/// How far a place lies from a drawn line, in units of the tile.
double distance_to(const mvt::Path &line, double x, double y) {
    double best = 1e9;
    for (std::size_t i = 1; i < line.size(); ++i) {
        const auto ax = static_cast<double>(line[i - 1].x);
        const auto ay = static_cast<double>(line[i - 1].y);
        const double dx = static_cast<double>(line[i].x) - ax;
        const double dy = static_cast<double>(line[i].y) - ay;
        const double t = std::clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0.0, 1.0);
        best = std::min(best, std::hypot(x - ax - t * dx, y - ay - t * dy));
    }
    return best;
}

} // namespace

TEST_CASE("a corner of four grids is drawn to the unit in every tile grid, frame and zoom, past the last one built too") {
    for (const TilePlane &plane : planes) {
        const auto layers = grid_layers(plane);
        for (const int z : {8, 11, 13, 14, 16, 17, 19, 20, 21, 22}) {
            for (int i = 0; i < (z < 13 ? 2 : 12); ++i) {
                const auto position = spatial::to_tile_position(node(z < 13 ? 0 : i), plane);
                const TileId tile = tile_of(position, z);
                CAPTURE(text_of(plane), z, i);
                const auto read = mvt::read(build_tile(layers, tile, plane.grid));
                if (z < 13) { // coarser levels are drawn, whose nodes are others
                    REQUIRE(read.at("grids").features.size() >= 1);
                    continue;
                }
                const auto wanted = unit_of(position, tile);
                REQUIRE(units_of(read.at("grids")).count(wanted) == 1);
                REQUIRE(units_of(read.at("grid_edges")).count(wanted) == 1);
            }
        }
    }
}

TEST_CASE("every vertex is drawn from zoom 17 on, shifted as its frame says") {
    for (const TilePlane &plane : planes) {
        const auto layers = grid_layers(plane);
        for (int step = 0; step < wiggly::steps; ++step) {
            CAPTURE(text_of(plane), step);
            const auto position = spatial::to_tile_position(wiggly::side_point(12, 7, true, step), plane);
            const TileId tile = tile_of(position, 18);
            const auto read = mvt::read(build_tile(layers, tile, plane.grid));
            REQUIRE(units_of(read.at("grid_edges")).count(unit_of(position, tile)) == 1);
        }
    }
}

TEST_CASE("in every tile grid and frame the two sides of a border are drawn with the same points") {
    for (const TilePlane &plane : planes) {
        for (const int z : {15, 16, 18}) {
            CAPTURE(text_of(plane), z);
            const TileId tile = tile_of(spatial::to_tile_position(wiggly::middle(12, 12), plane), z);
            const auto read = mvt::read(build_tile(grid_layers(plane), tile, plane.grid));
            const auto in_box = [](const mvt::Point &p) { return p.x > -64 && p.x < 4160 && p.y > -64 && p.y < 4160; };
            std::map<std::pair<Unit, Unit>, int> sides; // how often a piece is walked one way, less the other way
            std::size_t pieces = 0;
            for (const auto &feature : read.at("grids").features) {
                for (const auto &ring : feature.paths) {
                    for (std::size_t i = 0; i < ring.size(); ++i) {
                        const auto &a = ring[i];
                        const auto &b = ring[(i + 1) % ring.size()];
                        if (in_box(a) && in_box(b)) {
                            const Unit p{a.x, a.y};
                            const Unit q{b.x, b.y};
                            sides[{std::min(p, q), std::max(p, q)}] += p < q ? 1 : -1;
                            ++pieces;
                        }
                    }
                }
            }
            REQUIRE(pieces >= 2); // a border, both ways
            const auto open = std::count_if(sides.begin(), sides.end(), [](const auto &side) { return side.second != 0; });
            CHECK(open == 0);
        }
    }
}

TEST_CASE("each point is in the one tile that holds it, to the unit, in every tile grid and frame") {
    const unsigned seed = 31;
    CAPTURE(seed);
    const auto places = random_places(seed, 300);
    for (const TilePlane &plane : planes) {
        const TileLayer layer = cameras(places, plane);
        for (const int z : {15, 16, 18, 22}) {
            CAPTURE(text_of(plane), z);
            for (std::size_t i = 0; i < places.size(); i += 7) {
                const auto position = spatial::to_tile_position(places[i], plane);
                const TileId tile = tile_of(position, z);
                const auto read = mvt::read(build_tile(std::vector{layer}, tile, plane.grid)).at("cameras");
                const auto own = std::find_if(read.features.begin(), read.features.end(),
                                              [&](const auto &feature) { return feature.id == i + 1; });
                REQUIRE(own != read.features.end());
                const double side = std::ldexp(1.0, 32 - z);
                const auto unit = [&](std::uint32_t v, std::uint32_t n) {
                    return static_cast<std::int64_t>(std::floor((v - n * side) / side * 4096));
                };
                REQUIRE(own->paths[0][0].x == unit(position.x, tile.x));
                REQUIRE(own->paths[0][0].y == unit(position.y, tile.y));
            }
        }
    }
}

TEST_CASE("the labels of a zoom are one a grid in every tile grid and frame") {
    for (const TilePlane &plane : planes) {
        CAPTURE(text_of(plane));
        const auto layers = grid_layers(plane);
        const auto &box = place().coverage.bounds();
        const TileId first = tile_of(spatial::to_tile_position(LatticePoint{box.min_x, box.max_y}, plane), 13);
        const TileId last = tile_of(spatial::to_tile_position(LatticePoint{box.max_x, box.min_y}, plane), 13);
        std::multiset<std::uint64_t> seen;
        for (std::uint32_t x = first.x - 1; x <= last.x + 1; ++x) {
            for (std::uint32_t y = first.y - 1; y <= last.y + 1; ++y) {
                const auto read = mvt::read(build_tile(std::vector{layers[2]}, {13, x, y}, plane.grid));
                for (const auto &[name, layer] : read) {
                    for (const auto &feature : layer.features) {
                        seen.insert(feature.id.value());
                    }
                }
            }
        }
        CHECK(seen.size() > 900);
        CHECK(std::set(seen.begin(), seen.end()).size() == seen.size());
    }
}

TEST_CASE("a straight border of many kilometres is drawn along its shifted course, not between its shifted ends") {
    // one grid of 60 by 40 km with straight sides: shifted by its corners alone, its sides would stray by metres
    const spatial::Polygon square{.outer = {{1'040'000'000, 365'000'000},
                                            {1'046'000'000, 365'000'000},
                                            {1'046'000'000, 369'000'000},
                                            {1'040'000'000, 369'000'000}},
                                  .holes = {}};
    const auto built = spatial::build_coverage(std::vector<spatial::LabelledPolygon>{{1, square}});
    GridSource source;
    source.theme = "base";
    source.levels = {{"grid", 1}};
    source.units.push_back({.id = 7, .code = "g", .name = "g", .label_point = {1'043'000'000, 367'000'000}});
    source.coverage = &built.coverage;
    const TilePlane plane(TileGrid::web_mercator_quad, Frame::gcj02);
    const auto layer = grid_edges_layer({std::make_shared<const GridTiles>(source, plane)});
    const auto west = spatial::to_lonlat(square.outer[0]);
    const auto east = spatial::to_lonlat(square.outer[1]);
    double strayed_by_ends = 0;
    for (int i = 1; i < 40; ++i) {
        const double share = i / 40.0;
        CAPTURE(share);
        const auto position = spatial::lonlat_to_tile_position(shifted_at(west, east, share), plane.grid);
        const TileId tile = tile_of(position, 17);
        const auto read = mvt::read(build_tile(std::vector{layer}, tile, plane.grid)).at("grid_edges");
        const double side = std::ldexp(1.0, 32 - tile.z);
        double nearest = 1e9;
        for (const auto &path : read.features.at(0).paths) {
            nearest = std::min(nearest, distance_to(path, (position.x - tile.x * side) / side * 4096,
                                                    (position.y - tile.y * side) / side * 4096));
        }
        CHECK(nearest < 1.5);
        const auto a = spatial::from_store_frame(west, Frame::gcj02);
        const auto b = spatial::from_store_frame(east, Frame::gcj02);
        const auto between = shifted_at(west, east, share);
        strayed_by_ends = std::max(strayed_by_ends, std::abs(a.lat + (b.lat - a.lat) * share - between.lat));
    }
    CHECK(strayed_by_ends > 1e-5); // a metre: so the test means something
}

TEST_CASE("tiles outside of a tile grid are refused, each grid by its own size") {
    const auto degrees = TileGrid::cgcs2000_quad;
    CHECK_THROWS_AS(build_tile({}, {0, 0, 0}, degrees), Error);
    CHECK_THROWS_AS(build_tile({}, {1, 0, 1}, degrees), Error);
    CHECK_THROWS_AS(build_tile({}, {3, 0, 4}, degrees), Error);
    CHECK(build_tile({}, {3, 7, 3}, degrees).empty());
    CHECK(build_tile({}, {3, 7, 4}, TileGrid::web_mercator_quad).empty());
}
