#pragma once

#include "spatial/segment_diagram.hpp"

namespace jingwei::spatial {

/// Where a site of a diagram lies: a segment, or a point, whose ends are the same.
struct SitePlace {
    DiagramPoint from, to;

    [[nodiscard]] bool is_point() const { return from.x == to.x && from.y == to.y; }
    [[nodiscard]] double distance(DiagramPoint p) const;
    /// How far along a segment the foot of p lies, below 0 or above its length where that is beyond an end.
    [[nodiscard]] double along(DiagramPoint p) const;
    [[nodiscard]] bool is_left(DiagramPoint p) const;
    /// Whether the foot of p lies on a segment, or at most `slack` beyond.
    [[nodiscard]] bool has_before(DiagramPoint p, double slack) const;
};

/// A piece of the line of all places that are as far from one site as from another.
class Bisector {
  public:
    /// A straight one.
    Bisector(DiagramPoint from, DiagramPoint to) : m_ends{from, to} {}
    /// Between a point and a segment: a parabola.
    Bisector(DiagramPoint focus, const SitePlace &segment, DiagramPoint from, DiagramPoint to);

    [[nodiscard]] bool is_curved() const { return m_distance > 0; }
    /// The place at a share of the way, 0 to 1.
    [[nodiscard]] DiagramPoint at(double share) const;
    /// How many chords of equal share are nowhere more than half a unit off the curve.
    [[nodiscard]] std::size_t chords(double from, double to) const;

  private:
    std::array<DiagramPoint, 2> m_ends;
    double m_distance = 0;           ///< of the focus from the segment's line
    DiagramPoint m_foot;             ///< of the focus, there
    DiagramPoint m_along;            ///< the line's direction
    DiagramPoint m_up;               ///< from the line to the focus
    std::array<double, 2> m_range{}; ///< of the foot's distance from m_foot
};

} // namespace jingwei::spatial
