#include "spatial/arc_graph.hpp"

#include <algorithm>
#include <unordered_map>

namespace jingwei::spatial {
namespace {

/// The arcs between different groups, carrying groups instead of faces.
std::vector<Arc> arcs_between_groups(const Coverage &coverage, std::span<const Label> group_of_label) {
    const auto group = [&](FaceIndex face) {
        const auto label = coverage.label(face);
        return label == no_label ? 0 : group_of_label[label];
    };
    std::vector<Arc> arcs;
    for (auto arc : coverage.arcs()) {
        arc.left = group(arc.left);
        arc.right = group(arc.right);
        if (arc.left != arc.right) {
            arcs.push_back(arc);
        }
    }
    return arcs;
}

/// Cuts a closed walk at the points it visits twice, so that each piece is a simple ring.
void split_at_repeated_points(const Ring &walk, std::vector<Ring> &rings) {
    std::unordered_map<std::uint64_t, std::size_t> open; // point -> its index in `stack`
    const auto key = [](LatticePoint p) {
        return (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32) | static_cast<std::uint32_t>(p.y);
    };
    Ring stack;
    for (const auto p : walk) {
        const auto found = open.find(key(p));
        if (found != open.end()) {
            const auto start = found->second;
            rings.emplace_back(stack.begin() + static_cast<std::ptrdiff_t>(start), stack.end());
            for (std::size_t i = start + 1; i < stack.size(); ++i) {
                open.erase(key(stack[i]));
            }
            stack.resize(start + 1);
        } else {
            open.emplace(key(p), stack.size());
            stack.push_back(p);
        }
    }
    rings.push_back(std::move(stack));
}

/// Whether the middle of a segment, which touches the ring in its ends at most, lies inside the ring. Exact.
bool encloses_middle(const Ring &ring, LatticePoint p, LatticePoint q) {
    // in half units, so that the middle is a point
    const auto x = std::int64_t{p.x} + q.x;
    const auto y = std::int64_t{p.y} + q.y;
    bool inside = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const auto a = ring[i];
        const auto b = ring[i + 1 == ring.size() ? 0 : i + 1];
        const auto low = a.y < b.y ? a : b;
        const auto high = a.y < b.y ? b : a;
        if (std::int64_t{low.y} * 2 <= y && y < std::int64_t{high.y} * 2) {
            const auto turn = static_cast<__int128>(std::int64_t{high.x} - low.x) * (y - std::int64_t{low.y} * 2) -
                              static_cast<__int128>(std::int64_t{high.y} - low.y) * (x - std::int64_t{low.x} * 2);
            inside ^= turn < 0;
        }
    }
    return inside;
}

/// Starts a ring at its smallest point, so that equal grounds give equal rings.
void start_at_smallest(Ring &ring) {
    std::ranges::rotate(ring, std::ranges::min_element(ring));
}

MultiPolygon assemble(std::vector<Ring> rings) {
    struct Sized {
        Ring ring;
        __int128 area;
    };
    std::vector<Sized> shells;
    std::vector<Ring> holes;
    for (auto &ring : rings) {
        start_at_smallest(ring);
        const auto area = doubled_area(ring);
        if (area > 0) {
            shells.push_back({std::move(ring), area});
        } else if (area < 0) {
            holes.push_back(std::move(ring));
        }
    }
    std::ranges::sort(shells, {}, &Sized::ring);
    std::ranges::sort(holes);
    MultiPolygon result(shells.size());
    for (std::size_t i = 0; i < shells.size(); ++i) {
        result[i].outer = shells[i].ring;
    }
    for (auto &hole : holes) {
        std::size_t best = 0;
        bool found = shells.size() == 1;
        for (std::size_t i = 0; i < shells.size() && shells.size() > 1; ++i) {
            if ((!found || shells[i].area < shells[best].area) && encloses_middle(shells[i].ring, hole[0], hole[1])) {
                best = i;
                found = true;
            }
        }
        if (found) {
            result[best].holes.push_back(std::move(hole));
        }
    }
    return result;
}

} // namespace

std::vector<MultiPolygon> outlines(const Coverage &coverage, std::span<const Label> group_of_label, std::size_t group_count) {
    const auto arcs = arcs_between_groups(coverage, group_of_label);
    const ArcGraph graph(coverage.all_points(), arcs);
    std::vector<std::vector<Ring>> rings(group_count);
    for (const auto &cycle : graph.cycles()) {
        const auto group = graph.left(cycle.first);
        if (group != 0) {
            split_at_repeated_points(graph.ring(cycle), rings[group]);
        }
    }
    std::vector<MultiPolygon> result(group_count);
    for (std::size_t g = 1; g < group_count; ++g) {
        result[g] = assemble(std::move(rings[g]));
    }
    return result;
}

} // namespace jingwei::spatial
