#include "spatial/noding.hpp"

#include "spatial/segment.hpp"
#include "spatial/spikes.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace jingwei::spatial {
namespace {

constexpr int max_rounds = 16;

struct HalfEdge {
    std::uint32_t to = 0;
    Label label = no_label;
};

/// All directed edges by their origin.
struct HalfEdges {
    std::vector<std::uint32_t> offsets;
    std::vector<HalfEdge> edges;
    std::vector<std::uint32_t> ends; ///< where the edges of an origin lead, ascending: many may start at one vertex

    HalfEdges(std::size_t point_count, const std::vector<NodedRing> &rings) : offsets(point_count + 1, 0) {
        for (const auto &ring : rings) {
            for (const auto v : ring.vertices) {
                ++offsets[v + 1];
            }
        }
        std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
        edges.resize(offsets.back());
        auto fill = offsets;
        for (const auto &ring : rings) {
            for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
                const auto next = ring.vertices[i + 1 == ring.vertices.size() ? 0 : i + 1];
                edges[fill[ring.vertices[i]]++] = {next, ring.label};
            }
        }
        ends.resize(edges.size());
        std::ranges::transform(edges, ends.begin(), &HalfEdge::to);
        for (std::size_t v = 0; v < point_count; ++v) {
            std::sort(ends.begin() + offsets[v], ends.begin() + offsets[v + 1]);
        }
    }
    [[nodiscard]] std::span<const HalfEdge> from(std::uint32_t v) const {
        return std::span(edges).subspan(offsets[v], offsets[v + 1] - offsets[v]);
    }
    [[nodiscard]] std::ptrdiff_t count(std::uint32_t a, std::uint32_t b) const {
        return std::ranges::ssize(
            std::ranges::equal_range(std::span(ends).subspan(offsets[a], offsets[a + 1] - offsets[a]), b));
    }
    [[nodiscard]] bool has_label(std::uint32_t v, Label label) const {
        return std::ranges::find(from(v), label, &HalfEdge::label) != from(v).end();
    }
};

struct LooseEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Label label = no_label;
};

/// The edges that are not matched by exactly one edge in the other direction.
std::vector<LooseEdge> loose_edges(const HalfEdges &half_edges) {
    std::vector<LooseEdge> loose;
    const auto point_count = static_cast<std::uint32_t>(half_edges.offsets.size() - 1);
    for (std::uint32_t a = 0; a < point_count; ++a) {
        for (const auto &edge : half_edges.from(a)) {
            if (half_edges.count(edge.to, a) != 1 || half_edges.count(a, edge.to) != 1) {
                loose.push_back({a, edge.to, edge.label});
            }
        }
    }
    return loose;
}

using EdgeKey = std::uint64_t;
EdgeKey edge_key(std::uint32_t a, std::uint32_t b) {
    return (EdgeKey{std::min(a, b)} << 32) | std::max(a, b);
}

/// One round of closing: which vertices are merged, and which are put into which edge.
struct Closing {
    std::map<std::uint32_t, std::uint32_t> merges;
    std::map<EdgeKey, std::vector<std::uint32_t>> insertions;
    std::unordered_set<std::uint32_t> busy; ///< takes part in a merge of this round
    [[nodiscard]] bool empty() const { return merges.empty() && insertions.empty(); }
};

class Noder {
  public:
    explicit Noder(Noding &noding) : m_noding(noding) {}

    void run() {
        for (int round = 0; round < max_rounds; ++round) {
            const auto closing = find_closing();
            if (closing.empty()) {
                return;
            }
            apply(closing);
        }
    }

  private:
    Closing find_closing() {
        const HalfEdges half_edges(m_noding.points.size(), m_noding.rings);
        const auto loose = loose_edges(half_edges);
        std::vector<Segment> segments;
        segments.reserve(loose.size());
        for (const auto &edge : loose) {
            segments.push_back({m_noding.points[edge.a], m_noding.points[edge.b]});
        }
        const SegmentGrid grid(segments);
        Closing closing;
        for (std::uint32_t v = 0; v < m_noding.points.size(); ++v) {
            if (half_edges.from(v).empty()) {
                continue;
            }
            const auto p = m_noding.points[v];
            const LatticeBox box{p.x - 2, p.y - 2, p.x + 2, p.y + 2};
            grid.for_each_near(box, [&](std::uint32_t s) {
                ++m_noding.candidates;
                const auto &edge = loose[s];
                if (v != edge.a && v != edge.b && bounds(segments[s]).intersects(box) && !half_edges.has_label(v, edge.label) &&
                    is_within(p, segments[s], noding_reach)) {
                    close(closing, half_edges, v, edge);
                }
            });
        }
        return closing;
    }

    void close(Closing &closing, const HalfEdges &half_edges, std::uint32_t v, const LooseEdge &edge) {
        const auto da = distance_squared(m_noding.points[v], m_noding.points[edge.a]);
        const auto db = distance_squared(m_noding.points[v], m_noding.points[edge.b]);
        if (std::min(da, db) > noding_reach * noding_reach) {
            auto &list = closing.insertions[edge_key(edge.a, edge.b)];
            if (list.empty() || list.back() != v) { // vertices come in ascending order
                list.push_back(v);
            }
            return;
        }
        const auto w = da < db || (da == db && edge.a < edge.b) ? edge.a : edge.b;
        const auto rank = [&](std::uint32_t u) {
            return std::pair(-static_cast<std::ptrdiff_t>(half_edges.from(u).size()), m_noding.points[u]);
        };
        const auto [keep, move] = rank(v) < rank(w) ? std::pair(v, w) : std::pair(w, v);
        if (!closing.busy.contains(keep) && !closing.busy.contains(move) && may_move(move, keep)) {
            closing.merges[move] = keep;
            closing.busy.insert({keep, move});
        }
    }

    /// Whether everything that was merged into `move` so far stays within noding_reach of its first place.
    [[nodiscard]] bool may_move(std::uint32_t move, std::uint32_t keep) const {
        const auto target = m_noding.points[keep];
        const auto found = m_origins.find(move);
        if (found == m_origins.end()) {
            return distance_squared(m_noding.points[move], target) <= noding_reach * noding_reach;
        }
        return std::ranges::all_of(found->second, [&](LatticePoint origin) {
            return distance_squared(origin, target) <= noding_reach * noding_reach;
        });
    }

    void apply(const Closing &closing) {
        for (const auto &[move, keep] : closing.merges) {
            auto moved = m_origins.contains(move) ? m_origins[move] : std::vector{m_noding.points[move]};
            auto &kept = m_origins.try_emplace(keep, std::vector{m_noding.points[keep]}).first->second;
            kept.insert(kept.end(), moved.begin(), moved.end());
            ++m_noding.merged;
        }
        for (const auto &[key, vertices] : closing.insertions) {
            m_noding.noded += vertices.size();
        }
        for (auto &ring : m_noding.rings) {
            apply(closing, ring);
        }
        std::erase_if(m_noding.rings, [](const NodedRing &ring) { return ring.vertices.size() < 3; });
    }

    void apply(const Closing &closing, NodedRing &ring) const {
        std::vector<std::uint32_t> out;
        out.reserve(ring.vertices.size());
        const auto put = [&](std::uint32_t v) {
            const auto merged = closing.merges.find(v);
            const auto target = merged == closing.merges.end() ? v : merged->second;
            if (out.empty() || out.back() != target) {
                out.push_back(target);
            }
        };
        for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
            const auto a = ring.vertices[i];
            const auto b = ring.vertices[i + 1 == ring.vertices.size() ? 0 : i + 1];
            put(a);
            if (const auto found = closing.insertions.find(edge_key(a, b)); found != closing.insertions.end()) {
                for (const auto v : in_order(found->second, a, b)) {
                    put(v);
                }
            }
        }
        while (out.size() > 1 && out.front() == out.back()) {
            out.pop_back();
        }
        ring.vertices = std::move(out);
    }

    [[nodiscard]] std::vector<std::uint32_t> in_order(std::vector<std::uint32_t> vertices, std::uint32_t a,
                                                      std::uint32_t b) const {
        const auto &points = m_noding.points;
        const auto along = [&](std::uint32_t v) {
            return (std::int64_t{points[b].x} - points[a].x) * (std::int64_t{points[v].x} - points[a].x) +
                   (std::int64_t{points[b].y} - points[a].y) * (std::int64_t{points[v].y} - points[a].y);
        };
        std::ranges::sort(vertices,
                          [&](auto u, auto v) { return std::pair(along(u), points[u]) < std::pair(along(v), points[v]); });
        return vertices;
    }

    Noding &m_noding;
    std::unordered_map<std::uint32_t, std::vector<LatticePoint>> m_origins;
};

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

void take_ring(Noding &noding, PointNumbers &numbers, Label label, std::uint32_t polygon, const Ring &given, bool is_hole) {
    const auto tidied = tidy(given, is_hole);
    std::vector<LatticePoint> tips;
    const auto ring = without_spikes(tidied, tips);
    for (const auto tip : tips) {
        noding.defects.push_back({DefectKind::spike, tip, 0, 0, label, no_label});
    }
    for (auto &loop : tips.empty() ? std::vector<Ring>{} : loops_at_spikes(tidied)) {
        noding.loops.push_back({label, {std::move(loop), {}}});
    }
    if (ring.size() < 3 || doubled_area(ring) == 0) {
        if (!given.empty() && !is_hole) {
            noding.defects.push_back({DefectKind::invalid_ring, given.front(), 0, 0, label, no_label});
        }
        return; // a hole without area holds nothing back
    }
    NodedRing noded{label, polygon, {}, is_hole};
    noded.vertices.reserve(ring.size());
    for (const auto p : ring) {
        noded.vertices.push_back(numbers.number(p, noding.points));
    }
    noding.rings.push_back(std::move(noded));
}

} // namespace

Noding node_polygons(std::span<const LabelledPolygon> polygons) {
    Noding noding;
    std::size_t vertices = 0;
    for (const auto &[label, polygon] : polygons) {
        vertices += polygon.outer.size();
    }
    PointNumbers numbers(vertices);
    for (std::uint32_t i = 0; i < polygons.size(); ++i) {
        const auto &[label, polygon] = polygons[i];
        take_ring(noding, numbers, label, i, polygon.outer, false);
        for (const auto &hole : polygon.holes) {
            take_ring(noding, numbers, label, i, hole, true);
        }
    }
    Noder(noding).run();
    return noding;
}

} // namespace jingwei::spatial
