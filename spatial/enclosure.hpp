#pragma once

#include "spatial/subdivision.hpp"

namespace jingwei::spatial {

/// The arcs around a boundary, to be asked whether it encloses points.
class Enclosure {
  public:
    Enclosure(const Subdivision &ground, BoundaryId b) {
        ground.for_each_half_along(b, [&](HalfArc h) {
            if (ground.half(h).boundary == ground.half(h ^ 1U).boundary) {
                return; // met twice: encloses nothing
            }
            const auto &line = ground.line(h / 2);
            m_lines.push_back(&line);
            m_box.add({line.box().min_x, line.box().min_y});
            m_box.add({line.box().max_x, line.box().max_y});
        });
    }

    [[nodiscard]] const LatticeBox &box() const { return m_box; }
    /// Whether p, which lies on none of the arcs, is inside.
    [[nodiscard]] bool contains(LatticePoint p) const {
        bool inside = false;
        for (const auto *line : m_lines) {
            if (m_box.contains(p) && line->box().min_y <= p.y && p.y < line->box().max_y && line->box().min_x <= p.x) {
                inside ^= is_odd_west(*line, p);
            }
        }
        return inside;
    }

  private:
    static bool is_odd_west(const ArcLine &line, LatticePoint p) {
        bool odd = false;
        for (std::size_t chain = 0; chain < line.chain_boxes().size(); ++chain) {
            const auto &box = line.chain_boxes()[chain];
            if (box.min_y > p.y || box.max_y <= p.y || box.min_x > p.x) {
                continue;
            }
            const auto points = chain_of(line.points(), chain);
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                const Upward s({points[i], points[i + 1]});
                odd ^= s.crosses_above(p.y) && cross(s.low, s.high, p) < 0;
            }
        }
        return odd;
    }

    std::vector<const ArcLine *> m_lines;
    LatticeBox m_box;
};

} // namespace jingwei::spatial
