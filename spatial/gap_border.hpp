#pragma once

#include "spatial/coverage.hpp"
#include "spatial/segment_diagram.hpp"
#include "spatial/segment_tree.hpp"

#include <functional>

namespace jingwei::spatial {

/// Whose ground lies across the border of a gap that runs from one point to the next with the gap on its left; no_label where
/// that unit may get nothing.
using AcrossBorder = std::function<Label(LatticePoint from, LatticePoint to)>;

/// What of a segment is nearest to a place.
struct Foot {
    double distance = 0;
    double beyond = 0; ///< how far along the segment's line the place lies beyond its ends; 0 before it
};
[[nodiscard]] Foot foot_on(DiagramPoint from, DiagramPoint to, DiagramPoint p);

/// What of the border is nearest to a place.
struct NearBorder {
    Label owner = no_label;
    Foot foot; ///< in units northwards
};

/// The border of a gap, in a plane whose unit is a lattice unit northwards, as long eastwards in metres: eastwards it is the
/// lattice's times a fraction, so that lines stay lines, and what did not meet does not.
class GapBorder {
  public:
    struct Side {
        LatticePoint from, to; ///< the gap on its left
        Label owner = no_label;
    };
    /// Length of a unit eastwards in units northwards: the fraction that is nearest to it, of those whose terms leave room for
    /// a gap of this size in 32 bits, 17 times over where they can.
    struct East {
        std::int32_t over = 1;
        std::int32_t under = 1;
    };

    GapBorder(const MultiPolygon &gap, const AcrossBorder &across);

    [[nodiscard]] std::span<const Side> sides() const { return m_sides; }
    /// Whether there are several neighbours that may get ground.
    [[nodiscard]] bool is_shared() const;
    /// Whether parts of the border are nobody's that may get ground.
    [[nodiscard]] bool has_walls() const;
    [[nodiscard]] East east() const { return m_east; }
    [[nodiscard]] LatticePoint centre() const { return m_centre; }
    [[nodiscard]] const LatticeBox &box() const { return m_box; }

    [[nodiscard]] DiagramPoint to_plane(LatticePoint p) const;
    /// Rounded; p lies near the gap.
    [[nodiscard]] LatticePoint to_lattice(DiagramPoint p) const;

    /// The nearest part of the border whose owner may get ground, as the crow flies. There must be one.
    [[nodiscard]] NearBorder nearest(DiagramPoint p) const;
    /// Calls visit(side) for each side whose box meets `box`.
    template <class Visit> void for_each_near(const LatticeBox &box, Visit &&visit) const {
        m_tree.for_each_near(box, [&](std::uint32_t side) { visit(m_sides[side]); });
    }

  private:
    void take(const Ring &ring, const AcrossBorder &across);
    [[nodiscard]] NearBorder nearest_within(DiagramPoint p, double reach) const;

    std::vector<Side> m_sides;
    SegmentTree m_tree; ///< of the sides
    LatticeBox m_box;
    LatticePoint m_centre;
    East m_east;
};

} // namespace jingwei::spatial
