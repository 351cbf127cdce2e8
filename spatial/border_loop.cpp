#include "spatial/border_loop.hpp"

#include "spatial/growing_tree.hpp"

#include <algorithm>
#include <optional>

namespace jingwei::spatial {
namespace {

constexpr std::uint32_t nowhere = UINT32_MAX;

/// A visit of a corner.
struct Visit {
    LatticePoint at;
    Label across = no_label; ///< of the edge that leaves it
    std::uint32_t next = nowhere;
    std::uint32_t previous = nowhere;
    std::uint32_t again = nowhere; ///< another visit of the same corner
    bool joined = false;           ///< belongs to the loop
};

/// The rings as circles of visits, of which one hole after the other is linked into the first, from west to east.
class HoleJoiner {
  public:
    HoleJoiner(const Polygon &gap, const AcrossBorder &across) : m_across(across) {
        add_ring(gap.outer);
        mark_joined(0);
        auto holes = gap.holes;
        for (auto &hole : holes) {
            std::ranges::rotate(hole, std::ranges::min_element(hole));
        }
        std::ranges::sort(holes);
        for (const auto &hole : holes) {
            m_first.push_back(static_cast<std::uint32_t>(m_visits.size()));
            add_ring(hole);
        }
        std::vector<Segment> corners;
        for (const auto &visit : m_visits) {
            corners.push_back({visit.at, visit.at});
            m_edges.push_back({visit.at, m_visits[visit.next].at});
        }
        m_corner_tree = SegmentTree(corners);
        m_edge_tree = SegmentTree(m_edges);
    }

    BorderLoop run() {
        m_loop.points.reserve(m_visits.size() + 2 * m_first.size());
        m_loop.across.reserve(m_visits.size() + 2 * m_first.size());
        for (const auto hole : m_first) {
            if (const auto head = bridge_head(hole)) { // else lines that cross its ground will be noded with its border
                join(hole, *head);
                mark_joined(hole);
            }
        }
        std::uint32_t visit = 0;
        do {
            m_loop.points.push_back(m_visits[visit].at);
            m_loop.across.push_back(m_visits[visit].across);
            visit = m_visits[visit].next;
        } while (visit != 0);
        return std::move(m_loop);
    }

  private:
    void add_ring(const Ring &ring) {
        const auto first = static_cast<std::uint32_t>(m_visits.size());
        const auto n = static_cast<std::uint32_t>(ring.size());
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto next = i + 1 == n ? 0 : i + 1;
            m_visits.push_back({ring[i], m_across(ring[i], ring[next]), first + next, first + (i == 0 ? n - 1 : i - 1)});
        }
    }

    void mark_joined(std::uint32_t ring) {
        auto visit = ring;
        do {
            m_visits[visit].joined = true;
            visit = m_visits[visit].next;
        } while (!m_visits[visit].joined);
    }

    /// Whether the direction from a visit to p lies on the loop's left there.
    [[nodiscard]] bool opens_towards(const Visit &visit, LatticePoint p) const {
        const auto before = m_visits[visit.previous].at;
        const auto after = m_visits[visit.next].at;
        if (cross(before, visit.at, after) > 0) {
            return cross(before, visit.at, p) > 0 && cross(visit.at, after, p) > 0;
        }
        return cross(before, visit.at, p) > 0 || cross(visit.at, after, p) > 0;
    }

    [[nodiscard]] bool is_free(const Segment &bridge) {
        bool free = true;
        m_edge_tree.for_each_near(bounds(bridge), [&](std::uint32_t edge) {
            ++m_loop.looked_at;
            free = free && !meet_improperly(bridge, m_edges[edge]);
        });
        m_bridges.for_each_near(bounds(bridge), [&](const Segment &other) {
            ++m_loop.looked_at;
            free = free && !meet_improperly(bridge, other);
        });
        return free;
    }

    /// The visit of a corner from which a bridge to the hole is free; at the hole's own first corner none is needed.
    [[nodiscard]] std::optional<std::uint32_t> free_visit(std::uint32_t corner, std::uint32_t hole) {
        const auto p = m_visits[hole].at;
        const auto at = m_visits[corner].at;
        const auto towards = at == p ? m_visits[m_visits[hole].next].at : p;
        for (auto visit = corner; visit != nowhere; visit = m_visits[visit].again) {
            if (opens_towards(m_visits[visit], towards)) {
                return at == p || is_free({at, p}) ? std::optional(visit) : std::nullopt;
            }
        }
        return std::nullopt;
    }

    /// The nearest joined corner from which a bridge to the hole's first corner is free. There is one when that is the
    /// smallest point of all holes that are left: ground that is cut at each corner, from west to east, has the corner before
    /// it in the part where it lies.
    [[nodiscard]] std::optional<std::uint32_t> bridge_head(std::uint32_t hole) {
        constexpr std::int64_t first_reach = 16;
        const auto p = m_visits[hole].at;
        std::int64_t nearer = -1; // squared: up to here nothing is left to try
        for (auto reach = first_reach; reach < 4 * max_coverage_span; reach *= 2) {
            std::vector<std::pair<std::int64_t, std::uint32_t>> corners;
            m_corner_tree.for_each_near(around(p, reach), [&](std::uint32_t corner) {
                ++m_loop.looked_at;
                const auto distance = distance_squared(m_visits[corner].at, p);
                if (m_visits[corner].joined && distance > nearer && distance <= reach * reach) {
                    corners.emplace_back(distance, corner);
                }
            });
            std::ranges::sort(corners);
            for (const auto &[distance, corner] : corners) {
                if (const auto visit = free_visit(corner, hole)) {
                    return visit;
                }
            }
            nearer = reach * reach;
        }
        return std::nullopt;
    }

    static LatticeBox around(LatticePoint p, std::int64_t reach) {
        const auto clamped = [](std::int64_t v) {
            return static_cast<std::int32_t>(std::clamp<std::int64_t>(v, INT32_MIN, INT32_MAX));
        };
        return {clamped(p.x - reach), clamped(p.y - reach), clamped(p.x + reach), clamped(p.y + reach)};
    }

    void join(std::uint32_t hole, std::uint32_t head) {
        auto before = m_visits[head].previous;
        auto last = m_visits[hole].previous;
        const auto touches = m_visits[hole].at == m_visits[head].at;
        if (!touches) {
            m_bridges.add({m_visits[head].at, m_visits[hole].at});
            before = visit_again(head, before);
            last = visit_again(hole, last);
        }
        link(before, hole);
        link(last, head);
    }

    /// Another visit of the same corner, where a bridge leaves it.
    std::uint32_t visit_again(std::uint32_t visit, std::uint32_t after) {
        const auto fresh = static_cast<std::uint32_t>(m_visits.size());
        m_visits.push_back({m_visits[visit].at, no_label, nowhere, nowhere, m_visits[visit].again});
        m_visits[visit].again = fresh;
        link(after, fresh);
        return fresh;
    }

    void link(std::uint32_t from, std::uint32_t to) {
        m_visits[from].next = to;
        m_visits[to].previous = from;
    }

    const AcrossBorder &m_across;
    std::vector<Visit> m_visits;        ///< the outline's, then each hole's from its smallest corner on, then further ones
    std::vector<std::uint32_t> m_first; ///< of each hole
    std::vector<Segment> m_edges;
    SegmentTree m_corner_tree;
    SegmentTree m_edge_tree;
    GrowingTree m_bridges;
    BorderLoop m_loop;
};

} // namespace

BorderLoop border_loop(const Polygon &gap, const AcrossBorder &across) {
    return HoleJoiner(gap, across).run();
}

} // namespace jingwei::spatial
