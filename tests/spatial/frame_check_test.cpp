#include "spatial/frame_check.hpp"
#include "spatial/measure.hpp"
#include "tests/support/catch.hpp"

#include <random>

using namespace jingwei::spatial;

namespace {

constexpr LonLat known{104.1736, 36.5448};

FrameFinding best(LonLat reading, double tolerance_m = default_frame_tolerance_m) {
    return check_frame(known, reading, tolerance_m).findings.front();
}

LonLat moved_m(LonLat p, double east_m, double north_m) {
    const auto scale = local_scale(to_lattice(p).y);
    return {p.lon + east_m / scale.east_m / lattice_units_per_degree,
            p.lat + north_m / scale.north_m / lattice_units_per_degree};
}

LonLat gcj(LonLat p) {
    return from_store_frame(p, Frame::gcj02);
}
LonLat bd(LonLat p) {
    return from_store_frame(p, Frame::bd09);
}

} // namespace

TEST_CASE("a reading of the known place itself needs no explanation") {
    const auto check = check_frame(known, moved_m(known, 12, -5));
    CHECK(check.findings.front().cause == FrameCause::none);
    CHECK(check.shift_m == Approx(13).margin(0.05));
    CHECK(check.bearing_deg == Approx(112.6).margin(0.2));
}

TEST_CASE("each wrong frame is named from one place and its reading, the hand's ten metres included") {
    const std::vector<std::pair<LonLat, FrameCause>> readings{
        {gcj(known), FrameCause::gcj02},
        {bd(known), FrameCause::bd09},
        {gcj(gcj(known)), FrameCause::gcj02_twice},
        {bd(gcj(known)), FrameCause::bd09_after_gcj02},
        {to_store_frame(known, Frame::gcj02), FrameCause::gcj02_removed},
        {to_store_frame(known, Frame::bd09), FrameCause::bd09_removed},
        {{104.10416, 36.32688}, FrameCause::degrees_minutes},
        {{104.102496, 36.324128}, FrameCause::degrees_minutes_seconds},
        {{known.lon + 3, known.lat}, FrameCause::gauss_kruger_zone},
        {moved_m(known, 60, -30), FrameCause::old_datum},
        {{104.5, 36.9}, FrameCause::unknown},
    };
    for (const auto &[reading, cause] : readings) {
        CAPTURE(frame_cause_name(cause));
        CHECK(best(reading).cause == cause);
        CHECK_FALSE(best(reading).swapped);
        if (cause != FrameCause::old_datum && cause != FrameCause::unknown) {
            CHECK(best(reading).residual_m < 0.5);
            CHECK(best(moved_m(reading, 6, 8)).cause == cause);
        }
    }
}

TEST_CASE("swapped axes are named, alone and together with a shifted frame") {
    const auto plain = best({known.lat, known.lon});
    CHECK(plain.cause == FrameCause::none);
    CHECK(plain.swapped);
    const auto shifted = best({bd(known).lat, bd(known).lon});
    CHECK(shifted.cause == FrameCause::bd09);
    CHECK(shifted.swapped);
    CHECK(std::isnan(check_frame(known, {known.lat, known.lon}).shift_m));
}

TEST_CASE("a zone mix-up says by how many degrees the meridian is wrong") {
    for (const int degrees : {-6, -3, 3, 6, 12}) {
        CHECK(best({known.lon + degrees, known.lat}).zone_degrees == degrees);
    }
}

TEST_CASE("a careful reading tells an old datum from a sloppy hand") {
    const auto reading = moved_m(known, 20, 0);
    CHECK(best(reading).cause == FrameCause::none);
    CHECK(best(reading, 2).cause == FrameCause::old_datum);
}

TEST_CASE("every shifted frame is named right all over China") {
    const auto seed = GENERATE(21U, 22U);
    CAPTURE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> lon(75, 134);
    std::uniform_real_distribution<double> lat(18.5, 53);
    int right = 0;
    constexpr int places = 2000;
    for (int i = 0; i < places; ++i) {
        const LonLat here{lon(random), lat(random)};
        const bool gcj_named = check_frame(here, gcj(here)).findings.front().cause == FrameCause::gcj02;
        const bool bd_named = check_frame(here, bd(here)).findings.front().cause == FrameCause::bd09;
        right += gcj_named && bd_named ? 1 : 0;
    }
    CHECK(right == places);
}

TEST_CASE("causes have stable words") {
    CHECK(frame_cause_name(FrameCause::none) == "none");
    CHECK(frame_cause_name(FrameCause::gcj02_twice) == "gcj02_twice");
    CHECK(frame_cause_name(FrameCause::unknown) == "unknown");
}
