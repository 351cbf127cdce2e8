#pragma once

#include "spatial/segment_tree.hpp"

#include <array>
#include <optional>

namespace jingwei::spatial {

/// The numbers of a line's two end points.
using LineEnds = std::array<std::uint32_t, 2>;

/// Straight lines by the points where very many of them meet, in order around each: the boxes of spokes tell little, for
/// they all lie over each other near the hub; their directions tell at once which of them a line can meet. Spokes of one hub
/// meet each other in the hub, and elsewhere only where they run in one direction. Immutable; keeps what it needs.
class Spokes {
  public:
    Spokes() = default;
    /// `lines` are distinct and not points. A line between two hubs is a spoke of the one with more lines.
    Spokes(const std::vector<LatticePoint> &points, std::span<const LineEnds> lines);

    [[nodiscard]] bool empty() const { return m_hubs.empty(); }
    [[nodiscard]] bool is_spoke(std::uint32_t line) const { return !m_is_spoke.empty() && m_is_spoke[line]; }

    /// Calls visit(line) for every spoke that can meet s elsewhere than in a hub that is an end of s.
    template <class Visit> void for_each_near(const Segment &s, Visit &&visit) const {
        m_stars.for_each_near(bounds(s), [&](std::uint32_t hub) { visit_meeting(hub, s, visit); });
    }

    /// Calls visit(line) for every spoke that can come within a unit of p.
    template <class Visit> void for_each_near(LatticePoint p, Visit &&visit) const {
        m_stars.for_each_near({p.x - 1, p.y - 1, p.x + 1, p.y + 1}, [&](std::uint32_t hub) {
            if (const auto seen = directions_to(hub, p)) {
                visit_between(hub, seen->first, seen->second, visit);
            } else {
                visit_all(hub, visit);
            }
        });
    }

    /// Calls visit(i, j) for each pair of spokes that can meet wrongly, once.
    template <class Visit> void for_each_pair(Visit &&visit) const {
        for (std::uint32_t hub = 0; hub < m_hubs.size(); ++hub) {
            for (auto i = m_hubs[hub].first; i < m_hubs[hub].last; ++i) {
                if (i + 1 < m_hubs[hub].last && same_direction(hub, m_spokes[i].far, m_spokes[i + 1].far)) {
                    visit(m_spokes[i].line, m_spokes[i + 1].line);
                }
                const Segment s{m_hubs[hub].at, m_spokes[i].far};
                m_stars.for_each_near(bounds(s), [&](std::uint32_t other) {
                    if (other > hub) {
                        visit_meeting(other, s, [&](std::uint32_t line) { visit(m_spokes[i].line, line); });
                    }
                });
            }
        }
    }

  private:
    struct Hub {
        LatticePoint at;
        std::uint32_t first = 0; ///< of its spokes
        std::uint32_t last = 0;
    };
    struct Spoke {
        LatticePoint far;
        std::uint32_t line = 0;
    };

    [[nodiscard]] bool is_before(std::uint32_t hub, LatticePoint p, LatticePoint q) const;
    [[nodiscard]] bool same_direction(std::uint32_t hub, LatticePoint p, LatticePoint q) const {
        return !is_before(hub, p, q) && !is_before(hub, q, p);
    }
    /// The first spoke that does not lie before the direction to p; with `after` the first that lies after it.
    [[nodiscard]] std::uint32_t first_towards(std::uint32_t hub, LatticePoint p, bool after) const;
    /// Between which directions the square around p is seen, counter-clockwise; nothing when the hub lies in it.
    [[nodiscard]] std::optional<std::pair<LatticePoint, LatticePoint>> directions_to(std::uint32_t hub, LatticePoint p) const;

    template <class Visit> void visit_all(std::uint32_t hub, Visit &visit) const {
        for (auto i = m_hubs[hub].first; i < m_hubs[hub].last; ++i) {
            visit(m_spokes[i].line);
        }
    }

    /// The spokes from the direction to p counter-clockwise to that to q.
    template <class Visit> void visit_between(std::uint32_t hub, LatticePoint p, LatticePoint q, Visit &visit) const {
        const auto &[at, first, last] = m_hubs[hub];
        const auto from = first_towards(hub, p, false);
        const auto to = first_towards(hub, q, true);
        const bool wraps = is_before(hub, q, p);
        for (auto i = from; i < (wraps ? last : to); ++i) {
            visit(m_spokes[i].line);
        }
        for (auto i = first; wraps && i < to; ++i) {
            visit(m_spokes[i].line);
        }
    }

    template <class Visit> void visit_meeting(std::uint32_t hub, const Segment &s, Visit &&visit) const {
        const auto at = m_hubs[hub].at;
        if (at == s.a || at == s.b) {
            const auto p = at == s.a ? s.b : s.a;
            visit_between(hub, p, p, visit);
        } else if (is_on(at, s)) { // meets all of them there: one is enough to tell
            visit(m_spokes[m_hubs[hub].first].line);
            visit_between(hub, s.a, s.a, visit);
            visit_between(hub, s.b, s.b, visit);
        } else if (cross(at, s.a, s.b) >= 0) {
            visit_between(hub, s.a, s.b, visit);
        } else {
            visit_between(hub, s.b, s.a, visit);
        }
    }

    std::vector<Hub> m_hubs;
    std::vector<Spoke> m_spokes; ///< of each hub by direction, counter-clockwise from due east, then by length
    std::vector<bool> m_is_spoke;
    SegmentTree m_stars; ///< the boxes of each hub's spokes
};

} // namespace jingwei::spatial
