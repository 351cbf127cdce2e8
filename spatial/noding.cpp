#include "spatial/noding.hpp"

#include "spatial/beyond_measure.hpp"
#include "spatial/closing.hpp"
#include "spatial/ring_intake.hpp"
#include "spatial/segment.hpp"
#include "spatial/spikes.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace jingwei::spatial {
namespace {

constexpr int max_rounds = 16;
constexpr std::int64_t longest_closed_corner = 100; // lattice units, about a metre
/// Choices of closings that are looked through for crossings, a round.
constexpr int max_attempts = 16;
/// Vertices that may be tried against loose edges, a round: far more than any map of grids needs, so that no input takes
/// quadratic time.
constexpr std::size_t tries_per_edge = 256;
constexpr std::size_t free_tries = 10'000'000;

/// What starts at each vertex: made only where something has to be closed.
struct Incidence {
    std::vector<std::uint32_t> offsets;
    std::vector<Label> labels; ///< of the edges that leave each vertex, ascending

    Incidence(std::size_t point_count, const std::vector<NodedRing> &rings) : offsets(point_count + 1, 0) {
        for (const auto &ring : rings) {
            for (const auto v : ring.vertices) {
                ++offsets[v + 1];
            }
        }
        std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
        labels.resize(offsets.back());
        auto fill = offsets;
        for (const auto &ring : rings) {
            for (const auto v : ring.vertices) {
                labels[fill[v]++] = ring.label;
            }
        }
        for (std::size_t v = 0; v < point_count; ++v) {
            std::sort(labels.begin() + offsets[v], labels.begin() + offsets[v + 1]);
        }
    }
    [[nodiscard]] std::size_t degree(std::uint32_t v) const { return offsets[v + 1] - offsets[v]; }
    [[nodiscard]] bool has_label(std::uint32_t v, Label label) const {
        return std::binary_search(labels.begin() + offsets[v], labels.begin() + offsets[v + 1], label);
    }
};

struct LooseEdge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Label label = no_label;
    std::uint32_t place = 0; ///< in the rings
};

/// The edges that are not matched by exactly one edge in the other direction, by their origin.
std::vector<LooseEdge> loose_edges(const EdgeTable &table) {
    std::vector<LooseEdge> loose;
    table.for_each_pair([&](std::uint32_t low, std::span<const RingEdge> edges) {
        if (edges.size() == 2 && edges[0].forward() != edges[1].forward()) {
            return;
        }
        for (const auto &edge : edges) {
            loose.push_back(edge.forward() ? LooseEdge{low, edge.high, edge.label, edge.place}
                                           : LooseEdge{edge.high, low, edge.label, edge.place});
        }
    });
    std::ranges::sort(loose, {}, [](const LooseEdge &e) { return std::pair(e.a, e.place); });
    return loose;
}

/// Tells quickly that nothing loose is near: a bit for each cell that the box of a segment comes within reach of.
class NearMap {
  public:
    explicit NearMap(std::span<const Segment> segments) {
        for (const auto &s : segments) {
            m_box.add(s.a);
            m_box.add(s.b);
        }
        if (segments.empty()) {
            return;
        }
        const auto width = std::uint64_t(std::int64_t{m_box.max_x} - m_box.min_x) + margin;
        const auto height = std::uint64_t(std::int64_t{m_box.max_y} - m_box.min_y) + margin;
        while ((std::max(width, height) >> m_shift) >= most_a_side) {
            ++m_shift;
        }
        m_columns = (width >> m_shift) + 1;
        m_near.assign(m_columns * ((height >> m_shift) + 1), 0);
        std::ranges::for_each(segments, [&](const Segment &s) { mark(spatial::bounds(s)); });
    }

    [[nodiscard]] bool may_be_near(LatticePoint p) const {
        const auto x = std::int64_t{p.x} - m_box.min_x + noding_reach;
        const auto y = std::int64_t{p.y} - m_box.min_y + noding_reach;
        const auto column = static_cast<std::uint64_t>(x) >> m_shift;
        const auto cell = (static_cast<std::uint64_t>(y) >> m_shift) * m_columns + column;
        return x >= 0 && y >= 0 && column < m_columns && cell < m_near.size() && m_near[cell] != 0;
    }

  private:
    static constexpr std::uint64_t most_a_side = 1024;
    static constexpr std::uint64_t margin = 2 * noding_reach + 1;

    void mark(const LatticeBox &box) {
        const auto cell = [&](std::int64_t v) { return static_cast<std::uint64_t>(v) >> m_shift; };
        const auto last_row = cell(std::int64_t{box.max_y} - m_box.min_y + 2 * noding_reach);
        const auto first_column = cell(std::int64_t{box.min_x} - m_box.min_x);
        const auto last_column = cell(std::int64_t{box.max_x} - m_box.min_x + 2 * noding_reach);
        for (auto row = cell(std::int64_t{box.min_y} - m_box.min_y); row <= last_row; ++row) {
            const auto from = m_near.begin() + static_cast<std::ptrdiff_t>(row * m_columns);
            std::fill(from + static_cast<std::ptrdiff_t>(first_column), from + static_cast<std::ptrdiff_t>(last_column) + 1,
                      std::uint8_t{1});
        }
    }

    LatticeBox m_box;
    unsigned m_shift = 0;
    std::uint64_t m_columns = 0;
    std::vector<std::uint8_t> m_near;
};

class Noder {
  public:
    Noder(Noding &noding, StopCheck stop) : m_noding(noding), m_stop(std::move(stop)) {}

    void run() {
        for (int round = 0; round < max_rounds; ++round) {
            const auto closing = find_closing();
            if (closing.empty()) {
                return;
            }
            apply(closing);
        }
        m_noding.edges = EdgeTable(m_noding.points.size(), m_noding.rings);
    }

  private:
    Closing find_closing() {
        m_noding.edges = EdgeTable(m_noding.points.size(), m_noding.rings);
        const auto loose = loose_edges(m_noding.edges);
        const auto near = near_loose(loose);
        if (near.empty()) {
            return {};
        }
        const Incidence incidence(m_noding.points.size(), m_noding.rings);
        m_refused.merges.clear();
        m_refused.insertions.clear();
        for (int attempt = 0;; ++attempt) {
            m_stop.ask();
            auto closing = choose(near, loose, incidence);
            const bool crosses = attempt < max_attempts && !closing.empty() &&
                                 refuse_crossings(m_noding.points, m_noding.edges, closing, m_refused, m_stop);
            if (!crosses) {
                return closing;
            }
        }
    }

    struct Near {
        std::uint32_t vertex, loose;
    };
    /// The vertices near loose edges that they are no ends of, by rising numbers.
    std::vector<Near> near_loose(const std::vector<LooseEdge> &loose) {
        std::vector<Segment> segments;
        segments.reserve(loose.size());
        for (const auto &edge : loose) {
            segments.push_back({m_noding.points[edge.a], m_noding.points[edge.b]});
        }
        const SegmentGrid grid(segments);
        const NearMap map(segments);
        const auto most = m_noding.candidates + free_tries + tries_per_edge * loose.size();
        std::vector<Near> near;
        for (std::uint32_t v = 0; v < m_noding.points.size(); ++v) {
            const auto p = m_noding.points[v];
            if (!map.may_be_near(p)) {
                continue;
            }
            const LatticeBox box{p.x - 2, p.y - 2, p.x + 2, p.y + 2};
            grid.for_each_near(box, [&](std::uint32_t s) {
                m_stop.step();
                if (++m_noding.candidates > most) {
                    refuse_beyond_measure(p);
                }
                const auto &edge = loose[s];
                if (v != edge.a && v != edge.b && bounds(segments[s]).intersects(box) &&
                    is_within(p, segments[s], noding_reach)) {
                    near.push_back({v, s});
                }
            });
        }
        return near;
    }

    [[nodiscard]] Closing choose(const std::vector<Near> &near, const std::vector<LooseEdge> &loose,
                                 const Incidence &incidence) const {
        Closing closing;
        for (const auto &[v, s] : near) {
            if (incidence.degree(v) > 0 && !incidence.has_label(v, loose[s].label)) {
                close(closing, incidence, v, loose[s]);
            }
        }
        return closing;
    }

    void close(Closing &closing, const Incidence &incidence, std::uint32_t v, const LooseEdge &edge) const {
        const auto da = distance_squared(m_noding.points[v], m_noding.points[edge.a]);
        const auto db = distance_squared(m_noding.points[v], m_noding.points[edge.b]);
        if (std::min(da, db) > noding_reach * noding_reach) {
            insert(closing, edge_key(edge.a, edge.b), v);
            return;
        }
        const auto w = da < db || (da == db && edge.a < edge.b) ? edge.a : edge.b;
        const auto rank = [&](std::uint32_t u) {
            return std::pair(-static_cast<std::ptrdiff_t>(incidence.degree(u)), m_noding.points[u]);
        };
        const auto [keep, move] = rank(v) < rank(w) ? std::pair(v, w) : std::pair(w, v);
        if (!closing.busy.contains(keep) && !closing.busy.contains(move) && may_move(move, keep) &&
            !m_refused.merges.contains(edge_key(move, keep))) {
            closing.merges[move] = keep;
            closing.busy.insert({keep, move});
        }
    }

    void insert(Closing &closing, EdgeKey edge, std::uint32_t v) const {
        if (m_refused.insertions.contains({edge, v})) {
            return;
        }
        auto &list = closing.insertions[edge];
        if (list.empty() || list.back() != v) { // vertices come in ascending order
            list.push_back(v);
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

    void apply(const Closing &closing, NodedRing &ring) {
        std::vector<std::uint32_t> out;
        bool same = true;
        out.reserve(ring.vertices.size());
        const auto put = [&](std::uint32_t v) {
            const auto target = closing.target(v);
            same = same && target == v;
            if (out.empty() || out.back() != target) {
                out.push_back(target);
            }
        };
        for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
            const auto a = ring.vertices[i];
            const auto b = ring.vertices[i + 1 == ring.vertices.size() ? 0 : i + 1];
            put(a);
            const auto inserted = closing.inserted(m_noding.points, a, b);
            same = same && inserted.empty();
            std::ranges::for_each(inserted, put);
        }
        while (out.size() > 1 && out.front() == out.back()) {
            out.pop_back();
        }
        if (!same) {
            cut_folds(ring, out);
        }
        ring.vertices = std::move(out);
    }

    /// Takes out what runs forth and straight back since its sides were closed to one; a ring of nothing else stays. The sharp
    /// corner of a clean file may close so for a few units; what was a metre long and more is told as a spike.
    void cut_folds(const NodedRing &ring, std::vector<std::uint32_t> &vertices) {
        std::vector<Fold> folds;
        auto left = without_folds(vertices, folds);
        if (folds.empty() || left.size() < 3) {
            return;
        }
        vertices = std::move(left);
        for (const auto &[tip, foot] : folds) {
            const auto at = m_noding.points[tip];
            if (distance_squared(at, m_noding.points[foot]) > longest_closed_corner * longest_closed_corner) {
                m_noding.defects.push_back({DefectKind::spike, at, 0, 0, ring.label, no_label});
            }
        }
    }

    Noding &m_noding;
    StopCheck m_stop;
    RefusedClosings m_refused; ///< in this round
    std::unordered_map<std::uint32_t, std::vector<LatticePoint>> m_origins;
};

} // namespace

Noding node_polygons(std::span<const LabelledPolygon> polygons, const StopCheck &stop) {
    auto noding = take_rings(polygons);
    Noder(noding, stop).run();
    return noding;
}

} // namespace jingwei::spatial
