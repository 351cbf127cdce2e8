#pragma once

#include "spatial/segment.hpp"

#include <memory>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// So many segments share one cached box.
constexpr std::size_t chain_segments = 8;

/// How many chains a line of so many points has.
[[nodiscard]] constexpr std::size_t chain_count(std::size_t point_count) {
    return (point_count + chain_segments - 2) / chain_segments;
}

/// The points of one chain of a line; neighbouring chains share a point.
[[nodiscard]] inline std::span<const LatticePoint> chain_of(std::span<const LatticePoint> line, std::size_t chain) {
    const auto first = chain * chain_segments;
    return line.subspan(first, std::min(chain_segments + 1, line.size() - first));
}

[[nodiscard]] LatticeBox bounds(std::span<const LatticePoint> points);

/// The polyline of an arc with what every question about it needs again: boxes of its chains, and its share of the areas
/// beside it. Immutable, so versions of an arc and the log of edits share it between them.
class ArcLine {
  public:
    /// At least two points.
    explicit ArcLine(std::vector<LatticePoint> points);

    [[nodiscard]] std::span<const LatticePoint> points() const { return m_points; }
    [[nodiscard]] LatticePoint front() const { return m_points.front(); }
    [[nodiscard]] LatticePoint back() const { return m_points.back(); }
    [[nodiscard]] bool closed() const { return front() == back(); }
    [[nodiscard]] std::size_t segment_count() const { return m_points.size() - 1; }
    [[nodiscard]] Segment segment(std::size_t index) const { return {m_points[index], m_points[index + 1]}; }
    [[nodiscard]] const LatticeBox &box() const { return m_box; }
    [[nodiscard]] std::span<const LatticeBox> chain_boxes() const { return m_chain_boxes; }
    /// Sum of x1 y2 - x2 y1 over the segments, exact: around a cycle it adds up to twice the signed area.
    [[nodiscard]] __int128 doubled_area() const { return m_doubled_area; }
    [[nodiscard]] std::size_t bytes() const;

  private:
    std::vector<LatticePoint> m_points;
    std::vector<LatticeBox> m_chain_boxes;
    LatticeBox m_box;
    __int128 m_doubled_area = 0;
};

using Line = std::shared_ptr<const ArcLine>;

} // namespace jingwei::spatial
