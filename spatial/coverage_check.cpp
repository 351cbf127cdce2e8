#include "spatial/coverage_check.hpp"

#include "spatial/arc_search.hpp"

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
    const ArcSearch search(coverage.all_points(), coverage.arcs());
    for (const auto &meeting : search.wrong_meetings(limit)) {
        const auto &arc = coverage.arcs()[meeting.arc];
        findings.add(ViolationKind::crossing, meeting.place, arc.left, arc.right);
    }
    const ArcGraph graph(coverage.all_points(), coverage.arcs());
    check_sectors(graph, findings);
    if (findings.list.empty()) {
        check_faces(coverage, graph, search.surroundings(graph), findings);
    }
    return std::move(findings.list);
}

} // namespace jingwei::spatial
