#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/tile_cover.hpp"
#include "tests/support/tile_shapes.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/gathering.hpp"
#include "tiles/gzip.hpp"
#include "tiles/layer_budget.hpp"
#include "tiles/tile_builder.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::Label;
using spatial::LatticePoint;
using spatial::TileId;
using spatial::TilePlane;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;
constexpr int side = 123; ///< cells: 15,129 grids
constexpr std::string_view words = "青云路街道河湾桥东西南北山门社区第一二三四五六七八九十网格";

/// A city of which only the finest level is known.
struct City {
    spatial::Coverage coverage;
    GridSource source;
    std::vector<std::int64_t> cameras{0};

    City() {
        source.theme = "base";
        source.levels = {{"grid", 3}};
        std::vector<spatial::LabelledPolygon> polygons;
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                add_unit(x, y);
                polygons.push_back({static_cast<Label>(source.units.size() - 1), cell(x, y)});
            }
        }
        coverage = spatial::build_coverage(polygons).coverage;
        source.coverage = &coverage;
    }

    void add_unit(int x, int y) {
        const auto number = static_cast<std::uint32_t>(y * side + x + 1);
        SourceUnit unit{
            .id = 7000 + number, .code = "99040" + std::to_string(1'000'000 + number), .name = {}, .label_point = {}};
        for (std::uint32_t i = 0; i < 8; ++i) { // eight characters of three bytes
            unit.name.append(words.substr((number * 31 + i * number * 7 + i) % (words.size() / 3) * 3, 3));
        }
        unit.label_point = wiggly::middle(x, y);
        unit.area_m2 = 40'000;
        source.units.push_back(std::move(unit));
        cameras.push_back(number % 13);
    }

    /// As wiggly's, with a third of the points.
    static spatial::Polygon cell(int x, int y) {
        spatial::Polygon polygon;
        for (int i = 0; i < wiggly::steps; i += 3) {
            polygon.outer.push_back(wiggly::side_point(x, y, false, i));
        }
        for (int i = 0; i < wiggly::steps; i += 3) {
            polygon.outer.push_back(wiggly::side_point(x + 1, y, true, i));
        }
        for (int i = wiggly::steps; i > 0; i -= 3) {
            polygon.outer.push_back(wiggly::side_point(x, y + 1, false, i));
        }
        for (int i = wiggly::steps; i > 0; i -= 3) {
            polygon.outer.push_back(wiggly::side_point(x, y, true, i));
        }
        return polygon;
    }
};

const City &city() {
    static const City made;
    return made;
}

std::shared_ptr<const GridTiles> city_tiles() {
    static const auto made = std::make_shared<const GridTiles>(city().source, quad);
    return made;
}

std::vector<TileLayer> all_layers() {
    const ThemeTiles themes{city_tiles()};
    return {grids_layer(themes), grid_edges_layer(themes), grid_labels_layer(themes),
            grid_figures_layer({std::make_shared<const FigureTable>(
                city_tiles(), std::vector<Figure>{{find_figure("cameras"), city().cameras}})})};
}

std::vector<TileId> tiles_at(int zoom) {
    return tests::tiles_over(city().coverage.bounds(), zoom);
}

std::int64_t count_of(const mvt::Feature &feature) {
    return feature.has("count") ? feature.number("count") : 1;
}

} // namespace

TEST_CASE("no layer of a city of 15,000 grids without a level above them is too large in any tile") {
    std::map<std::string, std::size_t> largest;
    for (int zoom = 0; zoom <= (tests::is_long_run() ? 17 : 13); ++zoom) {
        for (const TileId tile : tiles_at(zoom)) {
            for (const TileLayer &layer : all_layers()) {
                const std::size_t bytes = gzip(build_tile(std::span(&layer, 1), tile, quad)).size();
                CAPTURE(zoom, tile.x, tile.y, layer.definition->name);
                REQUIRE(bytes <= max_layer_gzip_bytes);
                auto &most = largest[std::string(layer.definition->name)];
                most = std::max(most, bytes);
            }
        }
    }
    for (const auto &[layer, bytes] : largest) {
        UNSCOPED_INFO(layer << ": " << bytes << " bytes");
    }
    CHECK(largest.size() == 4);
}

TEST_CASE("what is gathered adds up at every zoom, and from some zoom on each grid stands by itself") {
    const auto all_cameras = std::accumulate(city().cameras.begin(), city().cameras.end(), std::int64_t{0});
    bool was_gathered = false;
    const auto zooms = tests::is_long_run() ? std::vector{0, 3, 5, 8, 10, 11, 12, 13, 14} : std::vector{3, 8, 11, 12};
    for (const int zoom : zooms) {
        CAPTURE(zoom);
        std::int64_t labels = 0;
        std::map<std::string, std::int64_t> figures;
        bool is_gathered = false;
        for (const TileId tile : tiles_at(zoom)) {
            const auto read = mvt::read(build_tile(all_layers(), tile, quad));
            if (read.empty()) {
                continue;
            }
            for (const auto &label : read.at("grid_labels").features) {
                labels += count_of(label);
                is_gathered = is_gathered || label.has("count");
                REQUIRE(label.has("count") != label.has("name"));
                REQUIRE(label.has("count") != label.id.has_value());
            }
            for (const auto &feature : read.at("grid_figures").features) {
                // a piece of gathered ground is in one tile where there is but one; a grid is told by its code
                figures[feature.has("code") ? feature.text("code") : std::to_string(figures.size())] =
                    feature.number("cameras");
            }
        }
        CHECK(labels == side * side);
        CHECK(is_gathered == (zoom < 12));
        was_gathered = was_gathered || is_gathered;
        if (tiles_at(zoom).size() == 1 || !is_gathered) {
            CHECK(std::accumulate(figures.begin(), figures.end(), std::int64_t{0},
                                  [](std::int64_t sum, const auto &figure) { return sum + figure.second; }) == all_cameras);
        }
    }
    CHECK(was_gathered);
}

TEST_CASE("gathered ground is a coverage: away from borders a place lies in one fill, and fills add up to the ground") {
    const unsigned seed = 20261128;
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto &box = city().coverage.bounds();
    std::uniform_int_distribution<std::int32_t> lon(box.min_x + 40'000, box.max_x - 40'000);
    std::uniform_int_distribution<std::int32_t> lat(box.min_y + 40'000, box.max_y - 40'000);
    for (const int zoom : {7, 9, 10, 11}) {
        std::map<TileId, mvt::Tile> tiles;
        double sum = 0;
        for (const TileId tile : tiles_at(zoom)) {
            const auto read = mvt::read(build_tile(std::vector{grids_layer({city_tiles()})}, tile, quad));
            for (const auto &layer : read) {
                for (const auto &feature : layer.second.features) {
                    for (const auto &path : feature.paths) {
                        sum += tests::area_inside(path);
                    }
                }
            }
            tiles.emplace(tile, read);
        }
        const auto corner = [&](LatticePoint p) { return spatial::to_tile_position(p, quad); };
        const double scale = std::ldexp(1.0, zoom - 20);
        const auto last = static_cast<std::int32_t>(side) * wiggly::cell;
        const auto north_west = corner({wiggly::origin.x, wiggly::origin.y + last});
        const auto south_east = corner({wiggly::origin.x + last, wiggly::origin.y});
        const double width = scale * (south_east.x - north_west.x);
        const double height = scale * (south_east.y - north_west.y);
        INFO("zoom " << zoom << ": " << sum << " of " << width * height);
        CHECK(std::abs(sum - width * height) <= 2 * (width + height) * 5);
        for (int i = 0; i < 200; ++i) {
            const auto at = corner({lon(random), lat(random)});
            const auto shift = 32U - static_cast<unsigned>(zoom);
            const TileId tile{static_cast<std::uint8_t>(zoom), at.x >> shift, at.y >> shift};
            const double x = std::ldexp(at.x, zoom - 20) - 4096.0 * tile.x;
            const double y = std::ldexp(at.y, zoom - 20) - 4096.0 * tile.y;
            int owners = 0;
            double border = 1e9;
            for (const auto &feature : tiles.at(tile).at("grids").features) {
                owners += tests::holds(feature, x, y) ? 1 : 0;
                border = std::min(border, tests::distance_to(feature, x, y));
            }
            REQUIRE((border < 2 || owners == 1));
        }
    }
}

TEST_CASE("a change within gathered ground makes exactly those tiles new that differ") {
    GridSource renamed = city().source;
    renamed.units[4000].name = "新名"; // of one that is gathered into another
    renamed.units[1].code = "990";     // of one that gathers others
    const auto now = std::make_shared<const GridTiles>(renamed, quad);
    const auto before = city_tiles();
    const auto differs = [&](const TileLayer &was, const TileLayer &is, TileId tile) {
        return build_tile(std::span(&was, 1), tile, quad) != build_tile(std::span(&is, 1), tile, quad);
    };
    for (const int zoom : {9, 11, 12}) {
        const DirtyTiles fills = now->changed_fills(*before, zoom);
        const DirtyTiles edges = now->changed_edges(*before, zoom);
        const DirtyTiles labels = now->changed_labels(*before, zoom);
        for (const TileId tile : tiles_at(zoom)) {
            CAPTURE(zoom, tile.x, tile.y);
            CHECK((fills.contains(tile) || !differs(grids_layer({before}), grids_layer({now}), tile)));
            CHECK((edges.contains(tile) || !differs(grid_edges_layer({before}), grid_edges_layer({now}), tile)));
            CHECK((labels.contains(tile) || !differs(grid_labels_layer({before}), grid_labels_layer({now}), tile)));
        }
    }
    CHECK_FALSE(now->changed_fills(*before, 12).empty());
}

TEST_CASE("units are gathered within one parent and one square, and only those of the level") {
    wiggly::Place place;
    wiggly::make(place);
    const TilePlane plane(quad);
    const DrawnBy alone = drawn_at_level(place.source, 2);
    const DrawnBy drawn = gathered(place.source, 2, 9, plane);
    const auto &units = place.source.units;
    std::set<Label> firsts;
    for (Label unit = 1; unit < drawn.size(); ++unit) {
        const Label first = drawn[alone[unit]];
        CAPTURE(unit, first);
        REQUIRE(drawn[unit] == first);
        REQUIRE(drawn[first] == first);
        REQUIRE(first <= alone[unit]);
        REQUIRE(units[first].parent == units[alone[unit]].parent);
        REQUIRE(units[first].level == units[alone[unit]].level);
        REQUIRE((units[alone[unit]].level == 2 || first == alone[unit]));
        firsts.insert(first);
    }
    CHECK(firsts.size() < drawn.size() / 2);
    CHECK(busiest_tile(place.source, drawn, 9, plane) < busiest_tile(place.source, alone, 9, plane));
    CHECK(busiest_tile(place.source, alone, 0, plane) > 900);
}
