#pragma once

#include "spatial/simplify.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::tiles {

/// A closed box in the units of a zoom, counted from the world's north-west corner.
struct UnitBox {
    std::int32_t min_x = INT32_MAX;
    std::int32_t min_y = INT32_MAX;
    std::int32_t max_x = INT32_MIN;
    std::int32_t max_y = INT32_MIN;
};

/// The arcs of a zoom as tiles are cut from them, made once an edition and zoom: rounded to the zoom's units, points that fall
/// together kept once, and every 16 segments with their box, so that a tile passes over what lies beside it. Past
/// `last_rounded` tiles are so small that positions are kept as they are. Immutable.
class RoundedArcs {
  public:
    static constexpr int last_rounded = 16;
    static constexpr std::size_t run_segments = 16;

    RoundedArcs(const spatial::SimplifiedArcs &arcs, std::size_t arc_count, int zoom);

    /// Whether points are counted in units of the zoom; else they are positions.
    [[nodiscard]] bool is_rounded() const { return m_is_rounded; }
    [[nodiscard]] std::span<const spatial::TilePosition> points(std::uint32_t arc) const {
        return std::span(m_points).subspan(m_first_points[arc], m_first_points[arc + 1] - m_first_points[arc]);
    }
    /// The boxes of an arc's runs: the k-th holds the points 16 k to 16 k + 16, those at both ends included. None for an arc
    /// that came to one point, or when nothing is rounded.
    [[nodiscard]] std::span<const UnitBox> runs(std::uint32_t arc) const {
        return std::span(m_runs).subspan(m_first_runs[arc], m_first_runs[arc + 1] - m_first_runs[arc]);
    }
    [[nodiscard]] std::size_t bytes() const;

  private:
    void add_rounded(std::span<const spatial::TilePosition> arc, int zoom);
    void add_runs(std::span<const spatial::TilePosition> points);

    bool m_is_rounded;
    std::vector<std::uint32_t> m_first_points{0}; ///< one more than arcs
    std::vector<spatial::TilePosition> m_points;
    std::vector<std::uint32_t> m_first_runs{0}; ///< one more than arcs
    std::vector<UnitBox> m_runs;
};

} // namespace jingwei::tiles
