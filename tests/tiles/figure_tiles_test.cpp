#include "spatial/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/mvt_reader.hpp"
#include "tests/support/tile_cover.hpp"
#include "tests/support/wiggly_grid.hpp"
#include "tiles/gzip.hpp"
#include "tiles/layer_budget.hpp"
#include "tiles/tile_builder.hpp"

#include <map>
#include <numeric>
#include <random>

using namespace jingwei;
using namespace jingwei::tiles;
using spatial::Label;
using spatial::TileId;

namespace {

constexpr auto quad = spatial::TileGrid::web_mercator_quad;

struct Fixture {
    wiggly::Place place;
    std::shared_ptr<const GridTiles> grids;
    Fixture() {
        wiggly::make(place);
        for (SourceUnit &unit : place.source.units) {
            unit.area_m2 = 0; // of its own ground, until summed up below
        }
        for (Label label = 1; label < place.source.units.size(); ++label) {
            place.source.units[label].area_m2 = has_ground(label) ? 40'000 : 0;
        }
        add_up(&SourceUnit::area_m2);
        grids = std::make_shared<const GridTiles>(place.source, quad);
    }
    [[nodiscard]] bool has_ground(Label label) const {
        const auto &labels = place.coverage.face_labels();
        return std::ranges::find(labels, label) != labels.end();
    }
    /// Finer levels first: what units have is added to those above.
    template <class Member> void add_up(Member member) {
        auto &units = place.source.units;
        for (std::uint16_t level = 10; level > 0; --level) {
            for (Label label = 1; label < units.size(); ++label) {
                if (units[label].level == level && units[label].parent != spatial::no_label) {
                    units[units[label].parent].*member += units[label].*member;
                }
            }
        }
    }
};

Fixture &fixture() {
    static Fixture made;
    return made;
}

/// Random counts of every unit's own ground, and the totals that follow.
struct Counts {
    std::vector<std::int64_t> own, totals;
    explicit Counts(unsigned seed) {
        std::mt19937_64 random(seed);
        const auto &units = fixture().place.source.units;
        own.resize(units.size());
        for (Label label = 1; label < units.size(); ++label) {
            own[label] = fixture().has_ground(label) ? static_cast<std::int64_t>(random() % 50) : 0;
        }
        totals = own;
        for (Label label = 1; label < units.size(); ++label) {
            for (Label above = units[label].parent; above != spatial::no_label; above = units[above].parent) {
                totals[above] += own[label];
            }
        }
    }
};

TileLayer figures_layer(const Counts &cameras, const Counts &houses) {
    std::vector<Figure> figures{{find_figure("cameras"), cameras.totals}, {find_figure("rental_houses"), houses.totals}};
    return grid_figures_layer({std::make_shared<const FigureTable>(fixture().grids, std::move(figures))});
}

std::vector<TileId> tiles_at(int z) {
    return tests::tiles_over(fixture().place.coverage.bounds(), z);
}

/// Every unit drawn at a zoom, once.
std::map<std::string, mvt::Feature> units_at(const TileLayer &layer, int z) {
    std::map<std::string, mvt::Feature> units;
    for (const TileId tile : tiles_at(z)) {
        const auto read = mvt::read(build_tile(std::vector{layer}, tile, quad));
        const auto found = read.find("grid_figures");
        if (found != read.end()) {
            for (const auto &feature : found->second.features) {
                units.emplace(feature.text("code"), feature);
            }
        }
    }
    return units;
}

} // namespace

TEST_CASE("the figures of every zoom add up to the theme's, and a parent's are its children's and its own") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    const Counts cameras(seed);
    const Counts houses(seed + 1);
    const TileLayer layer = figures_layer(cameras, houses);
    const auto &units = fixture().place.source.units;
    for (const int z : {6, 9, 11, 12, 14}) {
        const auto drawn = units_at(layer, z);
        const std::uint16_t level = fixture().grids->level_at(z);
        std::int64_t all_cameras = 0;
        std::int64_t all_houses = 0;
        for (Label label = 1; label < units.size(); ++label) {
            const auto found = drawn.find(units[label].code);
            if (found == drawn.end()) {
                continue;
            }
            std::int64_t expected = cameras.totals[label];
            for (Label child = 1; child < units.size(); ++child) {
                expected -= units[child].parent == label && units[child].level <= level ? cameras.totals[child] : 0;
            }
            CAPTURE(z, units[label].code);
            REQUIRE(found->second.number("cameras") == expected);
            REQUIRE(found->second.id == static_cast<std::uint64_t>(units[label].id));
            all_cameras += found->second.number("cameras");
            all_houses += found->second.number("rental_houses");
        }
        CHECK(all_cameras == std::accumulate(cameras.own.begin(), cameras.own.end(), std::int64_t{0}));
        CHECK(all_houses == std::accumulate(houses.own.begin(), houses.own.end(), std::int64_t{0}));
    }
}

TEST_CASE("figures are drawn on the rings of the layer grids, for each square kilometre too") {
    const Counts cameras(73);
    const TileLayer figures = figures_layer(cameras, Counts(79));
    const TileLayer grids = grids_layer({fixture().grids});
    for (const int z : {9, 13}) {
        for (const TileId tile : tiles_at(z)) {
            const auto read = mvt::read(build_tile(std::vector{grids, figures}, tile, quad));
            if (read.empty()) {
                continue;
            }
            const auto &shapes = read.at("grids").features;
            const auto &coloured = read.at("grid_figures").features;
            REQUIRE(shapes.size() == coloured.size());
            for (std::size_t i = 0; i < shapes.size(); ++i) {
                REQUIRE(shapes[i].paths == coloured[i].paths);
                REQUIRE(shapes[i].id == coloured[i].id);
                const double area = std::get<double>(coloured[i].tags.at("area_km2"));
                const double density = std::get<double>(coloured[i].tags.at("cameras_per_km2"));
                REQUIRE(area > 0);
                REQUIRE(density == Approx(static_cast<double>(coloured[i].number("cameras")) / area).margin(0.006));
            }
        }
    }
}

TEST_CASE("figures that are not given are not there, and each needs a number for every unit") {
    const Counts houses(83);
    const auto &grids = fixture().grids;
    const TileLayer layer = grid_figures_layer(
        {std::make_shared<const FigureTable>(grids, std::vector<Figure>{{find_figure("rental_houses"), houses.totals}})});
    for (const auto &[code, feature] : units_at(layer, 10)) {
        REQUIRE(feature.has("rental_houses"));
        REQUIRE(!feature.has("cameras"));
        REQUIRE(!feature.has("cameras_per_km2"));
    }
    CHECK_THROWS_AS(FigureTable(grids, {{find_figure("cameras"), {1, 2, 3}}}), Error);
    CHECK(find_figure("tenants") == nullptr);
}

TEST_CASE("a tile of figures that would be too large leaves out areas and what is for a square kilometre") {
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::mt19937 random(20261128);
    wiggly::Place place;
    wiggly::make(place);
    place.source.level_zooms = {0}; // grids from zoom 1 on
    int in_full = 0;
    int in_brief = 0;
    for (std::size_t longest = 80; longest <= 220; longest += 20) {
        CAPTURE(longest);
        std::vector<std::int64_t> totals;
        for (SourceUnit &unit : place.source.units) {
            unit.area_m2 = static_cast<double>(30'000 + random() % 20'000);
            unit.name.resize(longest);
            std::ranges::generate(unit.name, [&] { return letters[random() % letters.size()]; });
            totals.push_back(static_cast<std::int64_t>(random() % 900));
        }
        const auto grids = std::make_shared<const GridTiles>(place.source, quad);
        const TileLayer layer = grid_figures_layer(
            {std::make_shared<const FigureTable>(grids, std::vector<Figure>{{find_figure("cameras"), totals}})});
        for (const TileId tile : tests::tiles_over(place.coverage.bounds(), 9)) {
            const std::string bytes = build_tile(std::vector{layer}, tile, quad);
            const auto read = mvt::read(bytes);
            const auto found = read.find("grid_figures");
            if (found == read.end()) {
                continue;
            }
            const auto &features = found->second.features;
            const bool is_full = std::ranges::any_of(features, [](const auto &one) { return one.has("cameras_per_km2"); });
            CHECK(std::ranges::all_of(features, [](const auto &one) { return one.has("cameras"); }));
            CHECK((!is_full || gzip(bytes).size() <= max_layer_gzip_bytes));
            in_full += is_full ? 1 : 0;
            in_brief += !is_full ? 1 : 0;
        }
    }
    CHECK(in_full > 0);
    CHECK(in_brief > 0);
}
