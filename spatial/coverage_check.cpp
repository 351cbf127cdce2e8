#include "spatial/coverage_check.hpp"

#include "spatial/arc_graph.hpp"

#include <algorithm>

namespace jingwei::spatial {

std::string_view violation_name(ViolationKind kind) {
    switch (kind) {
    case ViolationKind::crossing:
        return "crossing";
    case ViolationKind::cyclic_order:
        return "cyclic_order";
    case ViolationKind::degenerate_arc:
        return "degenerate_arc";
    case ViolationKind::same_face:
        return "same_face";
    case ViolationKind::area_sum:
        return "area_sum";
    case ViolationKind::wrong_enclosure:
        return "wrong_enclosure";
    case ViolationKind::unlabelled_index:
        return "unlabelled_index";
    }
    return "unknown";
}

namespace {

class Findings {
  public:
    explicit Findings(std::size_t limit) : m_limit(limit) {}
    void add(ViolationKind kind, LatticePoint place, FaceIndex a, FaceIndex b) {
        if (list.size() < m_limit) {
            list.push_back({kind, place, a, b});
        }
    }
    std::vector<Violation> list;

  private:
    std::size_t m_limit;
};

/// Each arc by itself. What fails here makes the graph below meaningless.
void check_arcs(const Coverage &coverage, Findings &findings) {
    const auto total = coverage.all_points().size();
    for (const auto &arc : coverage.arcs()) {
        const bool in_range = std::size_t{arc.first_point} + arc.point_count <= total;
        if (arc.point_count < 2 || !in_range) {
            findings.add(ViolationKind::degenerate_arc, {}, arc.left, arc.right);
            continue;
        }
        const auto points = coverage.points(arc);
        if (arc.left >= coverage.face_labels().size() || arc.right >= coverage.face_labels().size()) {
            findings.add(ViolationKind::unlabelled_index, points.front(), arc.left, arc.right);
        } else if (arc.left == arc.right) {
            findings.add(ViolationKind::same_face, points.front(), arc.left, arc.right);
        }
        const bool repeats = std::ranges::adjacent_find(points) != points.end();
        if (repeats || (points.front() == points.back() && points.size() < 4)) {
            findings.add(ViolationKind::degenerate_arc, points.front(), arc.left, arc.right);
        }
    }
}

/// Arcs may meet at nodes only: no point inside an arc may be a node or belong to another arc.
void check_shared_points(const Coverage &coverage, Findings &findings) {
    struct Use {
        LatticePoint point;
        bool inside;
        std::uint32_t arc;
    };
    std::vector<Use> uses;
    uses.reserve(coverage.all_points().size());
    for (std::uint32_t a = 0; a < coverage.arcs().size(); ++a) {
        const auto points = coverage.points(coverage.arcs()[a]);
        for (std::size_t i = 0; i < points.size(); ++i) {
            uses.push_back({points[i], i != 0 && i + 1 != points.size(), a});
        }
    }
    std::ranges::sort(uses, {}, &Use::point);
    for (std::size_t i = 1; i < uses.size(); ++i) {
        if (uses[i].point == uses[i - 1].point && (uses[i].inside || uses[i - 1].inside)) {
            const auto &arc = coverage.arcs()[uses[i].arc];
            findings.add(ViolationKind::crossing, uses[i].point, arc.left, arc.right);
        }
    }
}

void check_crossings(const Coverage &coverage, const ArcSegments &segments, const SegmentGrid &grid, Findings &findings) {
    for (std::size_t c = 0; c < grid.cell_count(); ++c) {
        const auto cell = grid.cell(c);
        for (std::size_t i = 0; i < cell.size(); ++i) {
            for (std::size_t j = i + 1; j < cell.size(); ++j) {
                const auto &s = segments.segments[cell[i]];
                if (meet_improperly(s, segments.segments[cell[j]])) {
                    const auto &arc = coverage.arcs()[segments.arc_of[cell[i]]];
                    findings.add(ViolationKind::crossing, s.a, arc.left, arc.right);
                }
            }
        }
    }
}

void check_sectors(const ArcGraph &graph, Findings &findings) {
    graph.for_each_sector([&](HalfArc a, HalfArc b) {
        if (graph.left(a) != graph.left(b ^ 1U)) {
            findings.add(ViolationKind::cyclic_order, graph.origin(a), graph.left(a), graph.left(b ^ 1U));
        }
    });
}

/// Every face but the outside has one outline and positive area; the outside has none.
void check_faces(const Coverage &coverage, const ArcGraph &graph, std::span<const std::uint32_t> surrounding,
                 Findings &findings) {
    std::vector<std::uint32_t> outlines(coverage.face_labels().size(), 0);
    std::vector<__int128> areas(coverage.face_labels().size(), 0);
    const auto cycles = graph.cycles();
    for (std::uint32_t c = 0; c < cycles.size(); ++c) {
        const auto face = graph.left(cycles[c].first);
        areas[face] += cycles[c].doubled_area;
        if (cycles[c].doubled_area > 0) {
            ++outlines[face];
        } else {
            const auto around = surrounding[c] == no_cycle ? 0 : graph.left(cycles[surrounding[c]].first);
            if (around != face) {
                findings.add(ViolationKind::wrong_enclosure, cycles[c].west, face, around);
            }
        }
    }
    for (FaceIndex f = 0; f < outlines.size(); ++f) {
        if (outlines[f] != (f == 0 ? 0U : 1U) || (f != 0 && areas[f] <= 0)) {
            findings.add(ViolationKind::area_sum, {coverage.bounds().min_x, coverage.bounds().min_y}, f, f);
        }
    }
    if (coverage.label(0) != no_label) {
        findings.add(ViolationKind::unlabelled_index, {}, 0, 0);
    }
}

} // namespace

std::vector<Violation> find_violations(const Coverage &coverage, std::size_t limit) {
    Findings findings(limit);
    check_arcs(coverage, findings);
    if (!findings.list.empty()) {
        return std::move(findings.list);
    }
    const ArcSegments segments(coverage.all_points(), coverage.arcs());
    const SegmentGrid grid(segments.segments);
    check_shared_points(coverage, findings);
    check_crossings(coverage, segments, grid, findings);
    const ArcGraph graph(coverage.all_points(), coverage.arcs());
    check_sectors(graph, findings);
    if (findings.list.empty()) {
        check_faces(coverage, graph, surrounding_cycles(graph, segments, grid), findings);
    }
    return std::move(findings.list);
}

} // namespace jingwei::spatial
