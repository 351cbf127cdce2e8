#include "spatial/frame_fit.hpp"

namespace jingwei::spatial {

namespace {

constexpr std::size_t least_gain = 6;
constexpr std::size_t least_odds = 5;

bool is_marked(const FrameReading &reading) {
    return reading.gained >= least_gain && reading.gained >= least_odds * reading.lost;
}

} // namespace

std::string_view frame_home_name(FrameHome home) {
    constexpr std::array<std::string_view, 3> names{"ground", "objects", "buildings"};
    return names.at(static_cast<std::size_t>(home));
}

FrameFit fit_frames(std::span<const LonLat> positions, Frame declared, const AtHome &at_home) {
    FrameFit fit;
    fit.points = positions.size();
    fit.declared = declared == Frame::wgs84 ? Frame::cgcs2000 : declared;
    auto *next = fit.others.data();
    for (const auto frame : {Frame::cgcs2000, Frame::gcj02, Frame::bd09}) {
        if (frame != fit.declared) {
            (next++)->frame = frame;
        }
    }
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const bool as_declared = at_home(i, to_store_frame(positions[i], fit.declared));
        fit.at_home += as_declared ? 1U : 0U;
        for (auto &other : fit.others) {
            const bool so = at_home(i, to_store_frame(positions[i], other.frame));
            other.at_home += so ? 1U : 0U;
            other.gained += so && !as_declared ? 1U : 0U;
            other.lost += as_declared && !so ? 1U : 0U;
        }
    }
    const auto &[first, second] = fit.others;
    const auto &better = second.at_home > first.at_home ? second : first;
    if (is_marked(better)) {
        fit.suspected = better.frame;
    }
    return fit;
}

} // namespace jingwei::spatial
