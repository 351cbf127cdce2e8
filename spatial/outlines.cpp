#include "spatial/arc_search.hpp"
#include "spatial/face_outlines.hpp"
#include "spatial/simple_rings.hpp"

#include <algorithm>
#include <unordered_map>

namespace jingwei::spatial {
namespace {

/// The arcs between different groups, carrying groups instead of faces.
std::vector<Arc> arcs_between_groups(const Coverage &coverage, std::span<const Label> group_of_face) {
    std::vector<Arc> arcs;
    for (auto arc : coverage.arcs()) {
        arc.left = group_of_face[arc.left];
        arc.right = group_of_face[arc.right];
        if (arc.left != arc.right) {
            arcs.push_back(arc);
        }
    }
    return arcs;
}

/// Starts a ring at its smallest point, so that equal grounds give equal rings.
void start_at_smallest(Ring &ring) {
    std::ranges::rotate(ring, std::ranges::min_element(ring));
}

/// A ring of a group, and the cycle of the graph that it is a piece of.
struct Piece {
    Ring ring;
    std::uint32_t cycle = 0;
    bool is_shell = false;
};

/// One group's shells by their rings, each with its holes. `shell_cycle(cycle)` names the outer cycle of the ground that a
/// cycle bounds; asked only where there are several shells.
template <class ShellCycle> MultiPolygon assemble(std::vector<Piece> pieces, ShellCycle &&shell_cycle) {
    std::ranges::for_each(pieces, [](Piece &piece) { start_at_smallest(piece.ring); });
    std::ranges::sort(pieces,
                      [](const Piece &p, const Piece &q) { return p.is_shell != q.is_shell ? p.is_shell : p.ring < q.ring; });
    MultiPolygon result;
    std::unordered_map<std::uint32_t, std::size_t> shell_of_cycle;
    for (auto &piece : pieces) {
        if (piece.is_shell) {
            shell_of_cycle.emplace(piece.cycle, result.size());
            result.push_back({std::move(piece.ring), {}});
        } else if (result.size() == 1) {
            result.front().holes.push_back(std::move(piece.ring));
        } else if (!result.empty()) {
            const auto shell = shell_of_cycle.find(shell_cycle(piece.cycle));
            if (shell != shell_of_cycle.end()) {
                result[shell->second].holes.push_back(std::move(piece.ring));
            }
        }
    }
    return result;
}

} // namespace

std::vector<MultiPolygon> face_outlines(const Coverage &coverage, std::span<const Label> group_of_face,
                                        std::size_t group_count) {
    const auto arcs = arcs_between_groups(coverage, group_of_face);
    const ArcGraph graph(coverage.all_points(), arcs);
    const auto cycles = graph.cycles();
    std::vector<std::vector<Piece>> pieces(group_count);
    for (std::uint32_t c = 0; c < cycles.size(); ++c) {
        std::vector<Ring> rings;
        const auto group = graph.left(cycles[c].first);
        if (group != 0) {
            rings = simple_rings(graph.ring(cycles[c]));
        }
        for (auto &ring : rings) {
            if (const auto area = doubled_area(ring); area != 0) {
                pieces[group].push_back({std::move(ring), c, area > 0});
            }
        }
    }
    std::vector<std::uint32_t> surroundings; // most grounds have one part, and need none
    const auto shell_cycle = [&](std::uint32_t cycle) {
        if (surroundings.empty()) {
            surroundings = ArcSearch(coverage.all_points(), arcs).surroundings(graph);
        }
        return surroundings[cycle];
    };
    std::vector<MultiPolygon> result(group_count);
    for (std::size_t g = 1; g < group_count; ++g) {
        result[g] = assemble(std::move(pieces[g]), shell_cycle);
    }
    return result;
}

std::vector<MultiPolygon> outlines(const Coverage &coverage, std::span<const Label> group_of_label, std::size_t group_count) {
    std::vector<Label> group_of_face;
    for (const auto label : coverage.face_labels()) {
        group_of_face.push_back(label == no_label ? 0 : group_of_label[label]);
    }
    return face_outlines(coverage, group_of_face, group_count);
}

} // namespace jingwei::spatial
