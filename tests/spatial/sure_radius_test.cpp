#include "spatial/sure_radius.hpp"

#include "spatial/coverage_build.hpp"
#include "spatial/locator.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <cmath>
#include <random>

using namespace jingwei::spatial;

namespace {

/// By the scale at `p`, as locators measure.
double local_distance_m(LatticePoint p, LonLat to, LatticePoint scale_at) {
    const auto scale = local_scale(scale_at.y);
    return std::hypot((to.lon * lattice_units_per_degree - p.x) * scale.east_m,
                      (to.lat * lattice_units_per_degree - p.y) * scale.north_m);
}

LatticePoint place(double lon, double lat) {
    return to_lattice({lon, lat});
}

/// A star of one unit around `p`: its corners lie at random between a third and once `reach_m` away.
Coverage star(std::mt19937 &random, LatticePoint p, double reach_m) {
    std::uniform_real_distribution<double> share(0.33, 1);
    const auto scale = local_scale(p.y);
    Ring ring;
    constexpr int corners = 12;
    for (int i = 0; i < corners; ++i) {
        const double angle = 2 * M_PI * i / corners;
        const double reach = reach_m * share(random);
        ring.push_back({p.x + static_cast<std::int32_t>(reach * std::cos(angle) / scale.east_m),
                        p.y + static_cast<std::int32_t>(reach * std::sin(angle) / scale.north_m)});
    }
    return build_coverage(std::vector{LabelledPolygon{1, {ring, {}}}}).coverage;
}

/// Two roundings to the lattice, as whoever moves by geodesics is rounded too.
constexpr double roundings_m = 0.0158;

} // namespace

TEST_CASE("no geodesic of the sure radius leaves the circle that was measured by the local scale", "[radius]") {
    double worst = 0;
    for (const double lat : {0.0, 0.01, -12.0, 25.0, 36.5, -40.0, 53.8, 60.0, 75.0, -85.0}) {
        for (const double local_m : {5.0, 300.0, 5'000.0, 20'000.0, 60'000.0, 200'000.0, 500'000.0}) {
            const auto p = place(104.1, lat);
            const double sure_m = sure_radius_m(p, local_m);
            CAPTURE(lat, local_m, sure_m);
            REQUIRE(sure_m <= local_m);
            for (int azimuth = 0; azimuth < 360; ++azimuth) {
                const auto to = geodesic_destination(to_lonlat(p), azimuth, sure_m);
                const double measured_m = local_distance_m(p, to, p);
                worst = std::max(worst, measured_m / local_m);
                REQUIRE(measured_m <= local_m + 1e-6);
            }
        }
    }
    CHECK(worst > 0.999);
}

TEST_CASE("the sure radius takes off what the change of scale needs, and little more", "[radius]") {
    constexpr double semi_major_m = 6'378'137;
    for (const double lat : {0.0, 20.0, 40.0, -40.0, 60.0}) {
        for (const double local_m : {100.0, 20'000.0, 60'000.0}) {
            const double tangent = std::tan(std::abs(lat) * M_PI / 180);
            const double expected = local_m * local_m * (tangent + 0.02) / semi_major_m;
            CAPTURE(lat, local_m);
            CHECK(local_m - sure_radius_m(place(10, lat), local_m) < expected * 1.1 + 1e-3);
        }
    }
    // at 40 degrees a border 20 km off by the scale there is 9.1 m nearer along the ground, one at 60 km 82 m
    CHECK(20'000 - sure_radius_m(place(10, 40), 20'000) > 9.1);
    CHECK(60'000 - sure_radius_m(place(10, 40), 60'000) > 82);
}

TEST_CASE("a length at a place within the sure radius is hardly shorter by that place's scale", "[radius]") {
    for (const double lat : {0.0, 36.5, -60.0, 80.0}) {
        const auto p = place(104.1, lat);
        for (const double local_m : {1'000.0, 60'000.0, 400'000.0}) {
            const double sure_m = sure_radius_m(p, local_m);
            for (int azimuth = 0; azimuth < 360; azimuth += 5) {
                const auto there = to_lattice(geodesic_destination(to_lonlat(p), azimuth, sure_m));
                for (const double angle : {0.0, 0.7, 1.57, 2.4}) {
                    const LonLat beyond{to_lonlat(there).lon + 0.01 * std::cos(angle),
                                        to_lonlat(there).lat + 0.01 * std::sin(angle)};
                    CAPTURE(lat, local_m, azimuth, angle);
                    REQUIRE(local_distance_m(there, beyond, there) >=
                            local_distance_m(there, beyond, p) * (sure_m / local_m) * (1 - 1e-9));
                }
            }
        }
    }
}

TEST_CASE("the sure radius ends before the poles and before 180 degrees of longitude", "[radius]") {
    CHECK(sure_radius_m(place(104, 90), 1'000) == 0);
    CHECK(sure_radius_m(place(104, 89.9), 50'000) < 5'600);
    CHECK(sure_radius_m(place(180, 10), 50'000) == 0);
    const double to_meridian = sure_radius_m(place(-179.9, 10), 50'000);
    CHECK(to_meridian < 0.1 * 109'640);
    CHECK(to_meridian > 0.1 * 109'500);
}

TEST_CASE("within the sure radius of the nearest border the owner never changes, at any latitude and distance", "[radius]") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> degrees(-1, 1);
    int changed_without = 0;
    for (int round = 0; round < 60; ++round) {
        const double lat = degrees(random) * 60;
        const double reach_m = std::pow(10, 2 + 3.3 * (round % 10) / 9.0); // 100 m to 200 km
        const auto middle = place(100 * degrees(random), lat);
        const Locator locator(star(random, middle, reach_m));
        for (int i = 0; i < 6; ++i) {
            // the middle of the star, and places around it: outside too
            const auto p = i == 0 ? middle
                                  : to_lattice(geodesic_destination(to_lonlat(middle), 180 * degrees(random),
                                                                    std::abs(degrees(random)) * 1.5 * reach_m));
            const auto hit = locator.nearest_border(p, 500'000);
            REQUIRE(hit);
            const double sure_m = sure_radius_m(p, hit->distance_m) - roundings_m;
            const auto owner = locator.locate(p);
            for (int azimuth = 0; azimuth < 360; azimuth += 2) {
                CAPTURE(round, p.x, p.y, azimuth, hit->distance_m, sure_m);
                const auto to = [&](double distance_m) {
                    return locator.locate(to_lattice(geodesic_destination(to_lonlat(p), azimuth, distance_m)));
                };
                if (sure_m > 0) {
                    REQUIRE(to(sure_m) == owner);
                    REQUIRE(to(sure_m * std::abs(degrees(random))) == owner);
                }
                changed_without += to(hit->distance_m - roundings_m) == owner ? 0 : 1;
            }
        }
    }
    CHECK(changed_without > 0); // the distance by the local scale alone promises too much
}
