#include "spatial/arc_graph.hpp"

#include <algorithm>
#include <numeric>

namespace jingwei::spatial {

ArcGraph::ArcGraph(std::span<const LatticePoint> points, std::span<const Arc> arcs) : m_points(points), m_arcs(arcs) {
    sort_around_nodes();
    link_and_trace();
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

void ArcGraph::link_and_trace() {
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
    m_cycle_of.assign(m_around.size(), no_cycle);
    for (HalfArc start = 0; start < m_next.size(); ++start) {
        if (m_cycle_of[start] != no_cycle) {
            continue;
        }
        Cycle cycle{start, 0, {INT32_MAX, INT32_MAX}};
        const auto base = origin(start);
        LatticePoint previous = base;
        for (HalfArc h = start; m_cycle_of[h] == no_cycle; h = m_next[h]) {
            m_cycle_of[h] = static_cast<std::uint32_t>(m_cycles.size());
            for_each_point(h, [&](LatticePoint p) {
                cycle.doubled_area += cross(base, previous, p);
                cycle.west = std::min(cycle.west, p);
                previous = p;
            });
        }
        m_cycles.push_back(cycle);
    }
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

ArcSegments::ArcSegments(std::span<const LatticePoint> points, std::span<const Arc> arcs) {
    for (std::uint32_t a = 0; a < arcs.size(); ++a) {
        for (std::uint32_t i = 0; i + 1 < arcs[a].point_count; ++i) {
            segments.push_back({points[arcs[a].first_point + i], points[arcs[a].first_point + i + 1]});
            arc_of.push_back(a);
        }
    }
}

namespace {

/// The segment met first when walking west from just above p, strictly west of p; nothing when there is none.
std::optional<std::uint32_t> first_to_the_west(LatticePoint p, const ArcSegments &segments, const SegmentGrid &grid) {
    WestSearch search(p, false);
    std::optional<std::uint32_t> best;
    grid.walk_west(
        p,
        [&](std::uint32_t index) {
            if (search.offer(segments.segments[index])) {
                best = index;
            }
        },
        [&](std::int64_t west_x) { return search.is_settled(west_x); });
    return best;
}

} // namespace

std::vector<std::uint32_t> surrounding_cycles(const ArcGraph &graph, const ArcSegments &segments, const SegmentGrid &grid) {
    return surrounding_cycles(graph, [&](LatticePoint p) -> std::optional<HalfArc> {
        const auto hit = first_to_the_west(p, segments, grid);
        return hit ? std::optional(east_side(segments.arc_of[*hit], segments.segments[*hit])) : std::nullopt;
    });
}

std::vector<std::uint32_t> surrounding_cycles(const ArcGraph &graph, const WestOf &west_of) {
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
        if (const auto east = west_of(cycles[c].west)) {
            surrounding[c] = surrounding[graph.cycle_of(*east)];
        }
    }
    return surrounding;
}

} // namespace jingwei::spatial
