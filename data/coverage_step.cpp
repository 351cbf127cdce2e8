#include "data/coverage_step.hpp"

#include <algorithm>
#include <unordered_map>

namespace jingwei::data {

namespace {

using spatial::Arc;
using spatial::Coverage;
using spatial::FaceIndex;

constexpr std::uint32_t none = UINT32_MAX;

/// An arc seen from the end that makes its points least, so that the same border is found whichever way it was drawn.
struct DirectedArc {
    std::span<const LatticePoint> points;
    bool reversed = false;
    FaceIndex left = 0, right = 0;

    DirectedArc(const Coverage &coverage, const Arc &arc)
        : points(coverage.points(arc)),
          reversed(std::ranges::lexicographical_compare(points.rbegin(), points.rend(), points.begin(), points.end())),
          left(reversed ? arc.right : arc.left), right(reversed ? arc.left : arc.right) {}

    [[nodiscard]] std::uint64_t hash() const {
        std::uint64_t hash = points.size();
        const auto add = [&hash](LatticePoint p) {
            hash ^= (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y);
            hash *= 0x9E3779B97F4A7C15U;
            hash ^= hash >> 29U;
        };
        reversed ? std::for_each(points.rbegin(), points.rend(), add) : std::for_each(points.begin(), points.end(), add);
        return hash;
    }
    [[nodiscard]] bool runs_like(const DirectedArc &other) const {
        return reversed == other.reversed
                   ? std::ranges::equal(points, other.points)
                   : points.size() == other.points.size() && std::equal(points.begin(), points.end(), other.points.rbegin());
    }
};

class Step {
  public:
    Step(const LabelledGround &before, const LabelledGround &now, std::span<const spatial::Label> places)
        : m_before(before), m_now(now), m_places(places), m_face_before(now.coverage.face_labels().size(), none),
          m_face_now(before.coverage.face_labels().size(), none) {
        m_face_before[0] = m_face_now[0] = 0;
    }

    CoverageStep run() {
        match_arcs();
        keep_faces();
        number_faces();
        keep_arcs();
        draw();
        return std::move(m_step);
    }

  private:
    [[nodiscard]] DirectedArc before(std::uint32_t arc) const { return {m_before.coverage, m_before.coverage.arcs()[arc]}; }
    [[nodiscard]] DirectedArc now(std::uint32_t arc) const { return {m_now.coverage, m_now.coverage.arcs()[arc]}; }

    void match_arcs() {
        const auto arcs_before = static_cast<std::uint32_t>(m_before.coverage.arcs().size());
        const auto arcs_now = static_cast<std::uint32_t>(m_now.coverage.arcs().size());
        std::unordered_multimap<std::uint64_t, std::uint32_t> known;
        known.reserve(arcs_before);
        for (std::uint32_t arc = 0; arc < arcs_before; ++arc) {
            known.emplace(before(arc).hash(), arc);
        }
        m_arc_before.assign(arcs_now, none);
        for (std::uint32_t arc = 0; arc < arcs_now; ++arc) {
            const DirectedArc drawn = now(arc);
            const auto [first, last] = known.equal_range(drawn.hash());
            const auto same =
                std::find_if(first, last, [&](const auto &entry) { return before(entry.second).runs_like(drawn); });
            m_arc_before[arc] = same == last ? none : same->second;
        }
    }

    /// A new face stays the one of the same grid across an arc that both have.
    void keep_face(FaceIndex face, FaceIndex old) {
        const bool same_owner = m_now.grids[m_now.coverage.label(face)] == m_before.grids[m_before.coverage.label(old)];
        if (m_face_before[face] == none && m_face_now[old] == none && same_owner) {
            m_face_before[face] = old;
            m_face_now[old] = face;
        }
    }

    void keep_faces() {
        for (std::uint32_t arc = 0; arc < m_arc_before.size(); ++arc) {
            if (m_arc_before[arc] != none) {
                const DirectedArc drawn = now(arc);
                const DirectedArc old = before(m_arc_before[arc]);
                keep_face(drawn.left, old.left);
                keep_face(drawn.right, old.right);
            }
        }
    }

    void number_faces() {
        m_face_place.assign(m_face_before.size(), 0);
        FaceIndex next = 0;
        for (FaceIndex old = 0; old < m_face_now.size(); ++old) {
            if (m_face_now[old] == none) {
                m_step.closed_faces.push_back(old);
            } else {
                m_face_place[m_face_now[old]] = next++;
                m_step.kept_faces.push_back(old);
            }
        }
        for (FaceIndex face = 0; face < m_face_before.size(); ++face) {
            if (m_face_before[face] == none) {
                m_face_place[face] = next++;
            }
        }
    }

    void keep_arcs() {
        m_arc_now.assign(m_before.coverage.arcs().size(), none);
        for (std::uint32_t arc = 0; arc < m_arc_before.size(); ++arc) {
            if (m_arc_before[arc] == none) {
                continue;
            }
            const DirectedArc drawn = now(arc);
            const DirectedArc old = before(m_arc_before[arc]);
            if (m_face_before[drawn.left] == old.left && m_face_before[drawn.right] == old.right) {
                m_arc_now[m_arc_before[arc]] = arc;
            } else {
                m_arc_before[arc] = none;
            }
        }
    }

    void draw() {
        m_points.reserve(m_now.coverage.all_points().size());
        m_arcs.reserve(m_arc_before.size());
        const auto old_arcs = m_before.coverage.arcs();
        for (std::uint32_t arc = 0; arc < old_arcs.size(); ++arc) {
            if (m_arc_now[arc] == none) {
                m_step.closed_arcs.push_back(arc);
            } else {
                add_arc(m_before.coverage.points(old_arcs[arc]), m_face_now[old_arcs[arc].left],
                        m_face_now[old_arcs[arc].right]);
            }
        }
        m_step.kept_arcs = m_arcs.size();
        for (std::uint32_t arc = 0; arc < m_arc_before.size(); ++arc) {
            if (m_arc_before[arc] == none) {
                const Arc &drawn = m_now.coverage.arcs()[arc];
                add_arc(m_now.coverage.points(drawn), drawn.left, drawn.right);
            }
        }
        std::vector<spatial::Label> labels(m_face_place.size());
        for (FaceIndex face = 0; face < m_face_place.size(); ++face) {
            labels[m_face_place[face]] = m_places[m_now.coverage.label(face)];
        }
        m_step.coverage = Coverage(std::move(m_points), std::move(m_arcs), std::move(labels));
    }

    void add_arc(std::span<const LatticePoint> points, FaceIndex left, FaceIndex right) {
        m_arcs.push_back({.first_point = static_cast<std::uint32_t>(m_points.size()),
                          .point_count = static_cast<std::uint32_t>(points.size()),
                          .left = m_face_place[left],
                          .right = m_face_place[right]});
        m_points.insert(m_points.end(), points.begin(), points.end());
    }

    LabelledGround m_before, m_now;
    std::span<const spatial::Label> m_places;
    std::vector<std::uint32_t> m_arc_before; ///< by arc of now
    std::vector<std::uint32_t> m_arc_now;    ///< by arc before: where it stays
    std::vector<FaceIndex> m_face_before;    ///< by face of now: the one it stays
    std::vector<FaceIndex> m_face_now;       ///< and back
    std::vector<FaceIndex> m_face_place;     ///< by face of now: its number in the result
    std::vector<LatticePoint> m_points;
    std::vector<Arc> m_arcs;
    CoverageStep m_step;
};

} // namespace

CoverageStep step_coverage(const LabelledGround &before, const LabelledGround &now, std::span<const spatial::Label> places) {
    return Step(before, now, places).run();
}

} // namespace jingwei::data
