#pragma once

#include "spatial/frames.hpp"

#include <vector>

namespace jingwei::spatial {

/// Why a reading of a known place may lie elsewhere. "Twice" and "removed" are what programs do that are handed a shifted
/// position and believe it unshifted, or the other way round.
enum class FrameCause {
    none,                    ///< within the tolerance: the frames agree
    gcj02,                   ///< the reading is GCJ-02
    bd09,                    ///< the reading is BD-09
    gcj02_twice,             ///< the GCJ-02 shift was applied twice
    bd09_after_gcj02,        ///< GCJ-02 was applied, then BD-09 as if it had not been
    gcj02_removed,           ///< the GCJ-02 shift was taken away from a position that did not have it
    bd09_removed,            ///< likewise BD-09
    degrees_minutes,         ///< 104°10.416′ written as 104.10416
    degrees_minutes_seconds, ///< 104°10′24.96″ written as 104.102496
    gauss_kruger_zone,       ///< the central meridian of another Gauss-Krüger zone was used
    old_datum,               ///< a shift like that of 西安80 or 北京54, up to 200 m, which nothing else explains
    unknown,                 ///< nothing of the above
};

/// A stable word for programs: "gcj02_twice".
[[nodiscard]] std::string_view frame_cause_name(FrameCause cause);

struct FrameFinding {
    FrameCause cause = FrameCause::unknown;
    bool swapped = false;  ///< longitude and latitude changed places as well
    int zone_degrees = 0;  ///< of gauss_kruger_zone: how far east the meridian used lies of the right one
    double residual_m = 0; ///< what the cause leaves unexplained; of old_datum and unknown all of the shift
};

struct FrameCheck {
    double shift_m = 0;     ///< from the known place to the reading; NaN where the reading is no place (a latitude above 90)
    double bearing_deg = 0; ///< of the reading seen from the known place, clockwise from north
    std::vector<FrameFinding> findings; ///< never empty; what explains the reading best comes first
};

constexpr double default_frame_tolerance_m = 30; ///< how well a place is pointed at on a map or by a phone

/// Compares a reading with the known place (CGCS2000) that it is a reading of, and names the frames that would explain the
/// difference to within the tolerance. Pure, thread-safe; microseconds.
[[nodiscard]] FrameCheck check_frame(LonLat known, LonLat reading, double tolerance_m = default_frame_tolerance_m);

} // namespace jingwei::spatial
