#include "spatial/drawn_rings.hpp"

#include "spatial/arc_search.hpp"

#include <algorithm>
#include <unordered_map>

namespace jingwei::spatial {

namespace {

std::vector<Arc> arcs_between_groups(const Coverage &coverage, std::span<const Label> group_of_label) {
    const auto group = [&](Label label) { return label == no_label ? no_label : group_of_label[label]; };
    std::vector<Arc> arcs;
    for (Arc arc : coverage.arcs()) {
        arc.left = group(coverage.label(arc.left));
        arc.right = group(coverage.label(arc.right));
        if (arc.left != arc.right) {
            arcs.push_back(arc);
        }
    }
    return arcs;
}

/// Whether a half arc begins where other than two borders meet.
bool begins_at_node(const ArcGraph &graph, HalfArc h) {
    return graph.next(graph.next(h ^ 1U) ^ 1U) != h;
}

/// Follows half arcs from `start` to the next node (or round to `start`) and adds the whole as one arc.
void add_joined(const ArcGraph &graph, HalfArc start, std::vector<bool> &used, DrawnBorders &borders) {
    Arc joined{static_cast<std::uint32_t>(borders.points.size()), 0, graph.left(start), graph.left(start ^ 1U)};
    HalfArc h = start;
    HalfArc last = start;
    do {
        used[h / 2] = true;
        graph.for_each_point(h, [&](LatticePoint p) { borders.points.push_back(p); });
        last = h;
        h = graph.next(h);
    } while (h != start && !begins_at_node(graph, last ^ 1U));
    borders.points.push_back(graph.origin(last ^ 1U));
    joined.point_count = static_cast<std::uint32_t>(borders.points.size()) - joined.first_point;
    borders.arcs.push_back(joined);
}

/// A ring while it is put together.
struct FoundRing {
    Label group = no_label;
    std::vector<HalfArc> halves;
    __int128 doubled_area = 0;
    std::uint32_t cycle = 0; ///< of the graph, that it is a piece of
};

/// The signed doubled area that each arc adds to a ring, seen from the first point of all.
std::vector<__int128> area_shares(const DrawnBorders &borders) {
    std::vector<__int128> shares(borders.arcs.size());
    for (std::size_t a = 0; a < shares.size(); ++a) {
        const Arc &arc = borders.arcs[a];
        for (std::uint32_t i = 1; i < arc.point_count; ++i) {
            shares[a] += cross(borders.points[0], borders.points[arc.first_point + i - 1], borders.points[arc.first_point + i]);
        }
    }
    return shares;
}

std::uint64_t place_key(LatticePoint p) {
    return (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y);
}

/// Cuts a cycle at the nodes that it visits twice.
void split_cycle(const ArcGraph &graph, const Cycle &cycle, std::vector<FoundRing> &rings) {
    std::unordered_map<std::uint64_t, std::size_t> open; // node -> how many half arcs lie before it on the stack
    std::vector<HalfArc> stack;
    HalfArc h = cycle.first;
    open.emplace(place_key(graph.origin(h)), 0);
    do {
        stack.push_back(h);
        const auto [met, fresh] = open.emplace(place_key(graph.origin(h ^ 1U)), stack.size());
        if (!fresh) {
            const auto from = stack.begin() + static_cast<std::ptrdiff_t>(met->second);
            for (auto half = from + 1; half != stack.end(); ++half) {
                open.erase(place_key(graph.origin(*half)));
            }
            rings.push_back({graph.left(h), {from, stack.end()}, 0, graph.cycle_of(h)});
            stack.erase(from, stack.end());
        }
        h = graph.next(h);
    } while (h != cycle.first);
}

std::vector<FoundRing> find_rings(const ArcGraph &graph, const DrawnBorders &borders) {
    std::vector<FoundRing> rings;
    for (const Cycle &cycle : graph.cycles()) {
        if (graph.left(cycle.first) != no_label) {
            split_cycle(graph, cycle, rings);
        }
    }
    const auto shares = area_shares(borders);
    for (FoundRing &ring : rings) {
        for (const HalfArc h : ring.halves) {
            ring.doubled_area += (h & 1U) == 0 ? shares[h / 2] : -shares[h / 2];
        }
    }
    return rings;
}

/// Whose ground a hole is cut out of, found when first asked for: most groups have one part, and need nothing.
class ShellFinder {
  public:
    ShellFinder(const ArcGraph &graph, const DrawnBorders &borders) : m_graph(graph), m_borders(borders) {}
    /// The outer cycle of the ground that a cycle bounds.
    std::uint32_t operator()(std::uint32_t cycle) {
        if (m_surroundings.empty()) {
            m_surroundings = ArcSearch(m_borders.points, m_borders.arcs).surroundings(m_graph);
        }
        return m_surroundings[cycle];
    }

  private:
    const ArcGraph &m_graph;
    const DrawnBorders &m_borders;
    std::vector<std::uint32_t> m_surroundings;
};

void add_ring(const FoundRing &found, DrawnRings &out) {
    const auto first = static_cast<std::uint32_t>(out.uses.size());
    for (const HalfArc h : found.halves) {
        out.uses.push_back({h / 2, (h & 1U) != 0});
    }
    out.rings.push_back({first, static_cast<std::uint32_t>(found.halves.size()), found.doubled_area < 0});
}

/// Adds the rings of one group: each outer ring, then its holes.
void add_group(std::span<const FoundRing *const> rings, ShellFinder &find_shell, DrawnRings &out) {
    std::vector<const FoundRing *> shells;
    std::copy_if(rings.begin(), rings.end(), std::back_inserter(shells), [](const auto *r) { return r->doubled_area > 0; });
    std::unordered_map<std::uint32_t, std::size_t> shell_of_cycle;
    for (std::size_t i = 0; i < shells.size(); ++i) {
        shell_of_cycle.emplace(shells[i]->cycle, i);
    }
    std::vector<std::vector<const FoundRing *>> holes(shells.size());
    for (const FoundRing *ring : rings) {
        if (ring->doubled_area < 0 && !shells.empty()) {
            const auto shell = shells.size() == 1 ? shell_of_cycle.begin() : shell_of_cycle.find(find_shell(ring->cycle));
            holes[shell == shell_of_cycle.end() ? 0 : shell->second].push_back(ring);
        }
    }
    for (std::size_t i = 0; i < shells.size(); ++i) {
        add_ring(*shells[i], out);
        std::for_each(holes[i].begin(), holes[i].end(), [&](const auto *hole) { add_ring(*hole, out); });
    }
}

} // namespace

DrawnBorders join_borders(const Coverage &coverage, std::span<const Label> group_of_label) {
    const auto arcs = arcs_between_groups(coverage, group_of_label);
    const ArcGraph graph(coverage.all_points(), arcs);
    DrawnBorders borders;
    std::vector<bool> used(arcs.size());
    const auto half_count = static_cast<HalfArc>(arcs.size() * 2);
    for (HalfArc h = 0; h < half_count; ++h) {
        if (!used[h / 2] && begins_at_node(graph, h)) {
            add_joined(graph, h, used, borders);
        }
    }
    for (HalfArc h = 0; h < half_count; h += 2) {
        if (!used[h / 2]) {
            add_joined(graph, h, used, borders);
        }
    }
    return borders;
}

DrawnRings assemble_rings(const DrawnBorders &borders, std::size_t group_count) {
    const ArcGraph graph(borders.points, borders.arcs);
    const auto found = find_rings(graph, borders);
    std::vector<std::vector<const FoundRing *>> by_group(group_count);
    for (const FoundRing &ring : found) {
        by_group[ring.group].push_back(&ring);
    }
    ShellFinder find_shell(graph, borders);
    DrawnRings out;
    for (const auto &rings : by_group) {
        out.first_rings.push_back(static_cast<std::uint32_t>(out.rings.size()));
        add_group(rings, find_shell, out);
    }
    out.first_rings.push_back(static_cast<std::uint32_t>(out.rings.size()));
    return out;
}

} // namespace jingwei::spatial
