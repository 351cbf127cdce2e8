#include "spatial/arc_tracer.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>

namespace jingwei::spatial {
namespace {

/// Takes away pairs that run both ways for one unit: its own ground lies on both sides. Both are sorted, and stay so.
void cancel_dissolved(std::vector<Label> &forward, std::vector<Label> &backward) {
    std::vector<Label> only_forward, only_backward;
    std::ranges::set_difference(forward, backward, std::back_inserter(only_forward));
    std::ranges::set_difference(backward, forward, std::back_inserter(only_backward));
    forward = std::move(only_forward);
    backward = std::move(only_backward);
}

} // namespace

Edges match_edges(const Noding &noding) {
    Edges result;
    result.edges.reserve(noding.edges.size() / 2 + noding.edges.size() / 16);
    std::vector<Label> forward, backward;
    noding.edges.for_each_pair([&](std::uint32_t low, std::span<const RingEdge> edges) {
        const auto high = edges[0].high;
        if (edges.size() == 2 && edges[0].forward() != edges[1].forward()) { // backwards first
            if (edges[0].label != edges[1].label) {
                result.edges.push_back({low, high, edges[1].label, edges[0].label});
            }
            return;
        }
        forward.clear();
        backward.clear();
        for (const auto &edge : edges) {
            (edge.forward() ? forward : backward).push_back(edge.label);
        }
        if (!forward.empty() && !backward.empty()) {
            cancel_dissolved(forward, backward);
        }
        for (const auto *side : {&forward, &backward}) {
            if (side->size() > 1) {
                result.suspicions.push_back({noding.points[low], (*side)[0], (*side)[1]});
            }
        }
        if (!forward.empty() || !backward.empty()) {
            result.edges.push_back(
                {low, high, forward.empty() ? no_label : forward[0], backward.empty() ? no_label : backward[0]});
        }
    });
    return result;
}

namespace {

class ArcTracer {
  public:
    ArcTracer(const std::vector<LatticePoint> &vertices, const std::vector<Edge> &edges)
        : m_points(vertices), m_edges(edges), m_offsets(vertices.size() + 1, 0), m_used(edges.size(), false) {
        for (const auto &e : edges) {
            ++m_offsets[e.a + 1];
            ++m_offsets[e.b + 1];
        }
        std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
        m_incident.resize(m_offsets.back());
        auto fill = m_offsets;
        for (std::uint32_t i = 0; i < edges.size(); ++i) {
            m_incident[fill[edges[i].a]++] = i;
            m_incident[fill[edges[i].b]++] = i;
        }
    }

    void trace() {
        traced.points.reserve(m_edges.size() + m_edges.size() / 8);
        for (const auto v : nodes_in_order()) {
            for (const auto e : incident_in_order(v)) {
                trace_from(v, e);
            }
        }
        for (const auto v : closed_starts()) {
            trace_from(v, incident_in_order(v)[0]);
        }
    }

    TracedArcs traced;

  private:
    void sort_by_place(std::vector<std::uint32_t> &vertices) const {
        std::ranges::sort(vertices, {}, [&](std::uint32_t v) { return m_points[v]; });
    }
    [[nodiscard]] std::vector<std::uint32_t> nodes_in_order() const {
        std::vector<std::uint32_t> nodes;
        for (std::uint32_t v = 0; v < m_points.size(); ++v) {
            if (degree(v) != 2 && degree(v) != 0) {
                nodes.push_back(v);
            }
        }
        sort_by_place(nodes);
        return nodes;
    }
    /// Closed arcs without a node start at their smallest point.
    [[nodiscard]] std::vector<std::uint32_t> closed_starts() const {
        std::vector<std::uint32_t> starts;
        auto seen = m_used;
        for (std::uint32_t e = 0; e < m_edges.size(); ++e) {
            if (seen[e]) {
                continue;
            }
            auto v = m_edges[e].a;
            auto smallest = v;
            for (auto edge = e; !seen[edge]; edge = other_edge(v, edge)) {
                seen[edge] = true;
                v = other_end(edge, v);
                smallest = m_points[v] < m_points[smallest] ? v : smallest;
            }
            starts.push_back(smallest);
        }
        sort_by_place(starts);
        return starts;
    }
    [[nodiscard]] std::uint32_t other_end(std::uint32_t edge, std::uint32_t v) const {
        return m_edges[edge].a == v ? m_edges[edge].b : m_edges[edge].a;
    }
    /// At a vertex with two edges.
    [[nodiscard]] std::uint32_t other_edge(std::uint32_t v, std::uint32_t edge) const {
        return incident(v)[0] == edge ? incident(v)[1] : incident(v)[0];
    }
    [[nodiscard]] std::uint32_t degree(std::uint32_t v) const { return m_offsets[v + 1] - m_offsets[v]; }
    [[nodiscard]] std::span<const std::uint32_t> incident(std::uint32_t v) const {
        return std::span(m_incident).subspan(m_offsets[v], degree(v));
    }

    /// Its edges by the places they lead to.
    [[nodiscard]] std::vector<std::uint32_t> incident_in_order(std::uint32_t v) const {
        std::vector<std::uint32_t> order(incident(v).begin(), incident(v).end());
        std::ranges::sort(order, {}, [&](std::uint32_t e) { return m_points[other_end(e, v)]; });
        return order;
    }

    void trace_from(std::uint32_t start, std::uint32_t edge) {
        if (m_used[edge]) {
            return;
        }
        const auto first = m_edges[edge];
        Arc arc{static_cast<std::uint32_t>(traced.points.size()), 1, first.left, first.right};
        if (first.a != start) {
            std::swap(arc.left, arc.right);
        }
        traced.points.push_back(m_points[start]);
        for (auto v = start;;) {
            m_used[edge] = true;
            const auto &e = m_edges[edge];
            const bool along = e.a == v;
            traced.is_uniform &= (along ? e.left : e.right) == arc.left && (along ? e.right : e.left) == arc.right;
            v = along ? e.b : e.a;
            traced.points.push_back(m_points[v]);
            ++arc.point_count;
            if (v == start || degree(v) != 2) {
                break;
            }
            edge = other_edge(v, edge);
        }
        traced.arcs.push_back(arc);
    }

    const std::vector<LatticePoint> &m_points;
    const std::vector<Edge> &m_edges;
    std::vector<std::uint32_t> m_offsets;
    std::vector<std::uint32_t> m_incident;
    std::vector<bool> m_used;
};

} // namespace

TracedArcs trace_arcs(const std::vector<LatticePoint> &points, const std::vector<Edge> &edges) {
    ArcTracer tracer(points, edges);
    tracer.trace();
    return std::move(tracer.traced);
}

} // namespace jingwei::spatial
