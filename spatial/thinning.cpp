#include "spatial/thinner.hpp"

#include "spatial/significance.hpp"
#include "spatial/triangle_search.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace jingwei::spatial {

namespace {

constexpr std::uint32_t nothing = UINT32_MAX;
/// A zoom is given up when so many rounds still find something to take away; what is left waits for the next zoom.
constexpr int max_rounds = 24;

/// The tolerance of a zoom, squared: 4 of the 4096 units of a tile's side.
double squared_tolerance(int zoom) {
    return std::ldexp(1.0, 2 * (22 - zoom));
}

/// Twice the area of a pixel (8 x 8 units) at a zoom.
__int128 doubled_pixel(int zoom) {
    return static_cast<__int128>(128) << static_cast<unsigned>(2 * (20 - zoom));
}

/// The lowest zoom whose tolerance a point exceeds.
std::uint8_t first_zoom(double squared) {
    static const auto tolerances = [] {
        std::array<double, LevelCoverage::full_zoom> made{};
        for (std::size_t zoom = 0; zoom < made.size(); ++zoom) {
            made.at(zoom) = squared_tolerance(static_cast<int>(zoom));
        }
        return made;
    }();
    const auto below = [&](double tolerance) { return squared > tolerance; };
    return static_cast<std::uint8_t>(std::find_if(tolerances.begin(), tolerances.end(), below) - tolerances.begin());
}

/// The ground of each ring, twice and signed, as it was and as it is now.
class RingGround {
  public:
    RingGround(std::span<const TilePosition> positions, std::span<const Arc> arcs, const DrawnRings &rings)
        : m_ring_of_side(arcs.size() * 2, nothing), m_full(rings.rings.size()) {
        const TilePosition base = positions.empty() ? TilePosition{} : positions.front();
        for (std::uint32_t r = 0; r < rings.rings.size(); ++r) {
            const DrawnRing &ring = rings.rings[r];
            for (std::uint32_t u = ring.first_use; u < ring.first_use + ring.use_count; ++u) {
                const ArcUse &use = rings.uses[u];
                const auto line = positions.subspan(arcs[use.arc].first_point, arcs[use.arc].point_count);
                m_ring_of_side[side(use.arc, use.reversed)] = r;
                for (std::size_t i = 1; i < line.size(); ++i) {
                    const __int128 share = cross(base, line[i - 1], line[i]);
                    m_full[r] += use.reversed ? -share : share;
                }
            }
        }
        m_now = m_full;
    }

    /// Whether an arc may lose a triangle (its doubled area, signed as the arc runs) at a zoom.
    [[nodiscard]] bool may_lose(std::uint32_t arc, __int128 triangle, int zoom) const {
        return may_lose_on(side(arc, false), triangle, zoom) && may_lose_on(side(arc, true), -triangle, zoom);
    }

    void lose(std::uint32_t arc, __int128 triangle) {
        lose_on(side(arc, false), triangle);
        lose_on(side(arc, true), -triangle);
    }

  private:
    static std::size_t side(std::uint32_t arc, bool reversed) { return std::size_t{arc} * 2 + (reversed ? 1 : 0); }

    [[nodiscard]] bool may_lose_on(std::size_t arc_side, __int128 triangle, int zoom) const {
        const std::uint32_t ring = m_ring_of_side[arc_side];
        if (ring == nothing) {
            return true;
        }
        const __int128 full = m_full[ring] < 0 ? -m_full[ring] : m_full[ring];
        const __int128 now = m_now[ring] - triangle;
        return full < doubled_pixel(zoom) || (m_full[ring] < 0 ? -now : now) * 2 >= full;
    }
    void lose_on(std::size_t arc_side, __int128 triangle) {
        if (m_ring_of_side[arc_side] != nothing) {
            m_now[m_ring_of_side[arc_side]] -= triangle;
        }
    }

    std::vector<std::uint32_t> m_ring_of_side;
    std::vector<__int128> m_full;
    std::vector<__int128> m_now;
};

/// Counts the arcs that run straight between the same two nodes.
class StraightArcs {
  public:
    StraightArcs(std::span<const TilePosition> positions, std::span<const Arc> arcs) : m_pair_of(arcs.size()) {
        std::map<std::pair<TilePosition, TilePosition>, std::uint32_t> pairs;
        for (std::uint32_t a = 0; a < arcs.size(); ++a) {
            const auto ends =
                std::minmax(positions[arcs[a].first_point], positions[arcs[a].first_point + arcs[a].point_count - 1]);
            m_pair_of[a] = pairs.emplace(ends, static_cast<std::uint32_t>(pairs.size())).first->second;
        }
        m_straight.resize(pairs.size());
        for (std::uint32_t a = 0; a < arcs.size(); ++a) {
            if (arcs[a].point_count == 2) {
                add(a);
            }
        }
    }
    [[nodiscard]] bool has_beside(std::uint32_t arc) const { return m_straight[m_pair_of[arc]] > 0; }
    void add(std::uint32_t arc) { ++m_straight[m_pair_of[arc]]; }

  private:
    std::vector<std::uint32_t> m_pair_of; ///< by arc: its two ends
    std::vector<std::uint32_t> m_straight;
};

class Thinner {
  public:
    Thinner(std::span<const TilePosition> positions, std::span<const Arc> arcs, const DrawnRings &rings, const Replay &replay)
        : m_positions(positions), m_arcs(arcs), m_replay(replay), m_search(positions), m_ground(positions, arcs, rings),
          m_straight(positions, arcs), m_arc_of(positions.size()), m_next(positions.size()), m_previous(positions.size()),
          m_wanted_from(positions.size()), m_points_left(arcs.size()) {
        m_result.from_zoom.assign(positions.size(), 0);
        m_result.rounds.assign(positions.size(), 0);
        for (std::uint32_t a = 0; a < arcs.size(); ++a) {
            link(a);
        }
    }

    Thinning run() {
        for (int zoom = LevelCoverage::full_zoom - 1; zoom >= 0; --zoom) {
            thin(zoom);
        }
        m_result.examined += m_search.examined();
        return std::move(m_result);
    }

  private:
    enum class Outcome { taken, too_near, too_small };

    void link(std::uint32_t arc) {
        const std::uint32_t first = m_arcs[arc].first_point;
        m_points_left[arc] = m_arcs[arc].point_count;
        wish(arc);
        for (std::uint32_t p = first; p < first + m_arcs[arc].point_count; ++p) {
            m_arc_of[p] = arc;
            m_next[p] = p + 1;
            m_previous[p] = p - 1;
            if (m_wanted_from[p] > 0) {
                m_left.push_back(p);
            }
        }
    }

    /// From which zoom on the points of an arc can be done without.
    void wish(std::uint32_t arc) {
        const std::uint32_t first = m_arcs[arc].first_point;
        if (is_replayed(arc)) {
            std::copy_n(m_replay.from_zoom.begin() + first, m_arcs[arc].point_count, m_wanted_from.begin() + first);
            return;
        }
        const auto importance = significance(m_positions.subspan(first, m_arcs[arc].point_count));
        m_result.examined += importance.measured;
        std::transform(importance.squared.begin(), importance.squared.end(), m_wanted_from.begin() + first, first_zoom);
    }

    [[nodiscard]] bool is_replayed(std::uint32_t arc) const { return !m_replay.arcs.empty() && m_replay.arcs[arc]; }

    /// Takes away what a zoom can do without. Each round leaves neighbours alone, so that triangles stay small.
    void thin(int zoom) {
        std::vector<std::uint32_t> open;
        std::copy_if(m_left.begin(), m_left.end(), std::back_inserter(open),
                     [&](std::uint32_t p) { return m_wanted_from[p] > zoom; });
        bool has_changed = !open.empty();
        for (int round = 0; round < max_rounds && has_changed; ++round) {
            has_changed = false;
            m_too_near = m_too_small = 0;
            std::uint32_t neighbour = nothing;
            std::erase_if(open, [&](std::uint32_t p) {
                if (is_replayed(m_arc_of[p])) {
                    has_changed = true; // or will
                    return take_again(p, zoom, round);
                }
                if (p == neighbour || !take(p, zoom, round)) {
                    return false;
                }
                neighbour = m_next[p];
                has_changed = true;
                return true;
            });
        }
        m_result.kept_for_others += m_too_near;
        m_result.kept_for_ground += m_too_small;
        std::erase_if(m_left, [&](std::uint32_t p) { return m_result.from_zoom[p] > 0; });
        if (m_left.size() + 2 * m_arcs.size() < m_search.size() / 4 * 3) {
            m_search.keep([&](std::uint32_t p) { return m_result.from_zoom[p] == 0; });
        }
    }

    /// Takes a point away when it went before.
    bool take_again(std::uint32_t p, int zoom, int round) {
        if (m_replay.rounds[p] != round) {
            return false;
        }
        drop(p, zoom, round);
        return true;
    }

    /// Takes a point away if it may be.
    bool take(std::uint32_t p, int zoom, int round) {
        const std::uint32_t arc = m_arc_of[p];
        const TilePosition a = m_positions[m_previous[p]];
        const TilePosition b = m_positions[p];
        const TilePosition c = m_positions[m_next[p]];
        const __int128 area = cross(a, b, c);
        if (!m_ground.may_lose(arc, area, zoom)) {
            ++m_too_small;
            return false;
        }
        if (joins_another(arc) || sweeps_over_another(p, a, b, c)) {
            ++m_too_near;
            return false;
        }
        drop(p, zoom, round);
        return true;
    }

    void drop(std::uint32_t p, int zoom, int round) {
        const std::uint32_t arc = m_arc_of[p];
        m_ground.lose(arc, cross(m_positions[m_previous[p]], m_positions[p], m_positions[m_next[p]]));
        m_next[m_previous[p]] = m_next[p];
        m_previous[m_next[p]] = m_previous[p];
        m_result.from_zoom[p] = static_cast<std::uint8_t>(zoom + 1);
        m_result.rounds[p] = static_cast<std::uint8_t>(round);
        if (--m_points_left[arc] == 2) {
            m_straight.add(arc);
        }
    }

    /// Whether the arc, with one point less, would run over itself or over another between the same nodes.
    [[nodiscard]] bool joins_another(std::uint32_t arc) const {
        const std::uint32_t first = m_arcs[arc].first_point;
        const bool is_closed = m_positions[first] == m_positions[first + m_arcs[arc].point_count - 1];
        return is_closed ? m_points_left[arc] <= 4 : m_points_left[arc] == 3 && m_straight.has_beside(arc);
    }

    [[nodiscard]] bool sweeps_over_another(std::uint32_t p, TilePosition a, TilePosition b, TilePosition c) {
        return m_search.any_in(Triangle(a, b, c, thinning_margin), [&](std::uint32_t other, TilePosition at) {
            return other != p && at != a && at != c && m_result.from_zoom[other] == 0;
        });
    }

    std::span<const TilePosition> m_positions;
    std::span<const Arc> m_arcs;
    const Replay &m_replay;
    TriangleSearch m_search;
    RingGround m_ground;
    StraightArcs m_straight;
    std::vector<std::uint32_t> m_arc_of;
    std::vector<std::uint32_t> m_next;
    std::vector<std::uint32_t> m_previous;
    std::vector<std::uint8_t> m_wanted_from;  ///< by point, as Douglas and Peucker have it
    std::vector<std::uint32_t> m_points_left; ///< by arc
    std::vector<std::uint32_t> m_left;        ///< the points that may still go, ascending
    std::size_t m_too_near = 0;
    std::size_t m_too_small = 0;
    Thinning m_result;
};

} // namespace

Thinning thin_borders(std::span<const TilePosition> positions, std::span<const Arc> arcs, const DrawnRings &rings) {
    return thin_beside(positions, arcs, rings, {});
}

Thinning thin_beside(std::span<const TilePosition> positions, std::span<const Arc> arcs, const DrawnRings &rings,
                     const Replay &replay) {
    return Thinner(positions, arcs, rings, replay).run();
}

} // namespace jingwei::spatial
