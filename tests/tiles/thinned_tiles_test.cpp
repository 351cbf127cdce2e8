#include "spatial/coverage_build.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/tile_cover.hpp"
#include "tiles/tile_builder.hpp"

#include <algorithm>
#include <memory>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::LatticePoint;
using spatial::TileId;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

/// Three grids. The border of the third runs south from `corner` over a bend to a tip; a vertex of the border between the
/// other two lies a millimetre beside it, on the side where rounding down to tile positions does not leave it. `off` moves
/// the tip out of line, so that a zoom can do without the bend: as many lattice units.
std::vector<spatial::LabelledPolygon> needle(std::int32_t off) {
    const LatticePoint corner{1'040'000'019, 360'000'039};
    const auto at = [&](std::int32_t x, std::int32_t y) { return LatticePoint{corner.x + x, corner.y + y}; };
    constexpr std::int32_t wide = 60'000;
    const LatticePoint beside = at(-1407, -13'928);
    const LatticePoint bend = at(-1516, -15'007);
    const LatticePoint tip = at(-2 * 1516 - off, -2 * 15'007);
    const LatticePoint foot{tip.x, corner.y - wide};
    const LatticePoint edge = at(-wide, -13'928);
    return {{1, {{corner, bend, tip, foot, at(-wide, -wide), edge, beside}, {}}},
            {2, {{edge, beside, corner, at(0, wide), at(-wide, wide)}, {}}},
            {3, {{at(0, wide), at(wide, wide), at(wide, -wide), foot, tip, bend, corner}, {}}}};
}

std::shared_ptr<const GridTiles> drawn(const std::vector<spatial::LabelledPolygon> &polygons) {
    const auto built = spatial::build_coverage(polygons);
    REQUIRE(built.clean());
    GridSource source;
    source.theme = "base";
    source.levels = {{"grid", 1}};
    for (const auto &[label, polygon] : polygons) {
        SourceUnit unit;
        unit.id = std::int64_t{label};
        unit.code = std::to_string(label);
        unit.name = unit.code;
        source.units.push_back(unit);
    }
    source.coverage = &built.coverage;
    return std::make_shared<const GridTiles>(source, quad);
}

/// Where a line across a tile lies in a feature: where it goes in and out by turns, ascending.
std::vector<double> crossings(const mvt::Feature &feature, double y) {
    std::vector<double> found;
    for (const auto &ring : feature.paths) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto &a = ring[i];
            const auto &b = ring[(i + 1) % ring.size()];
            const auto [ax, ay] = std::pair(static_cast<double>(a.x), static_cast<double>(a.y));
            const auto [bx, by] = std::pair(static_cast<double>(b.x), static_cast<double>(b.y));
            if ((ay > y) != (by > y)) {
                found.push_back(ax + (y - ay) / (by - ay) * (bx - ax));
            }
        }
    }
    std::ranges::sort(found);
    return found;
}

/// The longest stretch of any line across a tile that two fills have, in units.
double widest_overlap(const mvt::Layer &fills) {
    double widest = 0;
    for (int line = 0; line < 4096; ++line) {
        std::vector<std::pair<double, double>> stretches;
        for (const auto &feature : fills.features) {
            const auto ends = crossings(feature, line + 0.5);
            for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
                stretches.emplace_back(ends[i], ends[i + 1]);
            }
        }
        std::ranges::sort(stretches);
        double reached = -1e9;
        for (const auto &[from, to] : stretches) {
            widest = std::max(widest, std::min(reached, to) - from);
            reached = std::max(reached, to);
        }
    }
    return widest;
}

} // namespace

TEST_CASE("a vertex that rounding puts on the other side of a border beside it is left no farther behind at any zoom") {
    for (const std::int32_t off : {185, 370, 740, 1480}) {
        const auto polygons = needle(off);
        const std::vector<TileLayer> layers{grids_layer({drawn(polygons)})};
        for (const int zoom : {12, 13, 14, 15, 16, 17}) {
            for (const TileId tile : tests::tiles_over({1'039'940'000, 359'940'000, 1'040'060'100, 360'060'100}, zoom)) {
                const auto read = mvt::read(build_tile(layers, tile, quad));
                INFO("tip " << off << " off, tile " << zoom << "/" << tile.x << "/" << tile.y);
                if (const auto fills = read.find("grids"); fills != read.end()) {
                    CHECK(widest_overlap(fills->second) <= 1);
                }
            }
        }
    }
}
