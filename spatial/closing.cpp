#include "spatial/closing.hpp"

#include "spatial/segment_tree.hpp"

#include <algorithm>

namespace jingwei::spatial {
namespace {

/// Pairs of edges that may be compared: far more than any map of grids needs.
constexpr std::size_t pairs_per_edge = 16;
constexpr std::size_t free_pairs = 1'000'000;

/// An edge as it is, and the points that it runs through after the closing.
struct ClosedEdge {
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::vector<std::uint32_t> path;
    [[nodiscard]] EdgeKey key() const { return edge_key(low, high); }
};

class CrossingRefusal {
  public:
    CrossingRefusal(const std::vector<LatticePoint> &points, const EdgeTable &edges, const Closing &closing,
                    RefusedClosings &refused, StopCheck &stop)
        : m_points(points), m_edges(edges), m_closing(closing), m_refused(refused), m_stop(stop),
          m_budget(refused.candidates + free_pairs + pairs_per_edge * edges.size()) {}

    bool run() {
        collect_changed();
        const SegmentTree tree(m_segments);
        bool found = false;
        m_edges.for_each_pair([&](std::uint32_t low, std::span<const RingEdge> same) {
            const auto high = same[0].high;
            if (m_refused.candidates >= m_budget) {
                return;
            }
            if (!is_changed(low, high) && !tree.has_near(bounds({m_points[low], m_points[high]}))) {
                return; // by far the most
            }
            const auto edge = closed(low, high);
            for (std::size_t i = 0; i + 1 < edge.path.size() && m_refused.candidates < m_budget; ++i) {
                tree.for_each_near(bounds(segment(edge.path, i)), [&](std::uint32_t piece) {
                    m_stop.step();
                    found |= ++m_refused.candidates < m_budget && look_at(edge, i, m_pieces[piece]);
                });
            }
        });
        return found;
    }

  private:
    struct Piece {
        std::uint32_t edge = 0; ///< in m_changed
        std::uint32_t place = 0;
    };

    [[nodiscard]] Segment segment(const std::vector<std::uint32_t> &path, std::size_t place) const {
        return {m_points[path[place]], m_points[path[place + 1]]};
    }

    [[nodiscard]] bool is_changed(std::uint32_t low, std::uint32_t high) const {
        return m_closing.merges.contains(low) || m_closing.merges.contains(high) ||
               m_closing.insertions.contains(edge_key(low, high));
    }

    [[nodiscard]] ClosedEdge closed(std::uint32_t low, std::uint32_t high) const {
        ClosedEdge edge{low, high, {m_closing.target(low)}};
        for (const auto v : m_closing.inserted(m_points, low, high)) {
            edge.path.push_back(m_closing.target(v));
        }
        edge.path.push_back(m_closing.target(high));
        const auto rest = std::ranges::unique(edge.path);
        edge.path.erase(rest.begin(), rest.end());
        return edge;
    }

    void collect_changed() {
        m_edges.for_each_pair([&](std::uint32_t low, std::span<const RingEdge> same) {
            if (!is_changed(low, same[0].high)) {
                return;
            }
            auto edge = closed(low, same[0].high);
            for (std::uint32_t i = 0; i + 1 < edge.path.size(); ++i) {
                m_pieces.push_back({static_cast<std::uint32_t>(m_changed.size()), i});
                m_segments.push_back(segment(edge.path, i));
            }
            m_changed.push_back(std::move(edge));
        });
    }

    /// Whether the piece of an edge and one of a changed edge must not come to be both.
    bool look_at(const ClosedEdge &edge, std::size_t place, const Piece &piece) {
        const auto &changed = m_changed[piece.edge];
        const auto s = segment(edge.path, place);
        const auto t = segment(changed.path, piece.place);
        if (edge.key() == changed.key() || !meet_improperly(s, t) ||
            meet_improperly({m_points[edge.low], m_points[edge.high]}, {m_points[changed.low], m_points[changed.high]})) {
            return false;
        }
        const auto known = m_refused.merges.size() + m_refused.insertions.size();
        refuse(edge, place);
        refuse(changed, piece.place);
        return m_refused.merges.size() + m_refused.insertions.size() > known;
    }

    /// What made a piece of an edge.
    void refuse(const ClosedEdge &edge, std::size_t place) {
        const auto is_end = [&](std::uint32_t v) {
            return m_closing.target(v) == edge.path[place] || m_closing.target(v) == edge.path[place + 1];
        };
        for (const auto v : {edge.low, edge.high}) {
            if (m_closing.target(v) != v && is_end(v)) {
                m_refused.merges.insert(edge_key(v, m_closing.target(v)));
            }
        }
        if (const auto inserted = m_closing.insertions.find(edge.key()); inserted != m_closing.insertions.end()) {
            for (const auto v : inserted->second) {
                if (is_end(v)) {
                    m_refused.insertions.emplace(edge.key(), v);
                }
            }
        }
    }

    const std::vector<LatticePoint> &m_points;
    const EdgeTable &m_edges;
    const Closing &m_closing;
    RefusedClosings &m_refused;
    StopCheck &m_stop;
    std::size_t m_budget;
    std::vector<ClosedEdge> m_changed;
    std::vector<Piece> m_pieces;
    std::vector<Segment> m_segments;
};

} // namespace

std::vector<std::uint32_t> Closing::inserted(const std::vector<LatticePoint> &points, std::uint32_t a, std::uint32_t b) const {
    const auto found = insertions.find(edge_key(a, b));
    if (found == insertions.end()) {
        return {};
    }
    auto vertices = found->second;
    const auto along = [&](std::uint32_t v) {
        return (std::int64_t{points[b].x} - points[a].x) * (std::int64_t{points[v].x} - points[a].x) +
               (std::int64_t{points[b].y} - points[a].y) * (std::int64_t{points[v].y} - points[a].y);
    };
    std::ranges::sort(vertices,
                      [&](auto u, auto v) { return std::pair(along(u), points[u]) < std::pair(along(v), points[v]); });
    return vertices;
}

bool refuse_crossings(const std::vector<LatticePoint> &points, const EdgeTable &edges, const Closing &closing,
                      RefusedClosings &refused, StopCheck &stop) {
    return CrossingRefusal(points, edges, closing, refused, stop).run();
}

} // namespace jingwei::spatial
