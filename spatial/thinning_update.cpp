#include "spatial/box_index.hpp"
#include "spatial/thinner.hpp"

#include <algorithm>
#include <unordered_map>

namespace jingwei::spatial {

namespace {

constexpr std::uint32_t none = UINT32_MAX;
/// Where more than one part in so many of the borders has to be thinned anew, all are.
constexpr std::size_t most_anew = 4;

std::uint64_t hash_of(std::span<const TilePosition> line) {
    std::uint64_t hash = line.size();
    for (const TilePosition p : line) {
        hash ^= (std::uint64_t{p.x} << 32U) | p.y;
        hash *= 0x9E3779B97F4A7C15U;
        hash ^= hash >> 29U;
    }
    return hash;
}

TileBox box_of(std::span<const TilePosition> line) {
    TileBox box;
    std::for_each(line.begin(), line.end(), [&](TilePosition p) { box.add(p); });
    return box;
}

/// Where points of others are in the way of a border, or its own in theirs.
TileBox reach_of(std::span<const TilePosition> line) {
    const TileBox box = box_of(line);
    constexpr std::int64_t margin = thinning_margin;
    return {box.min_x - margin, box.min_y - margin, box.max_x + margin, box.max_y + margin};
}

/// The rings on the two sides of each arc.
class RingsOfArcs {
  public:
    RingsOfArcs(std::span<const ArcUse> uses, std::span<const DrawnRing> rings, std::size_t arc_count)
        : m_ring_of_side(arc_count * 2, none) {
        for (std::uint32_t r = 0; r < rings.size(); ++r) {
            for (const ArcUse &use : uses.subspan(rings[r].first_use, rings[r].use_count)) {
                m_ring_of_side[side(use)] = r;
            }
        }
    }
    [[nodiscard]] std::uint32_t ring(ArcUse use) const { return m_ring_of_side[side(use)]; }

  private:
    static std::size_t side(ArcUse use) { return std::size_t{use.arc} * 2 + (use.reversed ? 1 : 0); }
    std::vector<std::uint32_t> m_ring_of_side;
};

/// Some of the borders, as borders of their own.
struct Extract {
    std::vector<TilePosition> positions;
    std::vector<Arc> arcs;
    DrawnRings rings;
    std::vector<std::uint8_t> from_zoom, rounds; ///< as replayed
    Replay replay;
};

class ThinningUpdate {
  public:
    ThinningUpdate(const ThinnedBorders &before, std::span<const TilePosition> positions, std::span<const Arc> arcs,
                   const DrawnRings &rings)
        : m_before(before), m_positions(positions), m_arcs(arcs), m_rings(rings),
          m_rings_of_arcs(rings.uses, rings.rings, arcs.size()), m_anew(arcs.size(), false), m_has_spread(arcs.size(), false) {
        std::vector<TileBox> boxes;
        std::transform(arcs.begin(), arcs.end(), std::back_inserter(boxes), [&](const Arc &arc) { return box_of(line(arc)); });
        m_index = BoxIndex(boxes);
        m_result.from_zoom.assign(positions.size(), 0);
        m_result.rounds.assign(positions.size(), 0);
    }

    Thinning run() {
        match();
        find_changed();
        while (m_count * most_anew <= m_arcs.size()) {
            if (m_count == 0 || !thin()) {
                return std::move(m_result);
            }
        }
        return thin_borders(m_positions, m_arcs, m_rings);
    }

  private:
    [[nodiscard]] std::span<const TilePosition> line(const Arc &arc) const {
        return m_positions.subspan(arc.first_point, arc.point_count);
    }
    [[nodiscard]] std::span<const TilePosition> line_before(std::uint32_t arc) const {
        return m_before.positions.subspan(m_before.arcs[arc].first_point, m_before.arcs[arc].point_count);
    }

    /// Arcs that were there and come in the same order take over what is known of them.
    void match() {
        std::unordered_multimap<std::uint64_t, std::uint32_t> known;
        known.reserve(m_before.arcs.size());
        for (std::uint32_t arc = 0; arc < m_before.arcs.size(); ++arc) {
            known.emplace(hash_of(line_before(arc)), arc);
        }
        m_now.assign(m_before.arcs.size(), none);
        std::uint32_t next = 0;
        for (std::uint32_t arc = 0; arc < m_arcs.size(); ++arc) {
            const auto [first, last] = known.equal_range(hash_of(line(m_arcs[arc])));
            const auto same = std::find_if(first, last, [&](const auto &entry) {
                return entry.second >= next && std::ranges::equal(line_before(entry.second), line(m_arcs[arc]));
            });
            m_old.push_back(same == last ? none : same->second);
            if (same != last) {
                next = same->second + 1;
                m_now[same->second] = arc;
                const std::size_t from = m_before.arcs[same->second].first_point;
                copy(m_before.from_zoom, m_before.rounds, from, m_arcs[arc]);
            }
        }
    }

    void copy(std::span<const std::uint8_t> from_zoom, std::span<const std::uint8_t> rounds, std::size_t from, const Arc &to) {
        std::copy_n(from_zoom.begin() + static_cast<std::ptrdiff_t>(from), to.point_count,
                    m_result.from_zoom.begin() + to.first_point);
        std::copy_n(rounds.begin() + static_cast<std::ptrdiff_t>(from), to.point_count,
                    m_result.rounds.begin() + to.first_point);
    }

    void find_changed() {
        for (std::uint32_t arc = 0; arc < m_arcs.size(); ++arc) {
            if (m_old[arc] == none) {
                spread(arc);
            }
        }
        for (std::uint32_t old = 0; old < m_now.size(); ++old) {
            if (m_now[old] == none) {
                thin_anew_in(reach_of(line_before(old)));
            }
        }
        const RingsOfArcs before(m_before.uses, m_before.rings, m_before.arcs.size());
        for (const DrawnRing &ring : m_rings.rings) {
            if (!was_there(ring, before)) {
                thin_anew(ring);
            }
        }
    }

    /// Whether a ring of the same arcs was there.
    [[nodiscard]] bool was_there(const DrawnRing &ring, const RingsOfArcs &before) const {
        const auto uses = uses_of(ring);
        std::uint32_t known = none;
        for (const ArcUse &use : uses) {
            const std::uint32_t old = m_old[use.arc];
            const std::uint32_t of_it = old == none ? none : before.ring({old, use.reversed});
            if (of_it == none || (known != none && of_it != known)) {
                return false;
            }
            known = of_it;
        }
        return known != none && m_before.rings[known].use_count == uses.size();
    }

    [[nodiscard]] std::span<const ArcUse> uses_of(const DrawnRing &ring) const {
        return std::span(m_rings.uses).subspan(ring.first_use, ring.use_count);
    }

    void thin_anew(std::uint32_t arc) {
        m_count += m_anew[arc] ? 0 : 1;
        m_anew[arc] = true;
    }
    void thin_anew(const DrawnRing &ring) {
        for (const ArcUse &use : uses_of(ring)) {
            thin_anew(use.arc);
        }
    }
    void thin_anew_in(const TileBox &box) {
        for (const std::uint32_t arc : m_index.find(box)) {
            thin_anew(arc);
        }
    }
    template <class Visit> void for_each_ring(std::uint32_t arc, Visit &&visit) const {
        for (const bool reversed : {false, true}) {
            if (const auto ring = m_rings_of_arcs.ring({arc, reversed}); ring != none) {
                visit(m_rings.rings[ring]);
            }
        }
    }

    /// An arc and those that may be others because of it: in whose triangles its points may lie, or whose rings it bounds.
    void spread(std::uint32_t arc) {
        m_has_spread[arc] = true;
        thin_anew(arc);
        thin_anew_in(reach_of(line(m_arcs[arc])));
        for_each_ring(arc, [&](const DrawnRing &ring) { thin_anew(ring); });
    }

    /// The arcs to be thinned, and those that they look at.
    [[nodiscard]] std::vector<std::uint32_t> looked_at() const {
        std::vector<bool> wanted(m_anew);
        for (std::uint32_t arc = 0; arc < m_arcs.size(); ++arc) {
            if (m_anew[arc]) {
                for (const std::uint32_t beside : m_index.find(reach_of(line(m_arcs[arc])))) {
                    wanted[beside] = true;
                }
                for_each_ring(arc, [&](const DrawnRing &ring) {
                    std::ranges::for_each(uses_of(ring), [&](const ArcUse &use) { wanted[use.arc] = true; });
                });
            }
        }
        std::vector<std::uint32_t> arcs;
        for (std::uint32_t arc = 0; arc < m_arcs.size(); ++arc) {
            if (wanted[arc]) {
                arcs.push_back(arc);
            }
        }
        return arcs;
    }

    [[nodiscard]] Extract extracted(const std::vector<std::uint32_t> &arcs) const {
        Extract extract;
        std::vector<std::uint32_t> place(m_arcs.size(), none);
        for (const std::uint32_t arc : arcs) {
            const auto points = line(m_arcs[arc]);
            place[arc] = static_cast<std::uint32_t>(extract.arcs.size());
            extract.arcs.push_back(m_arcs[arc]);
            extract.arcs.back().first_point = static_cast<std::uint32_t>(extract.positions.size());
            extract.positions.insert(extract.positions.end(), points.begin(), points.end());
            for (std::uint32_t p = m_arcs[arc].first_point; p < m_arcs[arc].first_point + m_arcs[arc].point_count; ++p) {
                extract.from_zoom.push_back(m_result.from_zoom[p]);
                extract.rounds.push_back(m_result.rounds[p]);
            }
            extract.replay.arcs.push_back(!m_anew[arc]);
        }
        for (const DrawnRing &ring : m_rings.rings) {
            const auto uses = uses_of(ring);
            if (std::ranges::any_of(uses, [&](const ArcUse &use) { return m_anew[use.arc]; })) {
                extract.rings.rings.push_back(ring);
                extract.rings.rings.back().first_use = static_cast<std::uint32_t>(extract.rings.uses.size());
                std::ranges::for_each(uses, [&](const ArcUse &use) {
                    extract.rings.uses.push_back({place[use.arc], use.reversed});
                });
            }
        }
        return extract;
    }

    /// Answers whether more have to be thinned anew than were.
    bool thin() {
        const auto arcs = looked_at();
        Extract extract = extracted(arcs);
        extract.replay.from_zoom = extract.from_zoom;
        extract.replay.rounds = extract.rounds;
        const Thinning thinned = thin_beside(extract.positions, extract.arcs, extract.rings, extract.replay);
        m_result.examined += thinned.examined;
        const std::size_t count = m_count;
        std::vector<std::uint32_t> changed;
        for (std::size_t i = 0; i < arcs.size(); ++i) {
            if (!extract.replay.arcs[i]) {
                copy(thinned.from_zoom, thinned.rounds, extract.arcs[i].first_point, m_arcs[arcs[i]]);
                if (!m_has_spread[arcs[i]] && !goes_as_before(arcs[i])) {
                    changed.push_back(arcs[i]);
                }
            }
        }
        std::ranges::for_each(changed, [&](std::uint32_t arc) { spread(arc); });
        return m_count > count;
    }

    [[nodiscard]] bool goes_as_before(std::uint32_t arc) const {
        const Arc &now = m_arcs[arc];
        const std::size_t old = m_before.arcs[m_old[arc]].first_point;
        return std::ranges::equal(std::span(m_result.from_zoom).subspan(now.first_point, now.point_count),
                                  m_before.from_zoom.subspan(old, now.point_count)) &&
               std::ranges::equal(std::span(m_result.rounds).subspan(now.first_point, now.point_count),
                                  m_before.rounds.subspan(old, now.point_count));
    }

    const ThinnedBorders &m_before;
    std::span<const TilePosition> m_positions;
    std::span<const Arc> m_arcs;
    const DrawnRings &m_rings;
    RingsOfArcs m_rings_of_arcs;
    BoxIndex m_index;
    std::vector<std::uint32_t> m_old; ///< by arc: what it was
    std::vector<std::uint32_t> m_now; ///< and back
    std::vector<bool> m_anew;         ///< by arc
    std::vector<bool> m_has_spread;   ///< by arc
    std::size_t m_count = 0;          ///< of those that are thinned anew
    Thinning m_result;
};

} // namespace

Thinning thin_borders_after(const ThinnedBorders &before, std::span<const TilePosition> positions, std::span<const Arc> arcs,
                            const DrawnRings &rings) {
    return ThinningUpdate(before, positions, arcs, rings).run();
}

} // namespace jingwei::spatial
