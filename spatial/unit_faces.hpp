#pragma once

#include "spatial/ground_units.hpp"
#include "spatial/segment.hpp"

namespace jingwei::spatial {

/// The faces that lines cut ground into.
struct UnitFaces {
    Coverage coverage;        ///< labelled by the face's own number; no_label outside of the ground
    std::vector<Label> owner; ///< by face; no_label outside of the ground
    /// By face: the drawn rings that wind around it, ascending; empty where none were given.
    std::vector<std::vector<std::uint32_t>> rings;
};

/// Nodes the lines, and rings in any state, into the ground's borders and each other. Lines may end anywhere.
[[nodiscard]] UnitFaces cut_ground(std::span<const LabelledPolygon> ground, std::span<const Segment> lines,
                                   std::span<const Ring> rings = {});

/// The borders of the cells around some places, inside a block. Places differ; each is nearest to all of its cell.
[[nodiscard]] std::vector<Segment> cell_borders(const MultiPolygon &block, std::span<const LatticePoint> places);

/// Places in rows and columns inside a block, about one for `area_m2`; in a small block none.
[[nodiscard]] std::vector<LatticePoint> places_in_rows(const MultiPolygon &block, double area_m2);

/// Streets, to ask which pieces of a border run along one.
class StreetSearch {
  public:
    explicit StreetSearch(std::vector<Segment> streets) : m_streets(std::move(streets)), m_grid(m_streets) {}
    /// Whether both ends and the middle lie within 3 m of a street.
    [[nodiscard]] bool runs_along(const Segment &border) const;

  private:
    [[nodiscard]] bool is_near(LatticePoint p) const;
    std::vector<Segment> m_streets;
    SegmentGrid m_grid;
};

} // namespace jingwei::spatial
