#pragma once

#include "spatial/frames.hpp"

#include <array>
#include <functional>
#include <span>
#include <string_view>

namespace jingwei::spatial {

/// How many positions of a file are at home when they are read as being in a frame, beside what the file says they are in.
struct FrameReading {
    Frame frame = Frame::cgcs2000;
    std::size_t at_home = 0;
    std::size_t gained = 0; ///< at home in this frame and not as the file says
    std::size_t lost = 0;   ///< the other way round
};

/// What a position is held against.
enum class FrameHome {
    ground,    ///< the ground that the store's grids cover
    objects,   ///< the place that the store has for the same object
    buildings, ///< the outlines of the store's buildings
};

/// A stable word for programs: "ground".
[[nodiscard]] std::string_view frame_home_name(FrameHome home);

struct FrameFit {
    FrameHome home = FrameHome::ground;
    std::size_t points = 0;
    Frame declared = Frame::cgcs2000;
    std::size_t at_home = 0;              ///< as the file says
    std::array<FrameReading, 2> others{}; ///< the other two of {CGCS2000 = WGS84, GCJ-02, BD-09}
    std::optional<Frame> suspected;       ///< the frame that fits markedly better than the declared one
};

/// Whether the i-th position, moved into the store's frame, is where it belongs: on the store's ground, or better in the
/// grid that its own row names.
using AtHome = std::function<bool(std::size_t index, LonLat position)>;

/// Suspects a wrong frame among many positions. A shift of half a kilometre moves few points of a district off its ground, so
/// only those count whose answer differs between two readings: a frame is suspected when at least 6 positions are at home
/// in it alone, and at least 5 times as many as are at home as declared alone (by a sign test that happens by chance less than
/// once in 60 times, and far less with more points). Asks `at_home` three times a position. Never a proof: say it, change
/// nothing.
[[nodiscard]] FrameFit fit_frames(std::span<const LonLat> positions, Frame declared, const AtHome &at_home);

} // namespace jingwei::spatial
