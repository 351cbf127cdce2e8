#pragma once

#include "spatial/border_loop.hpp"
#include "spatial/measure.hpp"
#include "spatial/segment_tree.hpp"

#include <map>
#include <optional>

namespace jingwei::spatial {

/// A place of a gap that its border is measured from, in lattice units.
struct GapPlace {
    double x = 0;
    double y = 0;
};

/// What of one neighbour's border is nearest to a place.
struct NearBorder {
    Label owner = no_label;
    double distance = 0;    ///< in units northwards, as long eastwards in metres
    std::uint32_t side = 0; ///< of the border
    double along = 0;       ///< 0..1 of the side
};

/// The border of a gap, to which points can be added: how far it is from a place, and the walk around it. Sides of which nobody
/// may get ground are lent to the neighbours that are nearest to them.
class GapBorder {
  public:
    GapBorder(const Polygon &gap, const AcrossBorder &across);

    /// Whether there are several neighbours that may get ground.
    [[nodiscard]] bool is_shared() const;
    /// The nearest neighbour. Quick where it is at most `guess` away.
    [[nodiscard]] NearBorder nearest(GapPlace p, double guess = 8) const;
    /// The nearest neighbour but two; nobody where it is beyond `reach`.
    [[nodiscard]] NearBorder nearest_within(GapPlace p, double reach, Label but = no_label, Label and_but = no_label) const;
    /// Puts a corner opposite each corner: where the border of somebody else is nearest to it.
    void add_opposite_corners();
    /// Length of a unit eastwards in units northwards.
    [[nodiscard]] double east() const { return m_east; }
    /// Puts a corner into a side; not beside another, nor where the gap is too narrow for one.
    void add_corner(const NearBorder &at);
    [[nodiscard]] std::size_t corner_count() const { return m_corners; }
    [[nodiscard]] BorderLoop loop() const;

  private:
    struct Side {
        LatticePoint from, to;
        Label owner = no_label;
        std::map<double, LatticePoint> corners{}; ///< by their place along
    };
    void take(const Ring &ring, const AcrossBorder &across);
    [[nodiscard]] NearBorder measure(GapPlace p, std::uint32_t site) const;
    void lend(Side &side);
    void lend(Side &side, double from, Label from_owner, double to, Label to_owner, int depth);
    [[nodiscard]] Label lender(GapPlace p) const;
    [[nodiscard]] static GapPlace place(const Side &side, double along);

    std::vector<Side> m_sides;
    std::vector<std::size_t> m_ring_ends; ///< of the sides of each ring
    std::vector<std::uint32_t> m_sites;   ///< the sides that have an owner
    std::optional<SegmentTree> m_tree;    ///< of the sites
    double m_east = 1;
    std::size_t m_corners = 0;
};

} // namespace jingwei::spatial
