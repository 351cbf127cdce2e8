#include "spatial/coverage_clean.hpp"
#include "spatial/locator.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cleaning_proof.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/owner_probes.hpp"
#include "tests/support/owner_proof.hpp"
#include "tests/support/real_data.hpp"
#include "tests/support/shapefile_polygons.hpp"

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

constexpr std::uint32_t seed = 20261127;

/// Against the polygons as they came, where no border is so near that closing rounding may have moved it.
void compare_with_file(const Locator &locator, const std::vector<LabelledPolygon> &file,
                       const std::vector<LatticePoint> &points) {
    const ExactOwner as_given(file);
    std::size_t compared = 0;
    for (std::size_t i = 0; i < points.size(); i += is_long_run() ? 1 : 5) {
        if (!locator.nearest_border(points[i], 0.05)) {
            const auto given = as_given.at(points[i]);
            const bool same = given.owner == locator.locate(points[i]) && given.single;
            CAPTURE(points[i].x, points[i].y, given.owner, same);
            if (!same) {
                REQUIRE(same);
            }
            ++compared;
        }
    }
    CHECK(compared > points.size() / 20);
}

ProbeForm probes() {
    if (is_long_run()) {
        return {.seed = seed, .anywhere = 300'000, .even_corners = 400'000, .least_cell = 8, .vertex_step = 1, .beside = 1};
    }
    return {.seed = seed, .anywhere = 15'000, .even_corners = 30'000, .least_cell = 8, .vertex_step = 9, .beside = 0};
}

void prove_owners(const GeoJsonPolygons &file, std::string_view name) {
    CAPTURE(name, seed);
    auto built = build_coverage(file.polygons, {.classify_enclosed = false, .progress = {}});
    const bool as_it_came = built.clean();
    const Coverage coverage = as_it_came ? std::move(built.coverage) : clean_coverage(file.polygons).coverage;
    REQUIRE_FALSE(coverage.empty());
    const auto points = OwnerProbes(coverage, probes()).all();
    OwnerProof proof(coverage, polygons_of(coverage, file.codes.size()));
    proof.run(points, is_long_run() ? 1 : 3);
    if (as_it_came) {
        compare_with_file(proof.locator(), file.polygons, points);
    }
    CHECK(proof.inside > points.size() / 4);
    CHECK(proof.on_border >= coverage.segment_count() / 2);
    std::cout << name << ": " << points.size() << " points, " << proof.inside << " inside, " << proof.on_border
              << " on borders, seed " << seed << (as_it_came ? "" : ", cleaned first") << "\n";
}

} // namespace

TEST_CASE("on Leeds every vertex, middle, cell corner and random point has the owner of two oracles", "[locator][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto leeds = *folder / "leeds";
    prove_owners(read_geojson(leeds / "oa.geojson", "OA11CD"), "Leeds, output areas");
    if (is_long_run()) {
        prove_owners(read_geojson(leeds / "lsoa.geojson", "LSOA11CD"), "Leeds, lower layer");
        prove_owners(read_geojson(leeds / "msoa.geojson", "MSOA11CD"), "Leeds, middle layer");
        prove_owners(read_geojson(leeds / "wards.geojson", "WD13CD"), "Leeds, wards");
        prove_owners(read_geojson(*folder / "gansu_counties.geojson", "code"), "Gansu, counties");
    }
}

TEST_CASE("on Denver every vertex, middle, cell corner and random point has the owner of two oracles", "[locator][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto received = read_shapefile(*folder / "denver" / "precincts2018_orig.zip", "VTDST");
    if (!received) {
        return;
    }
    prove_owners(*received, "Denver, precincts as received");
    if (is_long_run()) {
        prove_owners(read_shapefile(*folder / "denver" / "precincts2018_repaired.zip", "VTDST").value(),
                     "Denver, precincts repaired");
    }
}

TEST_CASE("the oracle of the border rule says what the drawings of the rule say") {
    const Polygon west{.outer = {{0, 0}, {10, 0}, {10, 20}, {0, 20}}, .holes = {}};
    const Polygon east{.outer = {{10, 0}, {10, 20}, {20, 20}, {20, 0}}, .holes = {{{12, 2}, {18, 2}, {18, 8}, {12, 8}}}};
    const std::vector<LabelledPolygon> pair{{1, west}, {2, east}};
    const ExactOwner oracle(pair);
    CHECK(oracle.at({5, 5}).owner == 1);
    CHECK(oracle.at({10, 10}).owner == 2); // the border between both: east of it
    CHECK(oracle.at({10, 20}).owner == 1); // at the top: from the east over north to west, and on
    CHECK(oracle.at({20, 10}).owner == 2); // the outer border belongs to the unit inside
    CHECK(oracle.at({12, 5}).owner == 2);  // nobody east: the first one counter-clockwise
    CHECK(oracle.at({15, 5}).owner == no_label);
    CHECK(oracle.at({10, 0}).touching == std::vector<Label>{1, 2});
    CHECK(oracle.at({10, 5}).single);
    const std::vector<LabelledPolygon> doubled{{1, west}, {2, west}};
    CHECK_FALSE(ExactOwner(doubled).at({5, 5}).single);
    CHECK_FALSE(ExactOwner(doubled).at({10, 5}).single);
}
