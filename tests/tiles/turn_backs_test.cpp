#include "tiles/turn_backs.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/tile_cover.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/tile_builder.hpp"

#include <random>

using namespace jingwei;
using namespace jingwei::tiles;

namespace {

using Line = std::vector<WidePoint>;

Line without_turn_backs(Line line) {
    drop_turn_backs(line);
    return line;
}

bool turns_back(WidePoint a, WidePoint b, WidePoint c) {
    const auto cross = (b.x - a.x) * (c.y - b.y) - (b.y - a.y) * (c.x - b.x);
    return cross == 0 && (b.x - a.x) * (c.x - b.x) + (b.y - a.y) * (c.y - b.y) < 0;
}

} // namespace

TEST_CASE("a line that turns back on itself is drawn without the piece there and back") {
    CHECK(without_turn_backs({{0, 0}, {4, 0}, {0, 0}, {0, 3}}) == Line{{0, 0}, {0, 3}});
    CHECK(without_turn_backs({{0, 0}, {4, 0}, {2, 0}, {2, 3}}) == Line{{0, 0}, {2, 0}, {2, 3}});
    CHECK(without_turn_backs({{0, 0}, {1, 0}, {1, 1}, {1, 0}, {0, 0}, {0, 5}}) == Line{{0, 0}, {0, 5}});
    CHECK(without_turn_backs({{0, 0}, {0, 0}, {4, 0}, {9, 0}}) == Line{{0, 0}, {4, 0}, {9, 0}});
    CHECK(without_turn_backs({{0, 0}, {4, 0}, {0, 0}}) == Line{{0, 0}});
    CHECK(without_turn_backs({}).empty());
}

TEST_CASE("a closed line has no piece there and back where it begins either") {
    // a square with a hair that the line begins at the end of, or in the middle of
    CHECK(without_turn_backs({{-3, 0}, {0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}, {-3, 0}}) ==
          Line{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}});
    CHECK(without_turn_backs({{-1, 0}, {0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}, {-3, 0}, {-1, 0}}) ==
          Line{{0, 0}, {4, 0}, {4, 4}, {0, 4}, {0, 0}});
}

TEST_CASE("no random line turns back once that is taken out, and it goes between the same ends") {
    const unsigned seed = 5;
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 2'000; ++round) {
        Line line;
        for (int i = 0; i < 12; ++i) {
            line.push_back({static_cast<std::int64_t>(random() % 4), static_cast<std::int64_t>(random() % 3)});
        }
        if (round % 2 == 0) {
            line.push_back(line.front());
        }
        const bool is_closed = line.front() == line.back();
        const Line kept = without_turn_backs(line);
        REQUIRE_FALSE(kept.empty());
        CHECK((is_closed ? kept.front() == kept.back() : kept.front() == line.front() && kept.back() == line.back()));
        for (std::size_t i = 1; i + 1 < kept.size(); ++i) {
            CHECK_FALSE(turns_back(kept[i - 1], kept[i], kept[i + 1]));
        }
        if (is_closed && kept.size() > 3) {
            CHECK_FALSE(turns_back(kept[kept.size() - 2], kept[0], kept[1]));
        }
    }
}

TEST_CASE("borders of tiles at every zoom have no piece drawn there and back") {
    wiggly::Place place;
    wiggly::make(place);
    const auto themes = ThemeTiles{std::make_shared<const GridTiles>(place.source, spatial::TileGrid::web_mercator_quad)};
    const std::vector<TileLayer> layers{grid_edges_layer(themes)};
    constexpr std::int32_t wide = wiggly::side * wiggly::cell;
    const auto &[x, y] = wiggly::origin;
    for (int zoom = 0; zoom <= 12; ++zoom) {
        CAPTURE(zoom);
        for (const auto tile : tests::tiles_over({x, y, x + wide, y + wide}, zoom, 0)) {
            const auto read = mvt::read(build_tile(layers, tile, spatial::TileGrid::web_mercator_quad));
            for (const auto &[name, layer] : read) {
                for (const auto &feature : layer.features) {
                    for (const auto &path : feature.paths) {
                        for (std::size_t i = 2; i < path.size(); ++i) {
                            CHECK_FALSE(turns_back({path[i - 2].x, path[i - 2].y}, {path[i - 1].x, path[i - 1].y},
                                                   {path[i].x, path[i].y}));
                        }
                    }
                }
            }
        }
    }
}
