#pragma once

#include "spatial/simplify.hpp"
#include "tiles/clip.hpp"

namespace jingwei::tiles {

/// Cuts the rings and borders of one drawn level for one tile. What comes out depends on what lies in the tile and its buffer
/// only, down to the order of rings and pieces: two editions that are alike there give the same bytes. One a thread.
class RingCutter {
  public:
    static constexpr int buffer = 64; ///< 4096ths of a tile around it

    /// What is named must outlive it.
    RingCutter(spatial::TileId tile, const spatial::LevelCoverage &coverage, const spatial::SimplifiedArcs &arcs)
        : m_box(spatial::tile_box(tile, buffer)), m_frame(tile), m_coverage(&coverage), m_arcs(&arcs) {}

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
    void add_parts(std::span<const spatial::DrawnRing> rings, FeatureWriter &feature);
    /// What is left of a ring in the tile and its buffer.
    void cut(const spatial::DrawnRing &ring, std::vector<TilePoint> &shape);
    [[nodiscard]] bool gather(const spatial::DrawnRing &ring);

    spatial::TileBox m_box;
    TileFrame m_frame;
    const spatial::LevelCoverage *m_coverage;
    const spatial::SimplifiedArcs *m_arcs;
    // memory used again from ring to ring
    std::vector<WidePoint> m_points;
    std::vector<WidePoint> m_clipped;
    std::vector<TilePoint> m_shape;
};

} // namespace jingwei::tiles
