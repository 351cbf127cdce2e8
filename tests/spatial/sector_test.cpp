#include "spatial/sector.hpp"

#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cmath>
#include <random>

using namespace jingwei::spatial;

namespace {

/// The azimuth of a short way, by the ellipsoid's scale at its middle.
double azimuth_deg(LonLat from, LonLat to) {
    constexpr double radians = 3.14159265358979323846 / 180;
    const auto scale = local_scale(to_lattice({from.lon, (from.lat + to.lat) / 2}).y);
    const double angle = std::atan2((to.lon - from.lon) * scale.east_m, (to.lat - from.lat) * scale.north_m) / radians;
    return angle < 0 ? angle + 360 : angle;
}

} // namespace

TEST_CASE("every point of a sector's arc is its range away on the ellipsoid", "[sector]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto real = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
    for (int round = 0; round < 400; ++round) {
        const Sector sector{to_lattice({real(-179, 179), real(-84, 84)}), real(0, 360), real(1, 359), std::exp(real(0, 11.5))};
        CAPTURE(sector.at.x, sector.at.y, sector.azimuth_deg, sector.fov_deg, sector.range_m);
        const auto outline = sector_outline(sector, 0.1);
        REQUIRE(outline.size() >= 3);
        REQUIRE(outline.front() == to_lonlat(sector.at));
        for (std::size_t i = 1; i < outline.size(); ++i) {
            REQUIRE(std::abs(geodesic_distance_m(outline.front(), outline[i]) - sector.range_m) < 1e-3);
        }
        const LonLat right_end = geodesic_destination(outline.front(), sector.azimuth_deg + sector.fov_deg / 2, sector.range_m);
        REQUIRE(geodesic_distance_m(right_end, outline.back()) < 2e-3);
        const LonLat left_end = geodesic_destination(outline.front(), sector.azimuth_deg - sector.fov_deg / 2, sector.range_m);
        REQUIRE(geodesic_distance_m(left_end, outline[1]) < 2e-3);
    }
}

TEST_CASE("a sector looks where its azimuth says, at high latitudes too", "[sector]") {
    for (const double lat : {0.0, 23.5, 36.5, 53.4, 70.0}) {
        const Sector sector{to_lattice({104.15, lat}), 60, 40, 100};
        const auto outline = sector_outline(sector, 0.05);
        CAPTURE(lat);
        CHECK(azimuth_deg(outline[0], outline[1]) == Approx(40).margin(0.01));
        CHECK(azimuth_deg(outline[0], outline.back()) == Approx(80).margin(0.01));
    }
}

TEST_CASE("all around is a circle without the place", "[sector]") {
    const Sector sector{to_lattice({104.15, 36.5}), 17, 360, 80};
    const auto outline = sector_outline(sector, 0.1);
    CHECK(outline.size() >= 24);
    CHECK(std::ranges::find(outline, to_lonlat(sector.at)) == outline.end());
    for (const LonLat p : outline) {
        CHECK(geodesic_distance_m(to_lonlat(sector.at), p) == Approx(80).margin(1e-3));
    }
}

TEST_CASE("chords keep within the tolerance of the arc, and no closer than a tenth of a degree", "[sector]") {
    for (const double range_m : {200.0, 10'000.0}) {
        const Sector sector{to_lattice({104.15, 36.5}), 90, 120, range_m};
        for (const double tolerance : {10.0, 1.0, 0.1, 1e-6}) {
            const auto outline = sector_outline(sector, tolerance);
            for (std::size_t i = 2; i < outline.size(); ++i) {
                const LonLat middle{(outline[i - 1].lon + outline[i].lon) / 2, (outline[i - 1].lat + outline[i].lat) / 2};
                const double bow = range_m - geodesic_distance_m(outline[0], middle);
                REQUIRE(bow <= std::max(tolerance, range_m * 3.9e-7) + 2e-3);
            }
            REQUIRE(outline.size() <= 1202);
        }
    }
}

TEST_CASE("a widened box holds every sector that reaches into the box", "[sector]") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto real = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
    for (int round = 0; round < 400; ++round) {
        const LatticePoint corner = to_lattice({real(-100, 100), real(-85, 84)});
        const LatticeBox box{corner.x, corner.y, corner.x + 1'000'000, corner.y + 1'000'000};
        const double metres = std::exp(real(0, 11));
        const LatticeBox wide = widened(box, metres);
        for (const double azimuth : {0.0, 45.0, 90.0, 135.0, 180.0, 225.0, 270.0, 315.0}) {
            for (const std::int32_t y : {box.min_y, box.max_y}) {
                for (const std::int32_t x : {box.min_x, box.max_x}) {
                    const LonLat to = geodesic_destination(to_lonlat(LatticePoint{x, y}), azimuth, metres);
                    CAPTURE(corner.x, corner.y, metres, azimuth);
                    REQUIRE(wide.contains(to_lattice(to)));
                }
            }
        }
    }
}
