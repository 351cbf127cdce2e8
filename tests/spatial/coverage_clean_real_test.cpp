#include "spatial/coverage_clean.hpp"

#include "spatial/open_slits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/cleaning_proof.hpp"
#include "tests/support/geojson_polygons.hpp"
#include "tests/support/long_run.hpp"
#include "tests/support/real_data.hpp"

#include <map>

using namespace jingwei::spatial;
using namespace jingwei::tests;

namespace {

std::map<RepairKind, std::size_t> count_kinds(const CleanResult &result) {
    std::map<RepairKind, std::size_t> counts;
    for (const auto &repair : result.repairs) {
        ++counts[repair.kind];
    }
    return counts;
}

} // namespace

TEST_CASE("Gansu's counties are cleaned, and their four overlaps are named", "[clean][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto gansu = read_geojson(*folder / "gansu_counties.geojson", "code");
    const auto result = clean_coverage(gansu.polygons);
    REQUIRE(result.clean());
    double total = 0;
    for (const auto &[looping, held] : // a ring of the first loops around ground of the second
         {std::pair("621102", "620422"), std::pair("620822", "620823"), std::pair("621023", "621022"),
          std::pair("620981", "620922")}) {
        CAPTURE(looping, held);
        double area = 0;
        for (const auto &repair : result.repairs) {
            const bool same = repair.reason == RepairReason::spike_loop && gansu.codes[repair.gained.front().label] == held &&
                              gansu.codes[repair.lost.front()] == looping;
            area += same ? repair.area_m2 : 0;
        }
        CHECK(area > 1);
        total += area;
    }
    CHECK(total == Approx(24'000).epsilon(0.05));
    CHECK(count_kinds(result)[RepairKind::spike_cut] > 400);
    if (is_long_run()) {
        CHECK(build_coverage(polygons_of(result.coverage, gansu.codes.size())).clean());
    }
}

TEST_CASE("Leeds as it is needs no repair but rounding", "[clean][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto leeds = read_geojson(*folder / "leeds" / "oa.geojson", "OA11CD");
    const auto result = clean_coverage(leeds.polygons);
    for (const auto &repair : result.repairs) {
        CAPTURE(repair_name(repair.kind), to_lonlat(repair.place).lon, to_lonlat(repair.place).lat, repair.area_m2);
        CHECK((repair.kind == RepairKind::rounding || repair.kind == RepairKind::hole_kept));
    }
    CHECK(content_hash(result.coverage, leeds.codes) == content_hash(build_coverage(leeds.polygons).coverage, leeds.codes));
}

TEST_CASE("of 200 defects sown into Leeds every one is found, named and repaired", "[clean][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto leeds = read_geojson(*folder / "leeds" / "oa.geojson", "OA11CD");
    const auto before = build_coverage(leeds.polygons);
    REQUIRE(before.clean());
    const auto original = polygons_of(before.coverage, leeds.codes.size());
    for (std::uint32_t seed = 20261127; seed < 20261127 + (is_long_run() ? 10U : 1U); ++seed) {
        CAPTURE(seed);
        auto dirty = original;
        const auto damages = Damager(dirty, seed).damage(200);
        REQUIRE(damages.size() == 200);
        const auto result = clean_coverage(dirty);
        REQUIRE(result.clean());
        CHECK(find_violations(result.coverage).empty());
        for (const auto &missing : unnamed(damages, result.repairs)) {
            const auto at = to_lonlat({missing.box.min_x, missing.box.min_y});
            CAPTURE(damage_name(missing.kind), leeds.codes[missing.label], at.lon, at.lat);
            CHECK(false);
        }
        for (const auto p : moved_clean_places(before.coverage, result.coverage, leeds.codes.size(), damages)) {
            CAPTURE(to_lonlat(p).lon, to_lonlat(p).lat);
            CHECK(false);
        }
        for (const auto &repair : result.repairs) { // nothing is repaired where nothing was broken
            const bool known = repair.kind == RepairKind::rounding || repair.kind == RepairKind::hole_kept ||
                               std::ranges::any_of(damages, [&](const Damage &d) { return d.box.contains(repair.place); });
            CAPTURE(repair_name(repair.kind), to_lonlat(repair.place).lon, to_lonlat(repair.place).lat, repair.area_m2);
            CHECK(known);
        }
        CHECK(doubled_excess(before.coverage, result.coverage, damages) == 0);
        const auto again = build_coverage(polygons_of(result.coverage, leeds.codes.size()));
        CHECK(again.clean());
        CHECK(count_kinds(result)[RepairKind::spike_cut] >= 20);
        CHECK(std::ranges::count(damages, DamageKind::slit, &Damage::kind) >= 20);
    }
}

TEST_CASE("of slits sown into the outer border of Leeds each is noted, and divided", "[clean][slits][real]") {
    const auto folder = real_data();
    if (!folder) {
        return;
    }
    const auto leeds = read_geojson(*folder / "leeds" / "oa.geojson", "OA11CD");
    const auto before = build_coverage(leeds.polygons);
    REQUIRE(before.clean());
    for (std::uint32_t seed = 1; seed <= (is_long_run() ? 20U : 1U); ++seed) {
        CAPTURE(seed);
        auto dirty = polygons_of(before.coverage, leeds.codes.size());
        auto damages = Damager(dirty, seed).damage_by_slits(60);
        REQUIRE(damages.size() >= 30);
        const auto slitted = build_coverage(dirty);
        REQUIRE(slitted.clean()); // nothing is wrong with any unit's own ground
        const auto slits = find_open_slits(slitted.coverage);
        CHECK(slits.count == damages.size());
        const auto result = clean_coverage(dirty);
        REQUIRE(result.clean());
        for (const auto &missing : unnamed(damages, result.repairs)) {
            const auto at = to_lonlat({missing.box.min_x, missing.box.min_y});
            CAPTURE(leeds.codes[missing.label], at.lon, at.lat);
            CHECK(false);
        }
        CHECK(count_kinds(result)[RepairKind::gap_divided] + count_kinds(result)[RepairKind::gap_closed] == damages.size());
        CHECK(moved_clean_places(before.coverage, result.coverage, leeds.codes.size(), damages).empty());
        std::ranges::for_each(damages, [](Damage &damage) { damage.doubled_gain = 0; }); // `slits` are closed
        CHECK(doubled_excess(slits.coverage, result.coverage, damages) == 0);
        CHECK(find_open_slits(result.coverage).count == 0);
    }
}
