#pragma once

#include "spatial/coverage_build.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace jingwei::tests {

/// The lines and vertices of labelled polygons that tile the ground, as they were when this was made.
class DrawnLines {
  public:
    using Point = spatial::LatticePoint;

    explicit DrawnLines(std::span<const spatial::LabelledPolygon> polygons) {
        for (const auto &[label, polygon] : polygons) {
            note_sides(polygon.outer);
            std::ranges::for_each(polygon.holes, [&](const auto &hole) { note_sides(hole); });
        }
        for (const auto &[label, polygon] : polygons) {
            note_outer_sides(polygon.outer);
        }
        std::ranges::transform(m_uses, std::back_inserter(m_lines), [](const auto &line) {
            return spatial::Segment{line.first.first, line.first.second};
        });
        m_near = spatial::SegmentGrid(m_lines);
    }

    /// Of how many rings it is a side.
    [[nodiscard]] int uses(Point a, Point b) const {
        const auto found = m_uses.find({std::min(a, b), std::max(a, b)});
        return found == m_uses.end() ? 0 : found->second;
    }
    [[nodiscard]] bool is_shared(Point a, Point b) const { return uses(a, b) == 2; }

    /// Whether no vertex but the given ones lies in the box.
    [[nodiscard]] bool is_free(const spatial::LatticeBox &box, const std::set<Point> &own) const {
        for (auto at = m_points.lower_bound({box.min_x, box.min_y}); at != m_points.end() && at->x <= box.max_x; ++at) {
            if (box.contains(*at) && !own.contains(*at)) {
                return false;
            }
        }
        return true;
    }

    /// Where the outer border leads from one of its vertices; nowhere if it passes there twice.
    [[nodiscard]] std::optional<Point> next_outside(Point p) const {
        return m_outer_sides.count(p) == 1 ? std::optional(m_outer_sides.find(p)->second) : std::nullopt;
    }

    /// Whether a new line meets any but those between two of the given vertices.
    [[nodiscard]] bool is_met(const spatial::Segment &line, const std::set<Point> &own) const {
        bool met = false;
        m_near.for_each_near(spatial::bounds(line), [&](std::uint32_t i) {
            const auto &other = m_lines[i];
            met = met || (!(own.contains(other.a) && own.contains(other.b)) && spatial::meet_improperly(line, other));
        });
        return met;
    }

    /// Whether no line of the outer border is so near to one of its vertices but the two that meet there.
    [[nodiscard]] bool lies_alone(Point p, std::int32_t within) const {
        bool alone = true;
        m_near.for_each_near({p.x - within, p.y - within, p.x + within, p.y + within}, [&](std::uint32_t i) {
            const auto &other = m_lines[i];
            const bool is_other = uses(other.a, other.b) == 1 && other.a != p && other.b != p;
            alone = alone && !(is_other && spatial::is_within(p, other, within));
        });
        return alone;
    }

  private:
    template <class Visit> static void for_each_side(const spatial::Ring &ring, Visit &&visit) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            visit(ring[i], ring[(i + 1) % ring.size()]);
        }
    }

    void note_sides(const spatial::Ring &ring) {
        for_each_side(ring, [&](Point a, Point b) {
            ++m_uses[{std::min(a, b), std::max(a, b)}];
            m_points.insert(a);
        });
    }

    void note_outer_sides(const spatial::Ring &ring) {
        for_each_side(ring, [&](Point a, Point b) {
            if (uses(a, b) == 1) {
                m_outer_sides.emplace(a, b);
            }
        });
    }

    std::map<std::pair<Point, Point>, int> m_uses;
    std::set<Point> m_points;
    std::multimap<Point, Point> m_outer_sides;
    std::vector<spatial::Segment> m_lines;
    spatial::SegmentGrid m_near{{}};
};

} // namespace jingwei::tests
