#include "spatial/frame_fit.hpp"
#include "tests/support/catch.hpp"

#include <random>
#include <vector>

using namespace jingwei::spatial;

namespace {

/// A district of 0.1 degrees, and points drawn within it.
constexpr LonLat corner{104.1, 36.5};
constexpr double side = 0.1;

bool on_ground(std::size_t /*index*/, LonLat p) {
    return p.lon >= corner.lon && p.lon <= corner.lon + side && p.lat >= corner.lat && p.lat <= corner.lat + side;
}

std::vector<LonLat> points_in(Frame frame, unsigned seed, int count = 2000) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> offset(0, side);
    std::vector<LonLat> points;
    for (int i = 0; i < count; ++i) {
        points.push_back(from_store_frame({corner.lon + offset(random), corner.lat + offset(random)}, frame));
    }
    return points;
}

} // namespace

TEST_CASE("points of a district that were shifted are suspected by the few that left it") {
    const auto seed = GENERATE(31U, 32U, 33U);
    CAPTURE(seed);
    for (const auto truth : {Frame::gcj02, Frame::bd09}) {
        const auto fit = fit_frames(points_in(truth, seed), Frame::wgs84, on_ground);
        CHECK(fit.suspected == truth);
        CHECK(fit.at_home < fit.points);
        CHECK(fit.declared == Frame::cgcs2000);
    }
}

TEST_CASE("a frame named rightly is never suspected") {
    const auto seed = GENERATE(41U, 42U, 43U);
    CAPTURE(seed);
    for (const auto truth : {Frame::cgcs2000, Frame::gcj02, Frame::bd09}) {
        const auto fit = fit_frames(points_in(truth, seed), truth, on_ground);
        CHECK(fit.at_home == fit.points);
        CHECK_FALSE(fit.suspected);
    }
}

TEST_CASE("a frame said of points that have none is suspected too") {
    const auto fit = fit_frames(points_in(Frame::cgcs2000, 51), Frame::bd09, on_ground);
    CHECK(fit.suspected == Frame::cgcs2000);
}

TEST_CASE("few points, and points strewn beyond the ground, raise no suspicion") {
    CHECK_FALSE(fit_frames(points_in(Frame::gcj02, 61, 20), Frame::wgs84, on_ground).suspected);
    std::mt19937 random(62);
    std::uniform_real_distribution<double> offset(-0.05, side + 0.05);
    std::vector<LonLat> strewn;
    for (int i = 0; i < 4000; ++i) {
        strewn.push_back({corner.lon + offset(random), corner.lat + offset(random)});
    }
    CHECK_FALSE(fit_frames(strewn, Frame::wgs84, on_ground).suspected);
    CHECK_FALSE(fit_frames({}, Frame::wgs84, on_ground).suspected);
}

TEST_CASE("asked of the grid that each row names, a dozen points are enough") {
    const auto truth = points_in(Frame::cgcs2000, 71, 12);
    const auto shifted = points_in(Frame::gcj02, 71, 12);
    const auto in_own_cell = [&](std::size_t i, LonLat p) {
        return std::abs(p.lon - truth[i].lon) < 0.0005 && std::abs(p.lat - truth[i].lat) < 0.0005;
    };
    const auto fit = fit_frames(shifted, Frame::wgs84, in_own_cell);
    CHECK(fit.suspected == Frame::gcj02);
    CHECK(fit.others[0].gained == 12);
}
