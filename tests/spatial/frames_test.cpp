#include "spatial/frames.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <random>
#include <vector>

using namespace jingwei::spatial;

namespace {

constexpr std::array all_frames{Frame::cgcs2000, Frame::wgs84, Frame::gcj02, Frame::bd09};

} // namespace

TEST_CASE("every frame has a name that leads back to it") {
    for (const auto frame : all_frames) {
        CHECK(frame_from_name(frame_name(frame)) == frame);
    }
    CHECK_FALSE(frame_from_name("WGS84"));
    CHECK_FALSE(frame_from_name(""));
}

TEST_CASE("GCJ-02 and BD-09 agree with published example values") {
    const LonLat square{116.404, 39.915};
    const auto gcj = from_store_frame(square, Frame::gcj02);
    CHECK(gcj.lon == Approx(116.41024449916938).margin(1e-9));
    CHECK(gcj.lat == Approx(39.91640428150164).margin(1e-9));
    const auto bd_of_gcj = from_store_frame(to_store_frame(square, Frame::gcj02), Frame::bd09);
    CHECK(bd_of_gcj.lon == Approx(116.41036949371029).margin(1e-9));
    CHECK(bd_of_gcj.lat == Approx(39.92133699351021).margin(1e-9));
}

TEST_CASE("a position moved to another frame and back returns to within a tenth of a millimetre") {
    const auto seed = GENERATE(1U, 2U, 3U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> lon(73, 135);
    std::uniform_real_distribution<double> lat(3, 54);
    double worst = 0;
    for (int i = 0; i < 4000; ++i) {
        const LonLat here{lon(random), lat(random)};
        for (const auto frame : {Frame::gcj02, Frame::bd09}) {
            const auto back = to_store_frame(from_store_frame(here, frame), frame);
            worst = std::max(worst, geodesic_distance_m(here, back));
        }
    }
    CHECK(worst < 1e-4);
}

TEST_CASE(
    "every place of the box in which GCJ-02 shifts comes back to within a millimetre, its rim and the seam at 105 E too") {
    const auto seed = GENERATE(11U, 12U, 13U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> lon(72.004, 137.8347);
    std::uniform_real_distribution<double> lat(0.8293, 55.8271);
    std::vector<LonLat> places;
    for (int i = 0; i < 3000; ++i) {
        places.insert(places.end(), {{lon(random), lat(random)},
                                     {72.004, lat(random)},
                                     {137.8347, lat(random)},
                                     {lon(random), 0.8293},
                                     {lon(random), 55.8271},
                                     {105 + std::ldexp(1.0, -1 - i % 50), lat(random)},
                                     {lon(random), 35 - std::ldexp(1.0, -1 - i % 50)}});
    }
    double worst = 0;
    double farthest_deg = 0;
    for (const auto here : places) {
        for (const auto frame : {Frame::gcj02, Frame::bd09}) {
            const auto image = from_store_frame(here, frame);
            worst = std::max(worst, geodesic_distance_m(here, to_store_frame(image, frame)));
            farthest_deg = std::max({farthest_deg, std::abs(image.lon - here.lon), std::abs(image.lat - here.lat)});
        }
    }
    CHECK(worst < 1e-3);
    CHECK(farthest_deg < 0.02);
}

TEST_CASE("the shift is the identity outside the box of GCJ-02 and for the geodetic frames everywhere") {
    for (const auto frame : all_frames) {
        for (const LonLat abroad : {LonLat{-1.5, 53.8}, LonLat{139.7, 35.7}, LonLat{100, 0.5}, LonLat{100, 56}}) {
            CHECK(from_store_frame(abroad, frame) == abroad);
            CHECK(to_store_frame(abroad, frame) == abroad);
        }
    }
    const LonLat inland{104.1736, 36.5448};
    CHECK(to_store_frame(inland, Frame::wgs84) == inland);
    CHECK(from_store_frame(inland, Frame::cgcs2000) == inland);
    CHECK(geodesic_distance_m(inland, from_store_frame(inland, Frame::gcj02)) > 100);
}

TEST_CASE("only the shifted frames limit the length of a straight segment") {
    CHECK(densify_limit_m(Frame::bd09) == 100);
    CHECK(densify_limit_m(Frame::gcj02) == 500);
    CHECK(densify_limit_m(Frame::wgs84) == std::numeric_limits<double>::infinity());
}
