#include "spatial/arc_graph.hpp"

#include <algorithm>
#include <numeric>

namespace jingwei::spatial {

ArcGraph::ArcGraph(std::span<const LatticePoint> points, std::span<const Arc> arcs) : m_points(points), m_arcs(arcs) {
    sort_around_nodes();
    link();
    trace_cycles();
}

LatticePoint ArcGraph::origin(HalfArc h) const {
    const auto &arc = m_arcs[h / 2];
    return m_points[(h & 1U) == 0 ? arc.first_point : arc.first_point + arc.point_count - 1];
}

void ArcGraph::sort_around_nodes() {
    struct Ray {
        LatticePoint origin, towards;
        HalfArc half;
    };
    std::vector<Ray> rays;
    rays.reserve(m_arcs.size() * 2);
    for (std::uint32_t a = 0; a < m_arcs.size(); ++a) {
        const auto &arc = m_arcs[a];
        const auto last = arc.first_point + arc.point_count - 1;
        rays.push_back({m_points[arc.first_point], m_points[arc.first_point + 1], a * 2});
        rays.push_back({m_points[last], m_points[last - 1], a * 2 + 1});
    }
    std::ranges::sort(rays, [](const Ray &r, const Ray &s) {
        if (r.origin != s.origin) {
            return r.origin < s.origin;
        }
        const auto dx = [](const Ray &ray) { return std::int64_t{ray.towards.x} - ray.origin.x; };
        const auto dy = [](const Ray &ray) { return std::int64_t{ray.towards.y} - ray.origin.y; };
        if (turns_before(dx(r), dy(r), dx(s), dy(s))) {
            return true;
        }
        return !turns_before(dx(s), dy(s), dx(r), dy(r)) && r.half < s.half;
    });
    m_around.reserve(rays.size());
    for (std::size_t i = 0; i < rays.size(); ++i) {
        if (i == 0 || rays[i].origin != rays[i - 1].origin) {
            m_node_offsets.push_back(static_cast<std::uint32_t>(i));
        }
        m_around.push_back(rays[i].half);
    }
    m_node_offsets.push_back(static_cast<std::uint32_t>(rays.size()));
}

void ArcGraph::link() {
    m_next.assign(m_around.size(), 0);
    for (std::size_t node = 0; node + 1 < m_node_offsets.size(); ++node) {
        const auto begin = m_node_offsets[node];
        const auto end = m_node_offsets[node + 1];
        for (auto i = begin; i < end; ++i) {
            // arriving by the reverse of m_around[i], the same ground on the left goes on with the next clockwise
            const auto clockwise = i == begin ? end - 1 : i - 1;
            m_next[m_around[i] ^ 1U] = m_around[clockwise];
        }
    }
}

void ArcGraph::trace_cycles() {
    const auto shares = shares_of_arcs();
    m_cycle_of.assign(m_around.size(), no_cycle);
    for (HalfArc start = 0; start < m_next.size(); ++start) {
        if (m_cycle_of[start] != no_cycle) {
            continue;
        }
        Cycle cycle{start, 0, {INT32_MAX, INT32_MAX}};
        for (HalfArc h = start; m_cycle_of[h] == no_cycle; h = m_next[h]) {
            const auto &share = shares[h / 2];
            m_cycle_of[h] = static_cast<std::uint32_t>(m_cycles.size());
            cycle.doubled_area += (h & 1U) == 0 ? share.doubled_area : -share.doubled_area;
            cycle.west = std::min(cycle.west, share.west);
        }
        m_cycles.push_back(cycle);
    }
}

std::vector<ArcGraph::Share> ArcGraph::shares_of_arcs() const {
    std::vector<Share> shares(m_arcs.size());
    const auto base = m_points.empty() ? LatticePoint{} : m_points.front();
    for (std::size_t a = 0; a < m_arcs.size(); ++a) {
        const auto line = m_points.subspan(m_arcs[a].first_point, m_arcs[a].point_count);
        Share share{0, line.front()};
        auto previous = line.front();
        for (const auto p : line.subspan(1)) {
            share.doubled_area += cross(base, previous, p);
            share.west = std::min(share.west, p);
            previous = p;
        }
        shares[a] = share;
    }
    return shares;
}

Ring ArcGraph::ring(const Cycle &cycle) const {
    Ring ring;
    HalfArc h = cycle.first;
    do {
        for_each_point(h, [&](LatticePoint p) { ring.push_back(p); });
        h = m_next[h];
    } while (h != cycle.first);
    return ring;
}

void ArcGraph::for_each_sector(const std::function<void(HalfArc, HalfArc)> &visit) const {
    for (std::size_t node = 0; node + 1 < m_node_offsets.size(); ++node) {
        const auto begin = m_node_offsets[node];
        const auto end = m_node_offsets[node + 1];
        for (auto i = begin; i < end; ++i) {
            visit(m_around[i], m_around[i + 1 == end ? begin : i + 1]);
        }
    }
}

std::vector<std::uint32_t> surrounding_cycles(const ArcGraph &graph, const MetBefore &met_before) {
    const auto cycles = graph.cycles();
    std::vector<std::uint32_t> surrounding(cycles.size(), no_cycle);
    std::vector<std::uint32_t> outsides;
    for (std::uint32_t c = 0; c < cycles.size(); ++c) {
        if (cycles[c].doubled_area > 0) {
            surrounding[c] = c;
        } else {
            outsides.push_back(c);
        }
    }
    // a component whose outline begins farther west is settled first, so one step of inheritance is enough
    std::ranges::sort(outsides, {}, [&](std::uint32_t c) { return cycles[c].west; });
    for (const auto c : outsides) {
        if (const auto met = met_before(cycles[c].west)) {
            surrounding[c] = surrounding[graph.cycle_of(*met)];
        }
    }
    return surrounding;
}

} // namespace jingwei::spatial
