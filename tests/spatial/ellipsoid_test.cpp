#include "spatial/ellipsoid.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/proj_oracle.hpp"

#include <fmt/format.h>
#include <random>

using namespace jingwei::spatial;
using jingwei::tests::ProjOracle;

namespace {

constexpr std::array all_ellipsoids{krassowsky_1940, iag_1975, cgcs2000_ellipsoid, wgs84_ellipsoid};

std::string cart(const Ellipsoid &ellipsoid) {
    return fmt::format("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +a={} +rf={}",
                       ellipsoid.semi_major_m, ellipsoid.inverse_flattening);
}

} // namespace

TEST_CASE("the ellipsoids are those that PROJ knows under the same names") {
    const std::vector<std::pair<Ellipsoid, std::string>> known{{krassowsky_1940, "EPSG:4214"},
                                                               {iag_1975, "EPSG:4610"},
                                                               {cgcs2000_ellipsoid, "EPSG:4490"},
                                                               {wgs84_ellipsoid, "EPSG:4326"}};
    for (const auto &[ellipsoid, code] : known) {
        CAPTURE(code);
        PJ *crs = proj_create(nullptr, code.c_str());
        PJ *theirs = proj_get_ellipsoid(nullptr, crs);
        double semi_major = 0;
        double inverse_flattening = 0;
        REQUIRE(proj_ellipsoid_get_parameters(nullptr, theirs, &semi_major, nullptr, nullptr, &inverse_flattening) != 0);
        CHECK(ellipsoid.semi_major_m == semi_major);
        CHECK(ellipsoid.inverse_flattening == Approx(inverse_flattening).epsilon(1e-13));
        proj_destroy(theirs);
        proj_destroy(crs);
    }
}

TEST_CASE("geocentric coordinates agree with PROJ and lead back, on every ellipsoid and all over the globe") {
    const auto seed = GENERATE(101U, 102U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> lon(-180, 180);
    std::uniform_real_distribution<double> lat(-90, 90);
    std::uniform_real_distribution<double> height(-500, 9000);
    for (const auto &ellipsoid : all_ellipsoids) {
        const ProjOracle oracle(cart(ellipsoid));
        double worst = 0;
        double back = 0;
        for (int i = 0; i < 1000; ++i) {
            const Geodetic here{{lon(random), lat(random)}, height(random)};
            const auto ours = to_geocentric(here, ellipsoid);
            const auto theirs = oracle.apply(here.at.lon, here.at.lat, here.height_m);
            worst = std::max(
                {worst, std::abs(ours.x_m - theirs[0]), std::abs(ours.y_m - theirs[1]), std::abs(ours.z_m - theirs[2])});
            const auto again = to_geodetic(ours, ellipsoid);
            back = std::max({back, std::abs(again.at.lat - here.at.lat) * 111'000, std::abs(again.height_m - here.height_m),
                             std::abs(again.at.lon - here.at.lon) * 111'000 * std::cos(here.at.lat / 57.3)});
        }
        CHECK(worst < 1e-8);
        CHECK(back < 1e-8);
    }
}

TEST_CASE("the poles and the equator are positions like any other") {
    for (const LonLat place : {LonLat{0, 90}, LonLat{0, -90}, LonLat{180, 0}, LonLat{-90, 0}}) {
        const auto back = to_geodetic(to_geocentric({place, 12}, cgcs2000_ellipsoid), cgcs2000_ellipsoid);
        CHECK(back.at.lat == Approx(place.lat).margin(1e-12));
        CHECK(back.height_m == Approx(12).margin(1e-8));
    }
}

TEST_CASE("a radian at 36 degrees is as long as the chord says") {
    const auto length = radian_length(36, iag_1975);
    constexpr double small_deg = 1e-4;
    const auto a = to_geocentric({{104, 36}, 0}, iag_1975);
    const auto north = to_geocentric({{104, 36 + small_deg}, 0}, iag_1975);
    const auto east = to_geocentric({{104 + small_deg, 36}, 0}, iag_1975);
    const auto chord = [](const Geocentric &p, const Geocentric &q) {
        return std::hypot(p.x_m - q.x_m, p.y_m - q.y_m, p.z_m - q.z_m);
    };
    constexpr double small = small_deg * 3.14159265358979323846 / 180;
    CHECK(length.north_m * small == Approx(chord(a, north)).epsilon(1e-6));
    CHECK(length.east_m * small == Approx(chord(a, east)).epsilon(1e-6));
}
