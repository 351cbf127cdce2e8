#pragma once

#include "spatial/box_index.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace jingwei::spatial {

/// Twice the signed area of triangle abc in tile positions, exact: > 0 when c lies right of a->b as drawn (y to the south).
[[nodiscard]] constexpr __int128 cross(TilePosition a, TilePosition b, TilePosition c) {
    const std::int64_t abx = std::int64_t{b.x} - a.x;
    const std::int64_t aby = std::int64_t{b.y} - a.y;
    const std::int64_t acx = std::int64_t{c.x} - a.x;
    const std::int64_t acy = std::int64_t{c.y} - a.y;
    return static_cast<__int128>(abx) * acy - static_cast<__int128>(aby) * acx;
}

/// A closed box of tile positions, half as large as a TileBox.
struct NarrowBox {
    TilePosition min{UINT32_MAX, UINT32_MAX};
    TilePosition max{};

    constexpr void add(TilePosition p) {
        min = {std::min(min.x, p.x), std::min(min.y, p.y)};
        max = {std::max(max.x, p.x), std::max(max.y, p.y)};
    }
    [[nodiscard]] constexpr bool contains(TilePosition p) const {
        return p.x >= min.x && p.x <= max.x && p.y >= min.y && p.y <= max.y;
    }
    [[nodiscard]] constexpr bool intersects(const NarrowBox &o) const {
        return min.x <= o.max.x && o.min.x <= max.x && min.y <= o.max.y && o.min.y <= max.y;
    }
};

/// A closed triangle; it may be a mere line. It can be wider beyond the two sides that meet at b: then it has every place
/// within `margin` positions of those two, and none farther than twice as many; nor any beyond the side c-a.
class Triangle {
  public:
    Triangle(TilePosition a, TilePosition b, TilePosition c, std::uint32_t margin = 0);

    [[nodiscard]] bool contains(TilePosition p) const { return m_box.contains(p) && has_on_side(p); }
    /// Whether all of the box lies outside one of the three sides. Boxes that do not meet the triangle's own box do.
    [[nodiscard]] bool has_outside(const NarrowBox &box) const;
    [[nodiscard]] const NarrowBox &box() const { return m_box; }

  private:
    [[nodiscard]] bool has_on_side(TilePosition p) const;

    std::array<TilePosition, 3> m_corners;     ///< in the sense in which the inside has cross >= 0; [1] is b
    std::array<std::int64_t, 2> m_least_cross; ///< with [0]-[1] and [1]-[2]
    NarrowBox m_box;
};

/// Finds points in triangles while points are taken away: a packed tree of boxes over the points in Morton order, so that
/// crowded and empty ground cost alike. Not for several threads.
class TriangleSearch {
  public:
    /// The points are copied.
    explicit TriangleSearch(std::span<const TilePosition> points);

    /// Forgets the points that `is_kept(index)` denies. O(points left).
    template <class IsKept> void keep(IsKept &&is_kept) {
        std::erase_if(m_entries, [&](const Entry &entry) { return !is_kept(entry.index); });
        build_levels();
    }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

    /// Whether `blocks(index, position)` holds for a point in the triangle; stops at the first.
    template <class Blocks> [[nodiscard]] bool any_in(const Triangle &triangle, Blocks &&blocks) {
        m_open.clear();
        if (!m_levels.empty()) {
            m_open.push_back({m_levels.size() - 1, 0});
        }
        while (!m_open.empty()) {
            const Node node = m_open.back();
            m_open.pop_back();
            const std::size_t first = node.place * fan_out;
            if (node.level == 0) {
                const std::size_t end = std::min(first + fan_out, m_entries.size());
                m_examined += end - first;
                for (std::size_t i = first; i < end; ++i) {
                    if (triangle.contains(m_entries[i].at) && blocks(m_entries[i].index, m_entries[i].at)) {
                        return true;
                    }
                }
                continue;
            }
            const auto &below = m_levels[node.level - 1];
            const std::size_t end = std::min(first + fan_out, below.size());
            m_examined += end - first;
            for (std::size_t child = first; child < end; ++child) {
                if (below[child].intersects(triangle.box()) && !triangle.has_outside(below[child])) {
                    m_open.push_back({node.level - 1, child});
                }
            }
        }
        return false;
    }

    /// How many boxes and points all searches so far have looked at: the work, whatever the machine.
    [[nodiscard]] std::size_t examined() const { return m_examined; }

  private:
    static constexpr std::size_t fan_out = 8;
    struct Entry {
        TilePosition at;
        std::uint32_t index = 0;
    };
    struct Node {
        std::size_t level = 0;
        std::size_t place = 0;
    };
    void build_levels();

    std::vector<Entry> m_entries;                 ///< in Morton order
    std::vector<std::vector<NarrowBox>> m_levels; ///< [0] around each `fan_out` entries, each next level around the one below
    std::vector<Node> m_open;
    std::size_t m_examined = 0;
};

} // namespace jingwei::spatial
