#include "data/import_frame.hpp"

#include "data/world.hpp"

#include <algorithm>

namespace jingwei::data {

namespace {

bool is_on_ground(const World &world, spatial::LonLat position) {
    const auto place = spatial::to_lattice(position);
    return std::ranges::any_of(world.themes,
                               [&](const auto &theme) { return theme->locator->locate(place) != spatial::no_label; });
}

} // namespace

void FrameSample::add(spatial::LonLat position, spatial::Frame frame) {
    if (m_positions.empty()) {
        m_frame = frame;
    }
    if (frame == m_frame) {
        m_positions.push_back(position);
    }
}

std::optional<spatial::FrameFit> FrameSample::fit(const World &world) const {
    const bool ground = std::ranges::any_of(world.themes, [](const auto &theme) { return !theme->coverage.empty(); });
    if (m_positions.empty() || !ground) {
        return std::nullopt;
    }
    return spatial::fit_frames(m_positions, m_frame,
                               [&](std::size_t /*row*/, spatial::LonLat position) { return is_on_ground(world, position); });
}

} // namespace jingwei::data
