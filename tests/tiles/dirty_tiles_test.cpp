#include "tiles/dirty_tiles.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/tile_cover.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/tile_builder.hpp"
#include "tiles/tile_difference.hpp"
#include "tiles/tile_ledger.hpp"

#include <functional>
#include <random>
#include <set>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::Label;
using spatial::TileId;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

/// An invented place whose cells, units and corners can be changed.
struct DrawnPlace {
    std::vector<Label> owner_of_cell;                           ///< 0 = nobody's
    std::map<std::pair<int, int>, spatial::LatticePoint> moved; ///< corners of cells, and by how much
    GridSource source;

    DrawnPlace() {
        wiggly::Place place;
        wiggly::make(place);
        source = place.source;
        for (int y = 0; y < wiggly::side; ++y) {
            for (int x = 0; x < wiggly::side; ++x) {
                owner_of_cell.push_back(wiggly::is_hole(x, y) ? 0 : wiggly::grid_of(x, y));
            }
        }
    }

    [[nodiscard]] std::shared_ptr<const GridTiles> draw() const {
        std::vector<spatial::LabelledPolygon> polygons;
        for (int y = 0; y < wiggly::side; ++y) {
            for (int x = 0; x < wiggly::side; ++x) {
                if (const Label owner = owner_of_cell[static_cast<std::size_t>(y * wiggly::side + x)]; owner != 0) {
                    polygons.push_back({owner, shifted(wiggly::cell_polygon(x, y), x, y)});
                }
            }
        }
        const auto built = spatial::build_coverage(polygons);
        REQUIRE(built.clean());
        GridSource drawn = source;
        drawn.coverage = &built.coverage;
        return std::make_shared<const GridTiles>(drawn, quad);
    }

  private:
    /// The corners of a cell are the only points that change.
    [[nodiscard]] spatial::Polygon shifted(spatial::Polygon polygon, int x, int y) const {
        for (const auto &[corner, by] : moved) {
            const auto [cx, cy] = corner;
            if (cx < x || cx > x + 1 || cy < y || cy > y + 1) {
                continue;
            }
            const auto at = wiggly::side_point(cx, cy, false, 0);
            for (spatial::LatticePoint &p : polygon.outer) {
                p = p == at ? spatial::LatticePoint{p.x + by.x, p.y + by.y} : p;
            }
        }
        return polygon;
    }
};

/// The tiles of a zoom that the place lies in, and those around it.
std::vector<TileId> tiles_around(int zoom) {
    constexpr std::int32_t wide = wiggly::side * wiggly::cell;
    const auto &[x, y] = wiggly::origin;
    return tests::tiles_over({x, y, x + wide, y + wide}, zoom, 1);
}

/// How many tiles were told to have changed, and how many did.
struct Tally {
    std::size_t told = 0;
    std::size_t changed = 0;
};

/// Nothing that differs may be left out.
void compare(const TileLayer &before, const TileLayer &after, const DirtyTiles &dirty, int zoom, Tally &tally) {
    const std::vector<TileId> around = tiles_around(zoom);
    const std::set<TileId> differ = [&] {
        std::set<TileId> found;
        for (const TileId tile : around) {
            if (!tiles_that_differ(before, after, {tile}).empty()) {
                found.insert(tile);
            }
        }
        return found;
    }();
    for (const TileId tile : differ) {
        INFO(before.definition->name << " " << int{tile.z} << "/" << tile.x << "/" << tile.y);
        REQUIRE(dirty.contains(tile));
    }
    REQUIRE_FALSE(dirty.all);
    tally.told += dirty.tiles.size();
    tally.changed += differ.size();
}

} // namespace

TEST_CASE("an edition changes exactly the tiles that are drawn anew") {
    std::mt19937 random(20261127);
    DrawnPlace place;
    auto before = place.draw();
    std::map<std::string_view, Tally> tallies;
    const int edits = tests::is_long_run() ? 200 : 10;
    for (int edit = 0; edit < edits; ++edit) {
        CAPTURE(edit);
        const auto cell = random() % place.owner_of_cell.size();
        const auto unit = static_cast<Label>(1 + random() % (place.source.units.size() - 1));
        switch (edit % 5) {
        case 0: // a cell goes to its neighbour, or to nobody
            place.owner_of_cell[cell] = random() % 5 == 0 ? 0 : place.owner_of_cell[(cell + 1) % place.owner_of_cell.size()];
            break;
        case 1:
            place.source.units[unit].name += "改";
            break;
        case 2: // a corner is moved by up to 3 m
            place.moved[{1 + static_cast<int>(random() % 30), 1 + static_cast<int>(random() % 30)}] = {
                static_cast<std::int32_t>(random() % 600) - 300, static_cast<std::int32_t>(random() % 600) - 300};
            break;
        case 3: // small corrections: no unit of a tile wide below zoom 17
            for (int corner = 0; corner < 20; ++corner) {
                place.moved[{1 + static_cast<int>(random() % 30), 1 + static_cast<int>(random() % 30)}] = {
                    static_cast<std::int32_t>(random() % 21) - 10, static_cast<std::int32_t>(random() % 21) - 10};
            }
            break;
        default:
            place.source.units[unit].label_point.x += 40;
            place.source.units[unit].code += "9";
            break;
        }
        const auto after = place.draw();
        for (const int zoom : {7, 10, 11, 12, 13, 14}) {
            CAPTURE(zoom);
            compare(grids_layer({before}), grids_layer({after}), after->changed_fills(*before, zoom), zoom, tallies["grids"]);
            compare(grid_edges_layer({before}), grid_edges_layer({after}), after->changed_edges(*before, zoom), zoom,
                    tallies["grid_edges"]);
            compare(grid_labels_layer({before}), grid_labels_layer({after}), after->changed_labels(*before, zoom), zoom,
                    tallies["grid_labels"]);
        }
        before = after;
    }
    for (const auto &[layer, tally] : tallies) {
        INFO(layer << ": told " << tally.told << ", changed " << tally.changed);
        CHECK(tally.changed > 0);
        CHECK(static_cast<double>(tally.told) <= 1.2 * static_cast<double>(tally.changed));
    }
}

TEST_CASE("nothing has changed between an edition and itself") {
    const DrawnPlace place;
    const auto once = place.draw();
    const auto again = place.draw();
    for (const int zoom : {0, 8, 12, 16}) {
        CHECK(again->changed_fills(*once, zoom).empty());
        CHECK(again->changed_edges(*once, zoom).empty());
        CHECK(again->changed_labels(*once, zoom).empty());
    }
}

TEST_CASE("a border that is drawn where it was changes no tile, but beyond the last zoom built every position counts") {
    constexpr std::uint32_t unit = 1U << 6U; // of zoom 14
    const std::vector<spatial::TilePosition> was{{100 * unit, 200 * unit}, {150 * unit, 260 * unit}};
    const std::vector<spatial::TilePosition> is{{100 * unit, 200 * unit}, {150 * unit + unit / 3, 260 * unit - unit / 3}};
    const std::vector<SidedLine> before{{was, 1, 2}};
    const std::vector<SidedLine> after{{is, 1, 2}};
    CHECK(tiles_of_changed_lines(before, after, 14, 64).empty());
    CHECK(tiles_of_changed_ground(before, after, 12, 64).empty());
    CHECK_FALSE(tiles_of_changed_lines(before, after, 16, 64).empty());
    CHECK_FALSE(tiles_of_changed_lines(before, after, 17, 64).empty());
}

TEST_CASE("ground that becomes another's is dirty within, where no line of it passes") {
    // a square of 64 x 64 tiles of zoom 14 whose owner is renamed; its border lies in the outermost tiles
    constexpr std::uint32_t side = std::uint32_t{1} << 18U;
    constexpr std::uint32_t west = 1'000 * side + 5;
    constexpr std::uint32_t north = 2'000 * side + 5;
    const std::vector<spatial::TilePosition> ring{{west, north},
                                                  {west, north + 64 * side},
                                                  {west + 64 * side, north + 64 * side},
                                                  {west + 64 * side, north},
                                                  {west, north}};
    const std::vector<SidedLine> before{{ring, 7, 0}};
    const std::vector<SidedLine> after{{ring, 8, 0}};
    const auto ground = tiles_of_changed_ground(before, after, 14, 0);
    const auto lines = tiles_of_changed_lines(before, after, 14, 0);
    CHECK(ground.contains({14, 1032, 2032}));
    CHECK_FALSE(lines.contains({14, 1032, 2032}));
    CHECK(ground.tiles.size() == 66 * 66);
    CHECK(tiles_of_changed_ground(before, {}, 14, 0).tiles == ground.tiles);
    CHECK(tiles_of_changed_ground({}, after, 14, 0).tiles == ground.tiles);
    CHECK(tiles_of_changed_ground(before, before, 14, 0).empty());
    CHECK(tiles_of_changed_ground(before, after, 30, 0).all);
}

TEST_CASE("a ledger tells the last revision of a tile, and never an older one than it had") {
    TileLedger ledger(5);
    CHECK(ledger.revision({0, 0, 0}) == 5);
    CHECK(ledger.revision({22, 7, 9}) == 5);
    ledger.mark(16, {.all = false, .tiles = {{16, 40, 50}}}, 6);
    CHECK(ledger.revision({16, 40, 50}) == 6);
    CHECK(ledger.revision({16, 41, 50}) == 5);
    CHECK(ledger.revision({17, 80, 100}) == 5); // a zoom of its own
    ledger.mark(17, {.all = false, .tiles = {{17, 80, 100}}}, 6);
    CHECK(ledger.revision({19, 323, 400}) == 6); // lies in it
    CHECK(ledger.revision({15, 20, 25}) == 5);
    ledger.mark(16, {.all = true, .tiles = {}}, 7);
    CHECK(ledger.revision({16, 40, 50}) == 7);
    CHECK(ledger.revision({16, 1, 1}) == 7);
    CHECK(ledger.size() == 1); // that of zoom 17
    DirtyTiles many;
    for (std::uint32_t i = 0; i < 40'000; ++i) {
        many.tiles.push_back({16, i, 3});
    }
    ledger.mark(16, many, 8);
    CHECK(ledger.size() == 40'001);
    CHECK(ledger.revision({16, 50'000, 3}) == 7);
    ledger.mark(16, many, 9); // more than is kept: the zoom is taken as changed
    CHECK(ledger.size() == 1);
    CHECK(ledger.revision({16, 50'000, 3}) == 9);
    CHECK(ledger.revision({14, 3, 3}) == 5);
    ledger.mark_all(10);
    CHECK(ledger.revision({14, 3, 3}) == 10);
}
