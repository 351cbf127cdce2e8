#include "spatial/arc_graph.hpp"
#include "spatial/nesting.hpp"
#include "spatial/point_numbers.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

namespace jingwei::spatial {
namespace {

/// Faces that have become one.
class FaceUnion {
  public:
    explicit FaceUnion(std::size_t count) : m_above(count) { std::iota(m_above.begin(), m_above.end(), FaceIndex{0}); }
    [[nodiscard]] FaceIndex root(FaceIndex face) {
        while (m_above[face] != face) {
            face = m_above[face] = m_above[m_above[face]];
        }
        return face;
    }
    void join(FaceIndex a, FaceIndex b) { m_above[root(a)] = root(b); }

  private:
    std::vector<FaceIndex> m_above;
};

/// Joins arcs through the points where only two of them end. The result is the same as that of `trace_arcs` on their edges,
/// but only ends are looked at: O(points) to copy, O(n log n) in arcs.
class ArcJoiner {
  public:
    /// `kept` are those that stay, over the points of the coverage.
    ArcJoiner(std::span<const LatticePoint> all_points, std::span<const Arc> kept)
        : m_points(all_points), m_arcs(kept), m_used(kept.size(), false) {
        number_ends();
    }

    void run() {
        points.reserve(m_points.size());
        for (const auto node : junctions_in_order()) {
            for (const auto h : leaving_in_order(node)) {
                if (!m_used[h / 2]) {
                    add_chain(h);
                }
            }
        }
        add_closed();
    }

    std::vector<LatticePoint> points;
    std::vector<Arc> arcs; ///< `left` and `right` are the faces that the first of the joined arcs had

  private:
    [[nodiscard]] std::uint32_t origin(HalfArc h) const { return m_origins[h]; }
    [[nodiscard]] std::uint32_t degree(std::uint32_t node) const { return m_offsets[node + 1] - m_offsets[node]; }
    [[nodiscard]] std::span<const HalfArc> leaving(std::uint32_t node) const {
        return std::span(m_leaving).subspan(m_offsets[node], degree(node));
    }
    [[nodiscard]] std::span<const LatticePoint> line(HalfArc h) const {
        return m_points.subspan(m_arcs[h / 2].first_point, m_arcs[h / 2].point_count);
    }
    [[nodiscard]] LatticePoint leads_to(HalfArc h) const { return (h & 1U) == 0 ? line(h)[1] : line(h)[line(h).size() - 2]; }

    void number_ends() {
        PointNumbers numbers(2 * m_arcs.size());
        m_origins.reserve(2 * m_arcs.size());
        for (HalfArc h = 0; h < 2 * m_arcs.size(); h += 2) {
            m_origins.push_back(numbers.number(line(h).front(), m_nodes));
            m_origins.push_back(numbers.number(line(h).back(), m_nodes));
        }
        m_offsets.assign(m_nodes.size() + 1, 0);
        std::ranges::for_each(m_origins, [&](std::uint32_t node) { ++m_offsets[node + 1]; });
        std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
        m_leaving.resize(m_origins.size());
        auto fill = m_offsets;
        for (HalfArc h = 0; h < m_origins.size(); ++h) {
            m_leaving[fill[m_origins[h]]++] = h;
        }
    }

    [[nodiscard]] std::vector<std::uint32_t> junctions_in_order() const {
        std::vector<std::uint32_t> junctions;
        for (std::uint32_t node = 0; node < m_nodes.size(); ++node) {
            if (degree(node) != 2) {
                junctions.push_back(node);
            }
        }
        std::ranges::sort(junctions, {}, [&](std::uint32_t node) { return m_nodes[node]; });
        return junctions;
    }
    [[nodiscard]] std::vector<HalfArc> leaving_in_order(std::uint32_t node) const {
        std::vector<HalfArc> order(leaving(node).begin(), leaving(node).end());
        std::ranges::sort(order, {}, [&](HalfArc h) { return leads_to(h); });
        return order;
    }

    /// The half arc that goes on where h ends, at a point with two ends.
    [[nodiscard]] HalfArc next(HalfArc h) const {
        const auto both = leaving(origin(h ^ 1U));
        return both[0] == (h ^ 1U) ? both[1] : both[0];
    }

    [[nodiscard]] Arc begin_arc(HalfArc h) const {
        const auto &arc = m_arcs[h / 2];
        const auto first = static_cast<std::uint32_t>(points.size());
        return (h & 1U) == 0 ? Arc{first, 0, arc.left, arc.right} : Arc{first, 0, arc.right, arc.left};
    }
    void end_arc(Arc arc) {
        arc.point_count = static_cast<std::uint32_t>(points.size()) - arc.first_point;
        arcs.push_back(arc);
    }

    /// All points of a half arc but its last.
    void append(HalfArc h, std::vector<LatticePoint> &out) {
        m_used[h / 2] = true;
        const auto all = line(h);
        if ((h & 1U) == 0) {
            out.insert(out.end(), all.begin(), all.end() - 1);
        } else {
            out.insert(out.end(), all.rbegin(), all.rend() - 1);
        }
    }

    void add_chain(HalfArc h) {
        const auto arc = begin_arc(h);
        append(h, points);
        while (degree(origin(h ^ 1U)) == 2) {
            h = next(h);
            append(h, points);
        }
        points.push_back(m_nodes[origin(h ^ 1U)]);
        end_arc(arc);
    }

    /// A closed arc without a junction starts at its smallest point, towards the smaller of the points beside it.
    void add_closed() {
        struct Closed {
            Ring ring;
            HalfArc first;
        };
        std::vector<Closed> closed;
        for (HalfArc start = 0; start < 2 * m_arcs.size(); start += 2) {
            if (m_used[start / 2]) {
                continue;
            }
            Closed found{{}, start};
            for (auto h = start; !m_used[h / 2]; h = next(h)) {
                append(h, found.ring);
            }
            std::ranges::rotate(found.ring, std::ranges::min_element(found.ring));
            closed.push_back(std::move(found));
        }
        std::ranges::sort(closed, {}, [](const Closed &c) { return c.ring.front(); });
        for (auto &[ring, first] : closed) {
            const bool backwards = ring.back() < ring[1];
            if (backwards) {
                std::reverse(ring.begin() + 1, ring.end());
            }
            const auto arc = begin_arc(backwards ? first ^ 1U : first);
            points.insert(points.end(), ring.begin(), ring.end());
            points.push_back(ring.front());
            end_arc(arc);
        }
    }

    std::span<const LatticePoint> m_points;
    std::span<const Arc> m_arcs;
    std::vector<bool> m_used;
    std::vector<LatticePoint> m_nodes;    ///< where arcs end
    std::vector<std::uint32_t> m_origins; ///< of half arcs
    std::vector<std::uint32_t> m_offsets; ///< of each node's half arcs
    std::vector<HalfArc> m_leaving;
};

/// Gives the arcs' sides their new faces: each positive cycle is the outline of one.
std::vector<Label> renumber_faces(std::span<const LatticePoint> points, std::vector<Arc> &arcs, std::span<const Label> labels,
                                  FaceUnion &faces) {
    const ArcGraph graph(points, arcs);
    const auto cycles = graph.cycles();
    std::vector<FaceIndex> face_of_root(labels.size(), 0);
    std::vector<Label> new_labels{no_label};
    const auto outside = faces.root(0);
    for (const auto &cycle : cycles) {
        const auto root = faces.root(graph.left(cycle.first));
        if (cycle.doubled_area > 0) {
            if (root == outside || face_of_root[root] != 0) {
                throw std::logic_error("a face of a coverage has one outline");
            }
            face_of_root[root] = static_cast<FaceIndex>(new_labels.size());
            new_labels.push_back(labels[graph.left(cycle.first)]);
        }
    }
    const auto face_of = [&](FaceIndex old) {
        const auto root = faces.root(old);
        if (root != outside && face_of_root[root] == 0) {
            throw std::logic_error("a face of a coverage has an outline");
        }
        return face_of_root[root];
    };
    for (auto &arc : arcs) {
        arc.left = face_of(arc.left);
        arc.right = face_of(arc.right);
    }
    return new_labels;
}

} // namespace

Coverage relabel(const Coverage &coverage, std::span<const Label> labels) {
    FaceUnion faces(labels.size());
    std::vector<Arc> kept;
    for (const auto &arc : coverage.arcs()) {
        if (labels[arc.left] != labels[arc.right]) {
            kept.push_back(arc);
        } else {
            faces.join(arc.left, arc.right);
        }
    }
    ArcJoiner joiner(coverage.all_points(), kept);
    joiner.run();
    auto new_labels = renumber_faces(joiner.points, joiner.arcs, labels, faces);
    return {std::move(joiner.points), std::move(joiner.arcs), std::move(new_labels)};
}

} // namespace jingwei::spatial
