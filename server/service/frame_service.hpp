#pragma once

#include "data/world.hpp"
#include "spatial/frame_check.hpp"

#include <optional>
#include <string>

namespace jingwei::server {

/// A known place and what somebody reads for it. `known` is checked already: finite and in range.
struct FrameQuestion {
    spatial::LonLat known;   ///< CGCS2000, or WGS84, which is taken as identical
    spatial::LonLat reading; ///< in whatever it is in; finite
    double tolerance_m = spatial::default_frame_tolerance_m;
};

/// A finding in words. Where no option mends it, `option` is empty and the sentences say what to do.
struct FrameAdvice {
    spatial::FrameFinding finding;
    std::string english, chinese;
    std::string option; ///< "--frame gcj02"
};

struct FrameAnswer {
    double shift_m = 0, bearing_deg = 0; ///< as in spatial::FrameCheck
    std::vector<FrameAdvice> findings;   ///< never empty, best first
    std::optional<bool> known_on_ground; ///< whether the store has a grid at the known place; nothing without a store or ground
};

/// Pure; thread-safe. `world` may be null.
[[nodiscard]] FrameAnswer check_frame(const data::World *world, const FrameQuestion &question);

/// What a cause means and what to do about it. `shift_m` is the whole shift.
[[nodiscard]] FrameAdvice advice_on(const spatial::FrameFinding &finding, double shift_m);

} // namespace jingwei::server
