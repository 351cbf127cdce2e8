#include "spatial/ring_intake.hpp"

#include "spatial/spikes.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// The ring without consecutive repetitions, interior on its left.
Ring tidy(const Ring &ring, bool is_hole) {
    Ring out;
    out.reserve(ring.size());
    for (const auto p : ring) {
        if (out.empty() || out.back() != p) {
            out.push_back(p);
        }
    }
    while (out.size() > 1 && out.front() == out.back()) {
        out.pop_back();
    }
    if ((doubled_area(out) < 0) != is_hole) {
        std::ranges::reverse(out);
    }
    return out;
}

/// Whether three points on one line follow each other in one direction.
bool runs_on(LatticePoint before, LatticePoint at, LatticePoint next) {
    return (std::int64_t{at.x} - before.x) * (std::int64_t{next.x} - at.x) +
               (std::int64_t{at.y} - before.y) * (std::int64_t{next.y} - at.y) >
           0;
}

/// The ring without the repeated first point when nothing in it is to be tidied: no point twice in a row, no spike.
std::span<const LatticePoint> plain_part(const Ring &ring) {
    std::span<const LatticePoint> part(ring);
    while (part.size() > 1 && part.front() == part.back()) {
        part = part.first(part.size() - 1);
    }
    if (part.size() < 3) {
        return {};
    }
    auto before = part[part.size() - 2];
    auto at = part.back();
    for (const auto next : part) {
        // 0 where a point is repeated, where the border goes straight on, and at the tip of a spike
        if (cross(before, at, next) == 0 && !runs_on(before, at, next)) {
            return {};
        }
        before = at;
        at = next;
    }
    return part;
}

/// Whether all points lie on one line. A ring that does not may still have no area by its sign: one half of a figure of eight
/// takes away what the other adds.
bool is_flat(const Ring &ring) {
    return std::ranges::all_of(ring, [&](LatticePoint p) { return cross(ring[0], ring[1], p) == 0; });
}

class RingTaker {
  public:
    RingTaker(Noding &noding, std::size_t expected) : m_noding(noding), m_numbers(expected) {}

    void take(Label label, std::uint32_t polygon, const Ring &given, bool is_hole) {
        const auto plain = plain_part(given);
        const auto area = plain.empty() ? 0 : doubled_area(given);
        if (area != 0) {
            add({label, polygon, {}, is_hole}, plain, (area < 0) != is_hole);
        } else {
            take_tidied(label, polygon, given, is_hole);
        }
    }

  private:
    void take_tidied(Label label, std::uint32_t polygon, const Ring &given, bool is_hole) {
        const auto tidied = tidy(given, is_hole);
        std::vector<LatticePoint> tips;
        const auto ring = without_spikes(tidied, tips);
        for (const auto tip : tips) {
            m_noding.defects.push_back({DefectKind::spike, tip, 0, 0, label, no_label});
        }
        for (auto &loop : tips.empty() ? std::vector<Ring>{} : loops_at_spikes(tidied)) {
            m_noding.loops.push_back({label, {std::move(loop), {}}});
        }
        if (ring.size() >= 3 && !is_flat(ring)) {
            add({label, polygon, {}, is_hole}, ring, false);
        } else if (!given.empty() && (!is_hole || tips.empty())) {
            m_noding.defects.push_back({DefectKind::invalid_ring, given.front(), 0, 0, label, no_label});
        }
    }

    /// A ring's points mostly follow each other, or those of a neighbour backwards: then their numbers do too.
    void add(NodedRing ring, std::span<const LatticePoint> points, bool backwards) {
        constexpr std::size_t ahead = 8;
        const auto n = points.size();
        const auto at = [&](std::size_t i) { return points[backwards ? n - 1 - i : i]; };
        auto &known = m_noding.points;
        ring.vertices.resize(n);
        std::uint32_t number = 0;
        for (std::size_t i = 0; i < n; ++i) {
            const auto p = at(i);
            if (number > 0 && known[number - 1] == p) {
                --number;
            } else {
                if (i + ahead < n) {
                    m_numbers.prefetch(at(i + ahead));
                }
                number = m_numbers.number(p, known);
            }
            ring.vertices[i] = number;
        }
        m_noding.rings.push_back(std::move(ring));
    }

    Noding &m_noding;
    PointNumbers m_numbers;
};

} // namespace

Noding take_rings(std::span<const LabelledPolygon> polygons) {
    Noding noding;
    std::size_t vertices = 0;
    std::size_t rings = 0;
    for (const auto &[label, polygon] : polygons) {
        vertices += polygon.outer.size();
        rings += 1 + polygon.holes.size();
    }
    noding.points.reserve(vertices / 2); // most are shared by two
    noding.rings.reserve(rings);
    RingTaker taker(noding, vertices / 2);
    for (std::uint32_t i = 0; i < polygons.size(); ++i) {
        const auto &[label, polygon] = polygons[i];
        taker.take(label, i, polygon.outer, false);
        for (const auto &hole : polygon.holes) {
            taker.take(label, i, hole, true);
        }
    }
    return noding;
}

} // namespace jingwei::spatial
