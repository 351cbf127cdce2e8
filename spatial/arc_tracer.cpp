#include "spatial/arc_tracer.hpp"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <tuple>

namespace jingwei::spatial {
namespace {

struct DirectedEdge {
    std::uint32_t a, b;
    bool forward;
    Label label;
};

std::vector<DirectedEdge> directed_edges(const Noding &noding) {
    std::vector<DirectedEdge> directed;
    for (const auto &ring : noding.rings) {
        for (std::size_t i = 0; i < ring.vertices.size(); ++i) {
            const auto a = ring.vertices[i];
            const auto b = ring.vertices[i + 1 == ring.vertices.size() ? 0 : i + 1];
            directed.push_back({std::min(a, b), std::max(a, b), a < b, ring.label});
        }
    }
    return directed;
}

/// Counting sort by the lower end, then small sorts: edges of one pair of points become neighbours.
void sort_by_ends(std::vector<DirectedEdge> &directed, std::size_t point_count) {
    std::vector<std::uint32_t> offsets(point_count + 1, 0);
    for (const auto &e : directed) {
        ++offsets[e.a + 1];
    }
    std::partial_sum(offsets.begin(), offsets.end(), offsets.begin());
    std::vector<DirectedEdge> sorted(directed.size());
    auto fill = offsets;
    for (const auto &e : directed) {
        sorted[fill[e.a]++] = e;
    }
    for (std::size_t v = 0; v < point_count; ++v) {
        std::sort(sorted.begin() + offsets[v], sorted.begin() + offsets[v + 1],
                  [](const DirectedEdge &e, const DirectedEdge &f) {
                      return std::tuple(e.b, e.forward, e.label) < std::tuple(f.b, f.forward, f.label);
                  });
    }
    directed = std::move(sorted);
}

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
    auto directed = directed_edges(noding);
    sort_by_ends(directed, noding.points.size());
    Edges result;
    std::vector<Label> forward, backward;
    for (std::size_t i = 0; i < directed.size();) {
        const auto a = directed[i].a;
        const auto b = directed[i].b;
        forward.clear();
        backward.clear();
        for (; i < directed.size() && directed[i].a == a && directed[i].b == b; ++i) {
            (directed[i].forward ? forward : backward).push_back(directed[i].label);
        }
        if (!forward.empty() && !backward.empty()) {
            cancel_dissolved(forward, backward);
        }
        for (const auto *side : {&forward, &backward}) {
            if (side->size() > 1) {
                result.suspicions.push_back({noding.points[a], (*side)[0], (*side)[1]});
            }
        }
        if (!forward.empty() || !backward.empty()) {
            result.edges.push_back({a, b, forward.empty() ? no_label : forward[0], backward.empty() ? no_label : backward[0]});
        }
    }
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
        for (const auto v : points_in_order()) {
            if (degree(v) != 2) {
                for (const auto e : incident_in_order(v)) {
                    trace_from(v, e);
                }
            }
        }
        for (const auto v : points_in_order()) { // closed arcs without a node start at their smallest point
            if (degree(v) == 2 && !m_used[incident(v)[0]]) {
                trace_from(v, incident_in_order(v)[0]);
            }
        }
    }

    TracedArcs traced;

  private:
    [[nodiscard]] std::vector<std::uint32_t> points_in_order() const {
        std::vector<std::uint32_t> order(m_points.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, {}, [&](std::uint32_t v) { return m_points[v]; });
        return order;
    }
    [[nodiscard]] std::uint32_t degree(std::uint32_t v) const { return m_offsets[v + 1] - m_offsets[v]; }
    [[nodiscard]] std::span<const std::uint32_t> incident(std::uint32_t v) const {
        return std::span(m_incident).subspan(m_offsets[v], degree(v));
    }

    /// Its edges by the places they lead to.
    [[nodiscard]] std::vector<std::uint32_t> incident_in_order(std::uint32_t v) const {
        std::vector<std::uint32_t> order(incident(v).begin(), incident(v).end());
        std::ranges::sort(order, {},
                          [&](std::uint32_t e) { return m_points[m_edges[e].a == v ? m_edges[e].b : m_edges[e].a]; });
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
            v = m_edges[edge].a == v ? m_edges[edge].b : m_edges[edge].a;
            traced.points.push_back(m_points[v]);
            ++arc.point_count;
            if (v == start || degree(v) != 2) {
                break;
            }
            edge = incident(v)[0] == edge ? incident(v)[1] : incident(v)[0];
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
