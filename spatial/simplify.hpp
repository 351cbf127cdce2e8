#pragma once

#include "spatial/box_index.hpp"
#include "spatial/coverage.hpp"
#include "spatial/tile_plane.hpp"

#include <span>
#include <utility>
#include <vector>

namespace jingwei::spatial {

/// One arc of a ring, in the sense in which the unit lies on its left (as seen on the ground, north up).
struct ArcUse {
    std::uint32_t arc = 0;
    bool reversed = false;
};

/// A ring of a unit; holes follow the outer ring that holds them.
struct DrawnRing {
    std::uint32_t first_use = 0;
    std::uint32_t use_count = 0;
    bool hole = false;
};

/// The arcs of a zoom: the points that are left of each arc, in tile positions.
class SimplifiedArcs {
  public:
    SimplifiedArcs(std::vector<std::uint32_t> first_points, std::vector<TilePosition> points)
        : m_first_points(std::move(first_points)), m_points(std::move(points)) {}
    [[nodiscard]] std::span<const TilePosition> points(std::uint32_t arc) const {
        return std::span(m_points).subspan(m_first_points[arc], m_first_points[arc + 1] - m_first_points[arc]);
    }
    [[nodiscard]] std::size_t point_count() const { return m_points.size(); }
    [[nodiscard]] std::size_t bytes() const {
        return m_points.capacity() * sizeof(TilePosition) + m_first_points.capacity() * sizeof(std::uint32_t);
    }

  private:
    std::vector<std::uint32_t> m_first_points; ///< one more than arcs
    std::vector<TilePosition> m_points;
};

/// A coverage made ready for drawing at one level of a hierarchy: borders inside a group dissolved, arcs projected, the rings
/// of each group as uses of arcs, and for every vertex the zoom from which it is drawn. Each arc is simplified once a zoom
/// for both its sides, so neighbours stay glued; nodes never move. Borders that do not cross in tile positions cross at no
/// zoom, and no ring vanishes: see thin_borders. (Rounding to the units of a tile afterwards may lay borders that are less
/// than a unit apart, an eighth of a pixel, onto or across each other.) Immutable and thread-safe.
class LevelCoverage {
  public:
    /// `group_of_label[l]` is the group that draws label l (0 = none; no_label is taken as 0), as in `outlines`. Where the
    /// plane shifts, borders get points so close that a straight piece between two of them may be shifted by its ends. With
    /// the one `before`, of the same plane, the result is the same and costs less the more borders both have.
    LevelCoverage(const Coverage &coverage, std::span<const Label> group_of_label, std::size_t group_count,
                  const TilePlane &plane, const LevelCoverage *before = nullptr);

    /// From this zoom on every vertex is drawn.
    static constexpr int full_zoom = 17;
    /// The arcs as drawn at a zoom; O(points).
    [[nodiscard]] SimplifiedArcs simplified(int zoom) const;

    /// The borders: arcs joined through the places where only two groups meet. `left` and `right` are groups.
    [[nodiscard]] std::span<const Arc> arcs() const { return m_arcs; }
    /// The box of an arc with all its points.
    [[nodiscard]] const TileBox &arc_box(std::uint32_t arc) const { return m_arc_boxes[arc]; }
    /// The two ends of an arc, the lesser first: nodes never move.
    [[nodiscard]] std::pair<TilePosition, TilePosition> arc_ends(std::uint32_t arc) const {
        const TilePosition first = m_points[m_arcs[arc].first_point];
        const TilePosition last = m_points[m_arcs[arc].first_point + m_arcs[arc].point_count - 1];
        return first < last ? std::pair(first, last) : std::pair(last, first);
    }
    [[nodiscard]] std::span<const DrawnRing> rings(Label group) const {
        return std::span(m_rings).subspan(m_first_rings[group], m_first_rings[group + 1] - m_first_rings[group]);
    }
    [[nodiscard]] std::span<const ArcUse> uses(const DrawnRing &ring) const {
        return std::span(m_uses).subspan(ring.first_use, ring.use_count);
    }
    [[nodiscard]] std::size_t group_count() const { return m_first_rings.size() - 1; }
    /// The arcs whose boxes meet `box`, ascending.
    [[nodiscard]] std::vector<std::uint32_t> arcs_in(const TileBox &box) const { return m_arc_index.find(box); }
    /// The groups whose boxes meet `box`, ascending.
    [[nodiscard]] std::vector<Label> groups_in(const TileBox &box) const { return m_group_index.find(box); }
    [[nodiscard]] std::size_t bytes() const;

  private:
    std::vector<TilePosition> m_points;
    std::vector<std::uint8_t> m_from_zoom; ///< of each point
    std::vector<std::uint8_t> m_rounds;    ///< of each point, as it was thinned
    std::vector<Arc> m_arcs;
    std::vector<TileBox> m_arc_boxes;
    std::vector<ArcUse> m_uses;
    std::vector<DrawnRing> m_rings;           ///< by group
    std::vector<std::uint32_t> m_first_rings; ///< one more than groups
    BoxIndex m_arc_index;
    BoxIndex m_group_index;
};

} // namespace jingwei::spatial
