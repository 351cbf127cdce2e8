#pragma once

#include "spatial/frame_fit.hpp"

#include <optional>
#include <vector>

namespace jingwei::data {

struct World;

/// The positions of a file's points as they stand in it. A file is in one frame: points of another than the first are left out.
class FrameSample {
  public:
    /// `known` is where the store has the same object.
    void add(spatial::LonLat position, spatial::Frame frame, std::optional<spatial::LatticePoint> known = {});

    /// What the store says about the frame, beside what the file says: its ground; where that suspects nothing, the objects
    /// that it has already, of which half must lie within 30 m of their place in another frame and not as declared; else the
    /// outlines of its buildings, in which four fifths must lie in another frame. Of the last two only what raises a suspicion
    /// is told, from 2,000 points spread over the file. Nothing without points, or where there is nothing to compare with.
    [[nodiscard]] std::optional<spatial::FrameFit> fit(const World &world) const;

  private:
    [[nodiscard]] std::optional<spatial::FrameFit> fit_objects() const;
    [[nodiscard]] std::optional<spatial::FrameFit> fit_buildings(const World &world) const;

    spatial::Frame m_frame = spatial::Frame::cgcs2000;
    std::vector<spatial::LonLat> m_positions;
    std::vector<std::optional<spatial::LatticePoint>> m_known; ///< by position
};

} // namespace jingwei::data
