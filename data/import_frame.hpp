#pragma once

#include "spatial/frame_fit.hpp"

#include <vector>

namespace jingwei::data {

struct World;

/// The positions of a file's points as they stand in it. A file is in one frame: points of another than the first are left out.
class FrameSample {
  public:
    void add(spatial::LonLat position, spatial::Frame frame);

    /// What the ground of the store says about the frame, beside what the file says; nothing without points or ground.
    [[nodiscard]] std::optional<spatial::FrameFit> fit(const World &world) const;

  private:
    spatial::Frame m_frame = spatial::Frame::cgcs2000;
    std::vector<spatial::LonLat> m_positions;
};

} // namespace jingwei::data
