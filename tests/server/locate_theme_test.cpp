#include "data/import.hpp"
#include "server/service/locate_service.hpp"
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
