#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tiles/clip.hpp"
#include "tiles/gzip.hpp"
#include "tiles/tile_builder.hpp"

#include <cmath>
#include <random>
#include <set>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::LatticePoint;
using spatial::Sector;
using spatial::TileId;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

TileLayer sectors_layer(const std::vector<Sector> &sectors) {
    std::vector<PlacedSector> placed;
    for (std::size_t i = 0; i < sectors.size(); ++i) {
        placed.push_back({static_cast<std::int64_t>(i + 1), static_cast<std::uint32_t>(i), sectors[i]});
    }
    SectorSource source;
    source.sectors = std::make_shared<const SectorSet>(placed);
    source.sector_of = [sectors](std::uint32_t slot) { return sectors[slot]; };
    source.write_attributes = [](std::uint32_t slot, FeatureWriter &feature) {
        feature.set_id(slot + 1);
        feature.add("code", "99C" + std::to_string(slot));
        feature.add("kind", "dome");
        feature.add("online", true);
    };
    return camera_sectors_layer(std::move(source));
}

TileId tile_at(LatticePoint at, int z) {
    const auto p = spatial::to_tile_position(at, quad);
    return {static_cast<std::uint8_t>(z), p.x >> (32U - static_cast<unsigned>(z)), p.y >> (32U - static_cast<unsigned>(z))};
}

std::vector<mvt::Feature> features_in(const TileLayer &layer, TileId tile) {
    const auto read = mvt::read(build_tile(std::vector{layer}, tile, quad));
    const auto found = read.find("camera_sectors");
    return found == read.end() ? std::vector<mvt::Feature>() : found->second.features;
}

/// Whether a point given in a tile's units lies in a ring.
bool holds(const mvt::Path &ring, double x, double y) {
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[(i + 1) % ring.size()];
        const auto ay = static_cast<double>(a.y);
        const auto by = static_cast<double>(b.y);
        if ((ay > y) != (by > y) && x < static_cast<double>(a.x) + (y - ay) / (by - ay) * static_cast<double>(b.x - a.x)) {
            inside = !inside;
        }
    }
    return inside;
}

/// A random sector in a square of 2 km.
Sector random_sector(std::mt19937_64 &random) {
    const auto real = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
    return {spatial::to_lattice({104.15 + real(0, 0.02), 36.55 + real(0, 0.02)}), real(0, 360),
            real(0, 4) < 1 ? 360 : real(20, 300), std::exp(real(4, 7))};
}

} // namespace

TEST_CASE("a sector is in every tile that holds ground of it, and in no tile far from it") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    std::vector<Sector> sectors;
    for (int i = 0; i < 60; ++i) {
        sectors.push_back(random_sector(random));
    }
    const TileLayer layer = sectors_layer(sectors);
    for (const int z : {15, 16, 18}) {
        for (std::size_t i = 0; i < sectors.size(); ++i) {
            std::set<TileId> seen;
            const double reach = sectors[i].range_m;
            for (int probe = 0; probe < 12; ++probe) { // ground of the sector: along its middle and beside it
                const double off = (probe % 3 - 1) * sectors[i].fov_deg * 0.25;
                Sector towards = sectors[i];
                towards.fov_deg = 1e-3;
                towards.azimuth_deg += off;
                towards.range_m = reach * (0.4 + 0.15 * (probe / 3));
                const LatticePoint ground = spatial::to_lattice(spatial::sector_outline(towards, 1).back());
                const TileId tile = tile_at(ground, z);
                seen.insert(tile);
                const auto features = features_in(layer, tile);
                const auto found = std::ranges::find_if(features, [&](const auto &f) { return f.id == i + 1; });
                CAPTURE(z, i, probe);
                REQUIRE(found != features.end());
                const auto p = spatial::to_tile_position(ground, quad);
                const double unit = std::ldexp(1.0, 20 - z);
                const double x = (p.x - std::ldexp(tile.x, 32 - z)) / unit;
                const double y = (p.y - std::ldexp(tile.y, 32 - z)) / unit;
                REQUIRE(holds(found->paths.at(0), x, y));
            }
            const TileId home = tile_at(sectors[i].at, z);
            for (const auto &feature : features_in(layer, {home.z, home.x + 200, home.y})) {
                REQUIRE(feature.id != i + 1);
            }
        }
    }
}

TEST_CASE("the pieces of a sector in the tiles of a zoom add up to its area") {
    const Sector sector{spatial::to_lattice({104.1536, 36.5472}), 130, 100, 400};
    const TileLayer layer = sectors_layer({sector});
    const TileId home = tile_at(sector.at, 16);
    double units = 0;
    for (std::uint32_t x = home.x - 2; x <= home.x + 2; ++x) {
        for (std::uint32_t y = home.y - 2; y <= home.y + 2; ++y) {
            for (const auto &feature : features_in(layer, {16, x, y})) {
                mvt::Path inside = feature.paths.at(0);
                std::vector<WidePoint> ring;
                for (const auto &p : inside) {
                    ring.push_back({p.x, p.y});
                }
                clip_ring(ring, {0, 4096});
                mvt::Path cut;
                for (const auto &p : ring) {
                    cut.push_back({p.x, p.y});
                }
                units += static_cast<double>(mvt::doubled_area(cut)) / 2;
            }
        }
    }
    const double unit_m = 40'075'016.686 * std::cos(36.5472 * 3.14159265358979 / 180) / 4096 / 65'536;
    const double expected = 3.14159265358979 * 400 * 400 * 100 / 360;
    CHECK(units * unit_m * unit_m == Approx(expected).epsilon(0.01));
}

TEST_CASE("a camera far away that sees for kilometres is found, and small zooms have no sectors") {
    const Sector tower{spatial::to_lattice({104.0, 36.5}), 90, 30, 20'000};
    const TileLayer layer = sectors_layer({tower});
    const TileId far = tile_at(spatial::to_lattice({104.2, 36.5}), 16);
    REQUIRE(features_in(layer, far).size() == 1);
    CHECK(features_in(layer, far)[0].text("code") == "99C0");
    CHECK(features_in(layer, tile_at(spatial::to_lattice({103.9, 36.5}), 16)).empty());
    CHECK(features_in(layer, tile_at(tower.at, 14)).empty());
    CHECK(features_in(layer, tile_at(tower.at, 15)).size() == 1);
}

TEST_CASE("sectors of one place that are too many become squares with counts") {
    std::vector<Sector> sectors;
    for (int i = 0; i < 4'500; ++i) {
        sectors.push_back({spatial::to_lattice({104.15, 36.55}), static_cast<double>(i % 360), 60, 90});
    }
    const TileLayer layer = sectors_layer(sectors);
    const TileId tile = tile_at(sectors[0].at, 16);
    const std::string bytes = build_tile(std::vector{layer}, tile, quad);
    CHECK(gzip(bytes).size() <= max_layer_gzip_bytes);
    const auto features = features_in(layer, tile);
    REQUIRE(!features.empty());
    REQUIRE(features.size() <= 1024);
    std::int64_t most = 0;
    for (const auto &feature : features) {
        REQUIRE(!feature.has("code"));
        REQUIRE(feature.paths.at(0).size() == 4);
        most = std::max(most, feature.number("count"));
    }
    CHECK(most == 4'500); // the square of the place itself
}

TEST_CASE("sectors put in and taken out leave the set that building gives") {
    std::mt19937_64 random(71);
    SectorSet grown;
    std::vector<PlacedSector> placed;
    for (int i = 0; i < 400; ++i) {
        placed.push_back({i + 1, static_cast<std::uint32_t>(i), random_sector(random)});
        grown.put(placed.back());
    }
    const SectorSet before = grown;
    for (int i = 0; i < 150; ++i) {
        grown.take(placed.back());
        placed.pop_back();
    }
    CHECK(before.size() == 400);
    const SectorSet built(placed);
    CHECK(grown.size() == built.size());
    const auto slots = [](const SectorSet &set, const spatial::LatticeBox &box) {
        std::set<std::uint32_t> found;
        set.for_each_near(box, [&](std::uint32_t slot) { REQUIRE(found.insert(slot).second); });
        return found;
    };
    for (int i = 0; i < 20; ++i) {
        const LatticePoint at = random_sector(random).at;
        const spatial::LatticeBox box{at.x, at.y, at.x + 10'000, at.y + 10'000};
        REQUIRE(slots(grown, box) == slots(built, box));
    }
    CHECK(slots({}, {}).empty());
}
