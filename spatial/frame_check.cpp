#include "spatial/frame_check.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double old_datum_reach_m = 200;
constexpr double nowhere = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<std::string_view, 12> cause_names{"none",
                                                       "gcj02",
                                                       "bd09",
                                                       "gcj02_twice",
                                                       "bd09_after_gcj02",
                                                       "gcj02_removed",
                                                       "bd09_removed",
                                                       "degrees_minutes",
                                                       "degrees_minutes_seconds",
                                                       "gauss_kruger_zone",
                                                       "old_datum",
                                                       "unknown"};

bool is_place(LonLat p) {
    return std::abs(p.lon) <= 180 && std::abs(p.lat) <= 90;
}

double distance_m(LonLat a, LonLat b) {
    return is_place(a) && is_place(b) ? geodesic_distance_m(a, b) : nowhere;
}

/// 104.1736 -> 104.10416: the minutes stand behind the point as they are.
double as_degrees_minutes(double degrees) {
    const double whole = std::trunc(degrees);
    return whole + (degrees - whole) * 60 / 100;
}

/// 104.1736 -> 104.102496: two digits of minutes, then the seconds.
double as_degrees_minutes_seconds(double degrees) {
    const double whole = std::trunc(degrees);
    const double minutes = (degrees - whole) * 60;
    const double whole_minutes = std::trunc(minutes);
    return whole + whole_minutes / 100 + (minutes - whole_minutes) * 60 / 10'000;
}

/// How many degrees east of the place a Gauss-Krüger zone mix-up would have put the reading: a multiple of 3, not 0.
int zone_offset(LonLat known, LonLat reading) {
    return static_cast<int>(std::lround((reading.lon - known.lon) / 3)) * 3;
}

LonLat shifted(LonLat p, Frame frame) {
    return from_store_frame(p, frame);
}

/// Where a reading of the place would lie for each cause that foretells one.
std::vector<std::pair<FrameCause, LonLat>> foretold(LonLat known) {
    const auto gcj = shifted(known, Frame::gcj02);
    return {
        {FrameCause::none, known},
        {FrameCause::gcj02, gcj},
        {FrameCause::bd09, shifted(known, Frame::bd09)},
        {FrameCause::gcj02_twice, shifted(gcj, Frame::gcj02)},
        {FrameCause::bd09_after_gcj02, shifted(gcj, Frame::bd09)},
        {FrameCause::gcj02_removed, to_store_frame(known, Frame::gcj02)},
        {FrameCause::bd09_removed, to_store_frame(known, Frame::bd09)},
        {FrameCause::degrees_minutes, {as_degrees_minutes(known.lon), as_degrees_minutes(known.lat)}},
        {FrameCause::degrees_minutes_seconds, {as_degrees_minutes_seconds(known.lon), as_degrees_minutes_seconds(known.lat)}}};
}

void add_findings(LonLat known, LonLat reading, bool swapped, double tolerance_m, std::vector<FrameFinding> &findings) {
    for (const auto &[cause, place] : foretold(known)) {
        const double residual_m = distance_m(place, reading);
        if (residual_m <= tolerance_m) {
            findings.push_back({.cause = cause, .swapped = swapped, .zone_degrees = 0, .residual_m = residual_m});
        }
    }
    const int offset = zone_offset(known, reading);
    const double residual_m = distance_m({known.lon + offset, known.lat}, reading);
    if (offset != 0 && residual_m <= tolerance_m) {
        findings.push_back(
            {.cause = FrameCause::gauss_kruger_zone, .swapped = swapped, .zone_degrees = offset, .residual_m = residual_m});
    }
}

double bearing_deg(LonLat from, LonLat to) {
    const auto scale = local_scale(to_lattice({0, (from.lat + to.lat) / 2}).y);
    const double angle = std::atan2((to.lon - from.lon) * scale.east_m, (to.lat - from.lat) * scale.north_m);
    const double degrees = angle * 180 / std::numbers::pi;
    return degrees < 0 ? degrees + 360 : degrees;
}

} // namespace

std::string_view frame_cause_name(FrameCause cause) {
    return cause_names[static_cast<std::size_t>(cause)];
}

FrameCheck check_frame(LonLat known, LonLat reading, double tolerance_m) {
    FrameCheck check;
    check.shift_m = distance_m(known, reading);
    check.bearing_deg = is_place(reading) ? bearing_deg(known, reading) : nowhere;
    add_findings(known, reading, false, tolerance_m, check.findings);
    add_findings(known, {reading.lat, reading.lon}, true, tolerance_m, check.findings);
    std::ranges::stable_sort(check.findings, {}, &FrameFinding::residual_m);
    if (check.findings.empty()) {
        const bool old = check.shift_m <= old_datum_reach_m;
        check.findings.push_back({.cause = old ? FrameCause::old_datum : FrameCause::unknown,
                                  .swapped = false,
                                  .zone_degrees = 0,
                                  .residual_m = check.shift_m});
    }
    return check;
}

} // namespace jingwei::spatial
