#include "spatial/gauss_kruger.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/proj_oracle.hpp"

#include <fmt/format.h>

using namespace jingwei::spatial;
using jingwei::tests::ProjOracle;

namespace {

std::string registered_name(int code) {
    PJ *crs = proj_create(nullptr, fmt::format("EPSG:{}", code).c_str());
    const std::string name = crs != nullptr ? proj_get_name(crs) : "none";
    proj_destroy(crs);
    return name;
}

std::string expected_name(std::string_view datum, const GaussKrugerZone &zone) {
    return fmt::format("{} / {}Gauss-Kruger {}", datum, zone.width_deg == 3 ? "3-degree " : "",
                       zone.prefixed ? fmt::format("zone {}", zone.number())
                                     : fmt::format("CM {}E", zone.central_meridian_deg));
}

/// Where a place falls in a zone of CGCS2000.
PlanePoint projected(LonLat place, const GaussKrugerZone &zone) {
    const ProjOracle oracle("EPSG:4490", fmt::format("EPSG:{}", epsg_code(ChineseDatum::cgcs2000, zone).value()));
    const auto plane = oracle.apply(place.lon, place.lat);
    return {plane[0], plane[1]};
}

LatticeBox box_around(LonLat middle) {
    LatticeBox box;
    box.add(to_lattice({middle.lon - 0.2, middle.lat - 0.2}));
    box.add(to_lattice({middle.lon + 0.2, middle.lat + 0.2}));
    return box;
}

constexpr LonLat town{114.3, 35.2};

} // namespace

TEST_CASE("every zone's code is the one that PROJ has under its name, for four datums") {
    const std::vector<std::pair<ChineseDatum, std::string_view>> datums{{ChineseDatum::cgcs2000, "CGCS2000"},
                                                                        {ChineseDatum::xian80, "Xian 1980"},
                                                                        {ChineseDatum::beijing54, "Beijing 1954"},
                                                                        {ChineseDatum::new_beijing54, "New Beijing"}};
    int codes = 0;
    for (const auto &[datum, name] : datums) {
        for (const int width : {3, 6}) {
            for (int meridian = 75; meridian <= 135; meridian += width) {
                for (const bool prefixed : {false, true}) {
                    const GaussKrugerZone zone{width, meridian, prefixed};
                    CHECK(registered_name(epsg_code(datum, zone).value_or(0)) == expected_name(name, zone));
                    ++codes;
                }
            }
        }
    }
    CHECK(codes == 4 * 64);
    CHECK_FALSE(epsg_code(ChineseDatum::xian80, {6, 78, false}));
    CHECK_FALSE(epsg_code(ChineseDatum::xian80, {3, 138, false}));
}

TEST_CASE("the millions of an easting name their zone") {
    CHECK(zone_of_prefix(38) == GaussKrugerZone{3, 114, true});
    CHECK(zone_of_prefix(20) == GaussKrugerZone{6, 117, true});
    for (const int nobody : {0, 1, 12, 24, 46}) {
        CHECK_FALSE(zone_of_prefix(nobody));
    }
}

TEST_CASE("coordinates in the zone that is said raise no suspicion, its rim included") {
    for (const auto &zone : {GaussKrugerZone{3, 114, true}, GaussKrugerZone{3, 114, false}, GaussKrugerZone{6, 117, true}}) {
        for (const double off : {-1.6, -0.4, 1.6}) {
            const auto check = check_zone(zone, projected({zone.central_meridian_deg + off, town.lat}, zone));
            CHECK(check.fault == ZoneFault::none);
            CHECK(check.off_meridian_deg == Approx(off).margin(0.03));
        }
    }
}

TEST_CASE("a prefix that the file does not say names the right zone, whatever the kind") {
    const GaussKrugerZone three{3, 114, true};
    const GaussKrugerZone six{6, 117, true};
    const auto of_three = check_zone({3, 114, false}, projected(town, three));
    CHECK(of_three.fault == ZoneFault::other_prefix);
    CHECK(of_three.likely == three);
    CHECK(check_zone({3, 117, true}, projected(town, three)).likely == three);
    CHECK(check_zone(six, projected(town, three)).likely == three);
    CHECK(check_zone(three, projected(town, six)).likely == six);
    const auto bare = check_zone(three, projected(town, {3, 114, false}));
    CHECK(bare.fault == ZoneFault::missing_prefix);
    CHECK(bare.likely == GaussKrugerZone{3, 114, false});
}

TEST_CASE("coordinates of a 6-degree zone read as a 3-degree one leave its band") {
    const auto check = check_zone({3, 114, false}, projected({119.5, 35}, {6, 117, false}));
    CHECK(check.fault == ZoneFault::outside_band);
    CHECK(check.off_meridian_deg == Approx(2.5).margin(0.05));
}

TEST_CASE("eastings below nothing lie far west of the meridian and have no number in front") {
    const auto check = check_zone({3, 114, false}, projected({104.2, 36.5}, {3, 114, false}));
    CHECK(check.fault == ZoneFault::outside_band);
    CHECK(check.off_meridian_deg == Approx(-9.8).margin(0.1));
    CHECK(check_zone({3, 114, true}, projected({104.2, 36.5}, {3, 114, false})).fault == ZoneFault::missing_prefix);
}

TEST_CASE("a northing in the first place is named as such") {
    const auto plane = projected(town, {3, 114, true});
    CHECK(check_zone({3, 114, true}, {plane.north_m, plane.east_m}).fault == ZoneFault::swapped_axes);
    CHECK(check_zone({3, 114, false}, {plane.north_m, 512'345}).fault == ZoneFault::swapped_axes);
}

TEST_CASE("the zone that puts coordinates onto known ground is found, and none where none does") {
    const auto box = box_around(town);
    CHECK(zone_into_box({3, 117, false}, {town.lon + 3, town.lat}, box) == GaussKrugerZone{3, 114, false});
    CHECK(zone_into_box({6, 117, true}, {town.lon + 6, town.lat}, box) == GaussKrugerZone{6, 111, true});
    CHECK_FALSE(zone_into_box({3, 114, false}, town, LatticeBox{}));
    CHECK_FALSE(zone_into_box({3, 117, false}, {town.lon + 3, town.lat + 1}, box));
}
