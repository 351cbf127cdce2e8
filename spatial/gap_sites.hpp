#pragma once

#include "spatial/bisector.hpp"
#include "spatial/gap_border.hpp"

#include <optional>

namespace jingwei::spatial {

/// Turns a gap's plane and enlarges it to whole numbers, by multiplication with the complex number a + bi: the shapes stay as
/// they are, exactly.
struct Turn {
    std::int64_t a = 1, b = 0;
};

/// What lines divide a gap: the sides of its border whose owners may get ground, as sites of a diagram. Where parts of the
/// border are nobody's, a square around all is a site too, but so far away that it is nearest to no place of the gap: so no
/// line in the gap goes on for ever. Distances and places are those of the border's plane.
class GapSites {
  public:
    using Side = std::uint32_t; ///< of the border
    static constexpr Side no_side = UINT32_MAX;
    /// Distances that differ by less are equal, in units: far more than doubles are off, far less than rounding is.
    static constexpr double tolerance = 0.01;

    /// Whether turned sites fit in 32 bits, as the diagram wants them. They do without a turn.
    [[nodiscard]] static bool fit(const GapBorder &border, Turn turn);
    GapSites(const GapBorder &border, Turn turn);

    [[nodiscard]] const SegmentDiagram &diagram() const { return m_diagram; }
    /// Whether a site is of the square around.
    [[nodiscard]] bool is_around(const Site &site) const { return site.segment >= m_sites.size(); }
    /// Where a site lies that is a corner of the border.
    [[nodiscard]] DiagramPoint corner(const Site &site) const { return m_border.to_plane(lattice_corner(site)); }
    [[nodiscard]] SitePlace place(const Site &site) const;
    /// Of a side and one of its own ends: where that is.
    [[nodiscard]] std::optional<DiagramPoint> own_end(const std::array<Site, 2> &sites) const;
    /// The line between two sites, from one vertex to another.
    [[nodiscard]] Bisector bisector(const std::array<Site, 2> &sites, DiagramPoint from, DiagramPoint to) const;

    /// The side that a place of a site's cell is turned to: of those that meet in a corner the one at the smallest angle.
    [[nodiscard]] Side side_before(const Site &site, DiagramPoint p) const;
    [[nodiscard]] Label owner(Side side) const { return side == no_side ? no_label : m_border.sides()[side].owner; }
    /// Where on a line the side that a corner's cell is turned to changes, as a share of it.
    [[nodiscard]] double change(const Site &corner, const Bisector &line, Side first, Side last) const;
    /// Whether a place of a site's cell lies on the gap's side of the border there. All of the border must have owners.
    [[nodiscard]] bool is_inside(const Site &site, DiagramPoint p) const;

    /// Whether a vertex lies before its sites, as far from both.
    [[nodiscard]] bool is_between(const std::array<Site, 2> &sites, DiagramPoint vertex) const;
    /// Whether the way between two vertices turns around the sites left and right of it as the border of a cell does. Where
    /// that and `is_between` hold everywhere, cells neither overlap nor leave anything out.
    [[nodiscard]] bool goes_around(const std::array<Site, 2> &sites, DiagramPoint from, DiagramPoint to) const;

  private:
    using Corner = std::pair<LatticePoint, Side>; ///< where a side starts or ends

    [[nodiscard]] const GapBorder::Side &side_of(const Site &site) const { return m_border.sides()[m_sites[site.segment]]; }
    [[nodiscard]] LatticePoint lattice_corner(const Site &site) const {
        return site.part == Site::Part::start ? side_of(site).from : side_of(site).to;
    }
    [[nodiscard]] std::span<const Corner> sides_at(LatticePoint corner) const;
    [[nodiscard]] DiagramPoint direction(const Corner &at) const;
    [[nodiscard]] double beyond_sides(const Site &site, DiagramPoint p) const;
    [[nodiscard]] double turn_around(const Site &site, DiagramPoint from, DiagramPoint to) const;

    const GapBorder &m_border;
    std::vector<Side> m_sites; ///< the sides that have an owner
    std::vector<Corner> m_corners;
    std::array<DiagramPoint, 4> m_around;
    SegmentDiagram m_diagram; ///< its vertices in the border's plane
};

} // namespace jingwei::spatial
