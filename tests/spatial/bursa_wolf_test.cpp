#include "spatial/bursa_wolf.hpp"
#include "spatial/error.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/proj_oracle.hpp"

#include <fmt/format.h>
#include <random>

using namespace jingwei;
using namespace jingwei::spatial;
using jingwei::tests::ProjOracle;

namespace {

BursaWolf random_parameters(std::mt19937 &random, RotationConvention convention) {
    std::uniform_real_distribution<double> shift(-200, 200);
    std::uniform_real_distribution<double> turn(-6, 6);
    std::uniform_real_distribution<double> scale(-15, 15);
    return {shift(random), shift(random), shift(random), turn(random), turn(random), turn(random), scale(random), convention};
}

std::string pipeline(const BursaWolf &p, const Ellipsoid &from, const Ellipsoid &to) {
    return fmt::format("+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +a={} +rf={} "
                       "+step +proj=helmert +x={} +y={} +z={} +rx={} +ry={} +rz={} +s={} +convention={} "
                       "+step +inv +proj=cart +a={} +rf={} +step +proj=unitconvert +xy_in=rad +xy_out=deg",
                       from.semi_major_m, from.inverse_flattening, p.x_m, p.y_m, p.z_m, p.rx_arcsec, p.ry_arcsec, p.rz_arcsec,
                       p.scale_ppm, rotation_convention_name(p.convention), to.semi_major_m, to.inverse_flattening);
}

/// Control points strewn over a county.
std::vector<Geodetic> county(std::mt19937 &random, int count, double reach_deg = 0.3) {
    std::uniform_real_distribution<double> offset(-reach_deg, reach_deg);
    std::vector<Geodetic> points;
    for (int i = 0; i < count; ++i) {
        points.push_back({{104.2 + offset(random), 36.5 + offset(random)}, 0});
    }
    return points;
}

} // namespace

TEST_CASE("both rotation conventions agree with PROJ to a tenth of a millimetre") {
    const auto seed = GENERATE(201U, 202U, 203U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> lon(73, 135);
    std::uniform_real_distribution<double> lat(3, 54);
    for (const auto convention : {RotationConvention::position_vector, RotationConvention::coordinate_frame}) {
        for (const auto &source : {krassowsky_1940, iag_1975}) {
            const auto parameters = random_parameters(random, convention);
            const ProjOracle oracle(pipeline(parameters, source, cgcs2000_ellipsoid));
            double worst = 0;
            for (int i = 0; i < 300; ++i) {
                const LonLat here{lon(random), lat(random)};
                const auto ours = to_geodetic(parameters.apply(to_geocentric({here, 0}, source)), cgcs2000_ellipsoid).at;
                const auto theirs = oracle.apply(here.lon, here.lat);
                worst = std::max(worst, geodesic_distance_m(ours, {theirs[0], theirs[1]}));
            }
            CHECK(worst < 1e-4);
        }
    }
}

TEST_CASE("the same transformation in the other convention moves every point alike") {
    std::mt19937 random(211);
    const auto parameters = random_parameters(random, RotationConvention::coordinate_frame);
    const auto same = parameters.in(RotationConvention::position_vector);
    CHECK(same.rx_arcsec == -parameters.rx_arcsec);
    CHECK(same.scale_ppm == parameters.scale_ppm);
    const auto here = to_geocentric({{104, 36}, 0}, iag_1975);
    CHECK(parameters.apply(here).x_m == Approx(same.apply(here).x_m).margin(1e-9));
    CHECK(parameters.apply(here).z_m == Approx(same.apply(here).z_m).margin(1e-9));
    CHECK(rotation_convention_from_name("coordinate_frame") == RotationConvention::coordinate_frame);
    CHECK_FALSE(rotation_convention_from_name("bursa"));
}

TEST_CASE("the fit gives back the parameters that the points were made with") {
    const auto seed = GENERATE(221U, 222U, 223U, 224U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> lon(75, 134);
    std::uniform_real_distribution<double> lat(18, 53);
    const auto truth = random_parameters(random, RotationConvention::position_vector);
    std::vector<Geocentric> sources;
    std::vector<Geocentric> targets;
    for (int i = 0; i < 12; ++i) {
        sources.push_back(to_geocentric({{lon(random), lat(random)}, 100.0 * i}, krassowsky_1940));
        targets.push_back(truth.apply(sources.back()));
    }
    const auto found = BursaWolf::fit(sources, targets);
    CHECK(found.x_m == Approx(truth.x_m).margin(1e-6));
    CHECK(found.z_m == Approx(truth.z_m).margin(1e-6));
    CHECK(found.rx_arcsec == Approx(truth.rx_arcsec).margin(1e-7));
    CHECK(found.rz_arcsec == Approx(truth.rz_arcsec).margin(1e-7));
    CHECK(found.scale_ppm == Approx(truth.scale_ppm).margin(1e-7));
}

TEST_CASE("fitted in a county without heights, the parameters carry every place in it to a centimetre") {
    const auto seed = GENERATE(231U, 232U, 233U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto truth = random_parameters(random, RotationConvention::position_vector);
    std::vector<Geocentric> sources;
    std::vector<Geocentric> flat_targets;
    std::vector<LonLat> targets;
    for (const auto &point : county(random, 8)) {
        sources.push_back(to_geocentric(point, iag_1975));
        targets.push_back(to_geodetic(truth.apply(sources.back()), cgcs2000_ellipsoid).at);
        flat_targets.push_back(to_geocentric({targets.back(), 0}, cgcs2000_ellipsoid));
    }
    const auto found = BursaWolf::fit(sources, flat_targets);
    CHECK(root_mean_square_m(residuals_of(found, sources, targets, cgcs2000_ellipsoid)) < 0.01);
    double worst = 0;
    for (const auto &place : county(random, 200)) {
        const auto source = to_geocentric(place, iag_1975);
        worst = std::max(worst, geodesic_distance_m(to_geodetic(truth.apply(source), cgcs2000_ellipsoid).at,
                                                    to_geodetic(found.apply(source), cgcs2000_ellipsoid).at));
    }
    CHECK(worst < 0.01);
}

TEST_CASE("7 parameters are not fitted to two points or to a line") {
    std::vector<Geocentric> line;
    for (int i = 0; i < 5; ++i) {
        line.push_back({-1e6 + 100.0 * i, 5e6 + 200.0 * i, 3.7e6});
    }
    CHECK_THROWS_WITH(BursaWolf::fit(line, line), Catch::Matchers::ContainsSubstring("on one line"));
    line.resize(2);
    CHECK_THROWS_WITH(BursaWolf::fit(line, line), Catch::Matchers::ContainsSubstring("at least 3"));
}
