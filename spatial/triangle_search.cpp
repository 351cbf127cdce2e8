#include "spatial/triangle_search.hpp"

#include <cstdlib>
#include <utility>

namespace jingwei::spatial {

namespace {

/// The largest cross(p, q, r) of all r in a box.
__int128 largest_cross(TilePosition p, TilePosition q, const NarrowBox &box) {
    const std::int64_t dx = std::int64_t{q.x} - p.x;
    const std::int64_t dy = std::int64_t{q.y} - p.y;
    const std::int64_t rx = std::int64_t{dy > 0 ? box.min.x : box.max.x} - p.x;
    const std::int64_t ry = std::int64_t{dx > 0 ? box.max.y : box.min.y} - p.y;
    return static_cast<__int128>(dx) * ry - static_cast<__int128>(dy) * rx;
}

/// The least cross(p, q, r) of an r that counts as beside p-q: with the sum of the two differences for the length, which is
/// no less than it and a whole number.
std::int64_t least_cross(TilePosition p, TilePosition q, std::uint32_t margin) {
    const std::int64_t length = std::abs(std::int64_t{q.x} - p.x) + std::abs(std::int64_t{q.y} - p.y);
    return -length * margin;
}

NarrowBox widened(const NarrowBox &box, std::uint32_t margin) {
    const auto less = [&](std::uint32_t v) { return v - std::min(v, margin); };
    const auto more = [&](std::uint32_t v) { return v + std::min(UINT32_MAX - v, margin); };
    return {{less(box.min.x), less(box.min.y)}, {more(box.max.x), more(box.max.y)}};
}

} // namespace

Triangle::Triangle(TilePosition a, TilePosition b, TilePosition c, std::uint32_t margin)
    : m_corners{a, b, c}, m_least_cross{least_cross(a, b, margin), least_cross(b, c, margin)} {
    if (cross(a, b, c) < 0) {
        std::swap(m_corners[0], m_corners[2]);
        std::swap(m_least_cross[0], m_least_cross[1]);
    }
    std::for_each(m_corners.begin(), m_corners.end(), [&](TilePosition corner) { m_box.add(corner); });
    m_box = widened(m_box, margin);
}

bool Triangle::has_on_side(TilePosition p) const {
    const auto [a, b, c] = m_corners;
    return cross(a, b, p) >= m_least_cross[0] && cross(b, c, p) >= m_least_cross[1] && cross(c, a, p) >= 0;
}

bool Triangle::has_outside(const NarrowBox &box) const {
    const auto [a, b, c] = m_corners;
    return largest_cross(a, b, box) < m_least_cross[0] || largest_cross(b, c, box) < m_least_cross[1] ||
           largest_cross(c, a, box) < 0;
}

TriangleSearch::TriangleSearch(std::span<const TilePosition> points) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keys(points.size());
    for (std::uint32_t i = 0; i < points.size(); ++i) {
        keys[i] = {morton_key(points[i]), i};
    }
    std::sort(keys.begin(), keys.end());
    m_entries.reserve(points.size());
    for (const auto &[key, index] : keys) {
        m_entries.push_back({points[index], index});
    }
    build_levels();
}

void TriangleSearch::build_levels() {
    m_levels.clear();
    if (m_entries.empty()) {
        return;
    }
    auto &leaves = m_levels.emplace_back((m_entries.size() + fan_out - 1) / fan_out);
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        leaves[i / fan_out].add(m_entries[i].at);
    }
    while (m_levels.back().size() > 1) {
        const auto &below = m_levels.back();
        std::vector<NarrowBox> level((below.size() + fan_out - 1) / fan_out);
        for (std::size_t i = 0; i < below.size(); ++i) {
            level[i / fan_out].add(below[i].min);
            level[i / fan_out].add(below[i].max);
        }
        m_levels.push_back(std::move(level));
    }
}

} // namespace jingwei::spatial
