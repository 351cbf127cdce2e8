#pragma once

#include "spatial/coverage_editor.hpp"

#include <string>

namespace jingwei::tests {

/// What a change touched, counted anew from the points of the arcs around it: ends, order, faces and exact areas.
class TouchedRecount {
  public:
    explicit TouchedRecount(const spatial::CoverageEditor &editor) : m_ground(editor.ground()) {}

    /// The first difference to what the editor keeps up to date, in words; "" when there is none. O(borders of the faces
    /// touched).
    [[nodiscard]] std::string difference(const spatial::Change &change) const {
        for (const auto arc : change.arcs()) {
            if (m_ground.has_arc(arc) && !(half_is_right(arc * 2) && half_is_right(arc * 2 + 1))) {
                return "an arc between its nodes and faces";
            }
        }
        for (const auto face : change.faces()) {
            if (auto wrong = m_ground.has_face(face) ? difference_of(face) : std::string(); !wrong.empty()) {
                return wrong;
            }
        }
        return "";
    }

  private:
    using Wide = __int128;

    [[nodiscard]] spatial::LatticePoint start(spatial::HalfArc h) const {
        const auto &line = m_ground.line(h / 2);
        return h % 2 == 0 ? line.front() : line.back();
    }

    [[nodiscard]] bool half_is_right(spatial::HalfArc h) const {
        const auto &half = m_ground.half(h);
        return start(h) == m_ground.place(h) && start(half.next) == start(h ^ 1U) && m_ground.half(half.next).previous == h &&
               m_ground.half(half.previous).next == h && m_ground.has_face(m_ground.left(h));
    }

    [[nodiscard]] std::string difference_of(spatial::FaceId id) const {
        const auto &face = m_ground.face(id);
        Wide sum = 0;
        if (face.outline != spatial::no_id) {
            const auto area = area_along(face.outline, id);
            if (!area || *area <= 0) {
                return "the outline of a face";
            }
            sum += *area;
        }
        std::uint32_t holes = 0;
        bool right = (face.outline == spatial::no_id) == (id == 0);
        m_ground.for_each_hole(id, [&](spatial::BoundaryId b) {
            const auto area = area_along(b, id);
            right = right && area && *area <= 0;
            sum += area.value_or(0);
            ++holes;
        });
        if (!right || holes != face.hole_count) {
            return "the holes of a face";
        }
        return sum == face.doubled_area ? "" : "the area of a face";
    }

    /// Twice the area along a boundary, from its points; nothing where the walk is not whole.
    [[nodiscard]] std::optional<Wide> area_along(spatial::BoundaryId b, spatial::FaceId face) const {
        Wide sum = 0;
        bool whole = m_ground.boundary(b).face == face;
        m_ground.for_each_half_along(b, [&](spatial::HalfArc h) {
            whole = whole && half_is_right(h) && m_ground.half(h).boundary == b;
            const auto points = m_ground.line(h / 2).points();
            for (std::size_t i = 0; i + 1 < points.size(); ++i) {
                const Wide twice = Wide{points[i].x} * points[i + 1].y - Wide{points[i + 1].x} * points[i].y;
                sum += h % 2 == 0 ? twice : -twice;
            }
        });
        return whole ? std::optional(sum) : std::nullopt;
    }

    const spatial::Subdivision &m_ground;
};

} // namespace jingwei::tests
