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

    /// What a tile shows of a line.
    using Pieces = std::vector<std::vector<TilePoint>>;
    /// A border in the tile, turned so that the lesser group is on its left, without pieces drawn there and back. One that
    /// closes begins where no cut is seen: outside the tile, or at its least point.
    struct Border {
        spatial::Label left = 0, right = 0;
        Pieces pieces;
        std::uint32_t arc = 0;
        friend auto operator<=>(const Border &, const Border &) = default;
    };
    /// By the groups on their sides, then by what is drawn.
    [[nodiscard]] std::vector<Border> borders() const;

  private:
    [[nodiscard]] Pieces pieces_of(std::uint32_t arc) const;
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
