#include "data/import.hpp"
#include "server/service/locate_service.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/gdal_tool.hpp"
#include "tests/support/json_answer.hpp"
#include "tests/support/served_town.hpp"
#include "tests/support/shapefile.hpp"

#include <fmt/format.h>

using namespace jingwei;
using namespace jingwei::server;
using namespace jingwei::tests;

namespace {

/// The middle of a cell, moved by shares of a cell.
LonLat place(int column, int row, double east = 0, double north = 0) {
    const auto [x, y] = cell_middle(column, row);
    return spatial::to_lonlat(
        {x + static_cast<std::int32_t>(east * town_cell), y + static_cast<std::int32_t>(north * town_cell)});
}

/// "theme grid" for each theme in which the place lies inside a unit.
std::vector<std::string> owners(const data::World &world, LonLat at) {
    std::vector<std::string> found;
    for (const auto &theme : locate(world, {.place = at, .within_m = 0, .themes = {}}).themes) {
        if (theme.match == Match::inside) {
            found.push_back(theme.theme->code + " " + theme.grid->code);
        }
    }
    return found;
}

/// A store with the drawn town in its base theme, into which files are imported.
///
///     aab.     M holds a and b, and keeps a rest of its own; T has ground that no community has
///     aaMT
class ThemedTown {
  public:
    ThemedTown() {
        data::Store::init(m_folder.path() / "town.sqlite");
        store = data::Store::open(m_folder.path() / "town.sqlite", data::Store::Mode::read_write);
        data::StoreContent content;
        content.coverages.push_back(draw_town(
            {"aab.", "aaMT"}, {{"T", "township", ""}, {"M", "community", "T"}, {"a", "grid", "M"}, {"b", "grid", "M"}}));
        content.valid_from = 1'577'808'000'000;
        store->load({"test"}, std::move(content), {});
    }

    /// Imports boxes, in cells from the town's north-west corner, into the theme of enterprise grids.
    struct Box {
        std::string code;
        double west, north, east, south;
    };
    data::ImportReport import(const std::vector<Box> &boxes, bool fix = false) {
        std::string features;
        for (const auto &box : boxes) {
            const auto corner = [](double east, double south) {
                const LonLat at = place(0, 0, east - 0.5, 0.5 - south);
                return fmt::format("[{:.7f},{:.7f}]", at.lon, at.lat);
            };
            features += fmt::format(
                R"({}{{"type":"Feature","properties":{{"code":"{}"}},"geometry":{{"type":"Polygon","coordinates":[[{},{},{},{},{}]]}}}})",
                features.empty() ? "" : ",", box.code, corner(box.west, box.south), corner(box.east, box.south),
                corner(box.east, box.north), corner(box.west, box.north), corner(box.west, box.south));
        }
        const auto file = m_folder.path() / "enterprises.geojson";
        write_bytes(file, fmt::format(R"({{"type":"FeatureCollection","features":[{}]}})", features));
        data::ImportRequest request;
        request.layer = data::ImportLayer::grids;
        request.file = file;
        request.theme = "enterprise";
        request.level = "enterprise";
        request.fix = fix;
        request.actor = {"test"};
        return run_import(*store, request);
    }

    std::unique_ptr<data::Store> store;

  private:
    GdalTool m_tool;
    ScratchFolder m_folder;
};

using Owners = std::vector<std::string>;

} // namespace

TEST_CASE("a place in two themes that lie over each other has an owner in both") {
    ThemedTown town;
    REQUIRE(town.import({{"E1", 1.2, 0.3, 2.7, 1.6}, {"E2", 2.7, 0.3, 3.5, 1.6}}).written);
    const auto world = town.store->world();
    CHECK(owners(*world, place(0, 0)) == Owners{"base a"});
    CHECK(owners(*world, place(1, 0)) == Owners{"base a", "enterprise E1"});
    CHECK(owners(*world, place(2, 0)) == Owners{"base b", "enterprise E1"});
    CHECK(owners(*world, place(3, 0)) == Owners{"enterprise E2"});
    // on the border of one theme, inside the other: one owner in each, the one east of the border
    CHECK(owners(*world, place(1, 0, 0.5)) == Owners{"base b", "enterprise E1"});
    CHECK(owners(*world, place(2, 0, 0.2)) == Owners{"base b", "enterprise E2"});
    const auto both = locate(*world, {.place = place(2, 0), .themes = {}});
    REQUIRE(both.themes.size() == 2);
    REQUIRE(both.valid_radius_m);
    const double nearest = std::min(both.themes[0].border->distance_m, both.themes[1].border->distance_m);
    CHECK(*both.valid_radius_m <= nearest - 0.0157);
    CHECK(*both.valid_radius_m > nearest - 0.03);
}

TEST_CASE("within the radius that is promised no place has another answer, right up to the border") {
    const ThemedTown town;
    const auto world = town.store->world();
    constexpr double metres_a_degree_east = 89'700; // somewhat more than there are here
    constexpr double metres_a_degree_north = 111'100;
    int promised = 0;
    for (int i = 0; i < 400; ++i) { // from the middle of a cell to its eastern border, between the lattice's points
        spatial::LonLat at = place(0, 0, 0.5 * i / 400);
        at.lon += 3.7e-8 * (i % 3);
        at.lat += 2.9e-8 * (i % 5);
        const auto here = locate(*world, {.place = at, .themes = {"base"}});
        REQUIRE(here.valid_radius_m);
        promised += *here.valid_radius_m > 0 ? 1 : 0;
        for (const auto &[east, north] :
             std::vector<std::pair<double, double>>{{0, 1}, {0, -1}, {0.7, 0.7}, {-0.7, 0.7}, {1, 0}, {-1, 0}}) {
            const spatial::LonLat moved{at.lon + east * *here.valid_radius_m / metres_a_degree_east,
                                        at.lat + north * *here.valid_radius_m / metres_a_degree_north};
            const auto there = locate(*world, {.place = moved, .themes = {"base"}});
            CAPTURE(i, east, north, *here.valid_radius_m);
            REQUIRE(there.themes[0].grid == here.themes[0].grid);
        }
    }
    CHECK(promised > 390);
}

TEST_CASE("a theme without any ground does not limit the radius that is promised") {
    const ThemedTown town;
    const auto world = town.store->world();
    const auto base = locate(*world, {.place = place(0, 0), .themes = {"base"}});
    const auto all = locate(*world, {.place = place(0, 0), .themes = {}});
    REQUIRE(all.themes.size() == 2);
    CHECK(all.themes[1].match == Match::none);
    REQUIRE(all.valid_radius_m);
    CHECK(all.valid_radius_m == base.valid_radius_m);
    // where no theme asked for has ground there is nothing to measure to
    CHECK_FALSE(locate(*world, {.place = place(0, 0), .themes = {"enterprise"}}).valid_radius_m);
}

TEST_CASE("outside a theme's ground the promise ends where the ground comes within reach") {
    ThemedTown town;
    REQUIRE(town.import({{"E1", 1.2, 0.3, 2.7, 1.6}}).written);
    const auto world = town.store->world();
    const auto ask = [&](LonLat at, double within_m) {
        return locate(*world, {.place = at, .within_m = within_m, .themes = {"enterprise"}});
    };
    for (const double east : {-0.49, -3.0, -40.0, -300.0}) { // cells of 179 m
        const LonLat at = place(0, 0, east);
        const double off_m = world->theme("enterprise")->locator->nearest_border(spatial::to_lattice(at), 500'000)->distance_m;
        for (const double within_m : {0.0, 200.0, 1000.0}) {
            const auto here = ask(at, within_m);
            CAPTURE(east, within_m, off_m);
            if (off_m <= within_m) {
                CHECK(here.themes[0].match == Match::nearest);
                CHECK_FALSE(here.valid_radius_m); // its distance changes with each step
                continue;
            }
            REQUIRE(here.themes[0].match == Match::none);
            REQUIRE(here.valid_radius_m);
            CHECK(*here.valid_radius_m <= off_m - within_m - 0.0157);
            CHECK(*here.valid_radius_m > off_m - within_m - 0.03 - off_m * off_m / 6e6);
            for (int azimuth = 0; azimuth < 360; azimuth += 3) {
                const auto moved = spatial::geodesic_destination(at, azimuth, *here.valid_radius_m);
                REQUIRE(ask(moved, within_m).themes[0].match == Match::none);
            }
        }
    }
    // both themes together: the lesser of the two
    const auto both = locate(*world, {.place = place(0, 0, -0.2), .within_m = 0, .themes = {}});
    REQUIRE(both.valid_radius_m);
    CHECK(*both.valid_radius_m == std::min(*both.themes[0].stays_m, *both.themes[1].stays_m));
    CHECK_FALSE(locate(*world, {.place = place(0, 0), .themes = {}}).valid_radius_m); // E1 is the nearest, 125 m off
}

TEST_CASE("where no grid lies the community answers, and where no community does the township") {
    const ThemedTown town;
    const auto world = town.store->world();
    CHECK(owners(*world, place(2, 0)) == Owners{"base b"});
    CHECK(owners(*world, place(2, 1)) == Owners{"base M"});
    CHECK(owners(*world, place(3, 1)) == Owners{"base T"});
    CHECK(owners(*world, place(3, 0)).empty());
    CHECK(owners(*world, place(2, 0, 0, -0.5)) == Owners{"base b"}); // on the border of b and M: north of it
    const auto rest = locate(*world, {.place = place(2, 1), .themes = {}}).themes.front();
    CHECK(rest.theme->levels[rest.grid->level].code == "community");
    REQUIRE(rest.chain.size() == 1);
    CHECK(rest.chain.front().code == "T");
    std::vector<BatchMatch> matches(2);
    locate_batch(*world->theme("base"), std::vector{place(2, 1), place(0, 1)}, 0, matches);
    CHECK(matches[0].grid->code == "M");
    CHECK(matches[1].grid->code == "a");
}

TEST_CASE("grids of one theme that overlap are refused, or with fix get one owner for all their ground") {
    ThemedTown town;
    const std::vector<ThemedTown::Box> doubled{{"E1", 0, 0, 2, 1.9}, {"E2", 1.8, 0, 3, 1.9}};
    const auto refused = town.import(doubled);
    CHECK_FALSE(refused.written);
    const auto overlap = std::ranges::find(refused.findings, "overlap", &data::GeometryFinding::kind);
    REQUIRE(overlap != refused.findings.end());
    CHECK(std::set{overlap->a, overlap->b} == std::set<std::string>{"E1", "E2"});
    CHECK(owners(*town.store->world(), place(1, 1, 0.4)) == Owners{"base a"});
    const auto fixed = town.import(doubled, true);
    REQUIRE(fixed.written);
    const auto repair = std::ranges::find(fixed.findings, "overlap_assigned", &data::GeometryFinding::kind);
    REQUIRE(repair != fixed.findings.end());
    REQUIRE(repair->gained.size() == 1);
    REQUIRE(repair->lost.size() == 1);
    CHECK(owners(*town.store->world(), place(1, 1, 0.4)) == Owners{"base a", "enterprise " + repair->gained[0].code});
}
