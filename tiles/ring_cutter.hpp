#pragma once

#include "tiles/clip.hpp"
#include "tiles/rounded_arcs.hpp"

namespace jingwei::tiles {

/// Cuts the rings and borders of one drawn level for one tile. What comes out depends on what lies in the tile and its buffer
/// only, down to the order of rings and pieces: two editions that are alike there give the same bytes. One a thread.
class RingCutter {
  public:
    static constexpr int buffer = 64; ///< 4096ths of a tile around it

    /// What is named must outlive it; `arcs` are those of the tile's zoom.
    RingCutter(spatial::TileId tile, const spatial::LevelCoverage &coverage, const RoundedArcs &arcs);

    [[nodiscard]] const spatial::TileBox &box() const { return m_box; }

    /// Adds the polygons of a group, each outer ring with its holes.
    void add_polygons(spatial::Label group, FeatureWriter &feature);

    /// Adds the line of an arc, turned so that the lesser group is on its left. One that closes begins where no cut is seen:
    /// outside the tile, or at its least point.
    void add_lines(std::uint32_t arc, FeatureWriter &feature) const;

    /// The borders in the tile, by the groups on their sides, then by their places.
    [[nodiscard]] std::vector<std::uint32_t> arcs_in_order() const;

  private:
    class Gathering;
    void add_parts(std::span<const spatial::DrawnRing> rings, FeatureWriter &feature);
    /// Puts what is left of a ring in the tile and its buffer into m_shape.
    void cut(const spatial::DrawnRing &ring);
    void cut_rounded(const spatial::DrawnRing &ring);
    void cut_positions(const spatial::DrawnRing &ring);
    [[nodiscard]] WidePoint to_tile(spatial::TilePosition p) const;
    [[nodiscard]] std::size_t most_points(const spatial::DrawnRing &ring) const;

    spatial::TileBox m_box;
    TileFrame m_frame;
    spatial::TilePosition m_corner; ///< the tile's north-west corner in units
    const spatial::LevelCoverage *m_coverage;
    const RoundedArcs *m_arcs;
    // memory used again from ring to ring
    std::vector<WidePoint> m_wide;
    std::vector<WidePoint> m_wide_scratch;
    std::vector<TilePoint> m_scratch;
    std::vector<TilePoint> m_shape;
};

} // namespace jingwei::tiles
