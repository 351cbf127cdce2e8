#include "tiles/rounded_arcs.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

using spatial::TilePosition;

constexpr int zoom_of_positions = 20; // where a unit is a position wide

UnitBox box_of(std::span<const TilePosition> points) {
    UnitBox box;
    for (const TilePosition p : points) {
        const auto x = static_cast<std::int32_t>(p.x);
        const auto y = static_cast<std::int32_t>(p.y);
        box = {std::min(box.min_x, x), std::min(box.min_y, y), std::max(box.max_x, x), std::max(box.max_y, y)};
    }
    return box;
}

} // namespace

RoundedArcs::RoundedArcs(const spatial::SimplifiedArcs &arcs, std::size_t arc_count, int zoom)
    : m_is_rounded(zoom <= last_rounded) {
    m_first_points.reserve(arc_count + 1);
    m_first_runs.reserve(arc_count + 1);
    for (std::uint32_t arc = 0; arc < arc_count; ++arc) {
        if (m_is_rounded) {
            add_rounded(arcs.points(arc), zoom);
        } else {
            m_points.insert(m_points.end(), arcs.points(arc).begin(), arcs.points(arc).end());
        }
        m_first_points.push_back(static_cast<std::uint32_t>(m_points.size()));
        m_first_runs.push_back(static_cast<std::uint32_t>(m_runs.size()));
    }
    m_points.shrink_to_fit();
    m_runs.shrink_to_fit();
}

void RoundedArcs::add_rounded(std::span<const TilePosition> arc, int zoom) {
    const auto shift = static_cast<unsigned>(zoom_of_positions - zoom);
    const std::uint64_t half = std::uint64_t{1} << (shift - 1);
    const auto rounded = [&](std::uint32_t v) { return static_cast<std::uint32_t>((v + half) >> shift); };
    const std::size_t first = m_points.size();
    for (const TilePosition p : arc) {
        const TilePosition unit{rounded(p.x), rounded(p.y)};
        if (m_points.size() == first || m_points.back() != unit) {
            m_points.push_back(unit);
        }
    }
    add_runs(std::span(m_points).subspan(first));
}

void RoundedArcs::add_runs(std::span<const TilePosition> points) {
    for (std::size_t begin = 0; begin + 1 < points.size(); begin += run_segments) {
        m_runs.push_back(box_of(points.subspan(begin, std::min(run_segments + 1, points.size() - begin))));
    }
}

std::size_t RoundedArcs::bytes() const {
    return (m_first_points.capacity() + m_first_runs.capacity()) * sizeof(std::uint32_t) +
           m_points.capacity() * sizeof(TilePosition) + m_runs.capacity() * sizeof(UnitBox);
}

} // namespace jingwei::tiles
