#include "spatial/coverage_build.hpp"

#include "spatial/arc_search.hpp"
#include "spatial/arc_tracer.hpp"
#include "spatial/defects.hpp"
#include "spatial/far_vertex.hpp"
#include "spatial/noding.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace jingwei::spatial {
namespace {

/// Where an arc's sides do not go on as the same units at its end: seen at nodes, and along arcs by `match_edges`.
void suspect_sectors(const ArcGraph &graph, std::vector<Suspicion> &suspicions) {
    graph.for_each_sector([&](HalfArc a, HalfArc b) {
        const auto claimed_from_a = graph.left(a);
        const auto claimed_from_b = graph.left(b ^ 1U);
        if (claimed_from_a != claimed_from_b) {
            suspicions.push_back({graph.origin(a), claimed_from_a, claimed_from_b});
        }
    });
}

/// Along an arc of several edges each edge must name the same units; the tracer keeps the first edge's only.
void suspect_arcs(const std::vector<Edge> &edges, const std::vector<LatticePoint> &points, std::vector<Suspicion> &suspicions) {
    std::vector<std::array<std::uint32_t, 2>> at(points.size(), {UINT32_MAX, UINT32_MAX});
    std::vector<std::uint32_t> degree(points.size(), 0);
    for (std::uint32_t i = 0; i < edges.size(); ++i) {
        for (const auto v : {edges[i].a, edges[i].b}) {
            if (degree[v] < 2) {
                at[v].at(degree[v]) = i;
            }
            ++degree[v];
        }
    }
    for (std::uint32_t v = 0; v < points.size(); ++v) {
        if (degree[v] != 2) {
            continue;
        }
        const auto &e = edges[at[v][0]];
        const auto &f = edges[at[v][1]];
        const auto left_in = e.b == v ? e.left : e.right;
        const auto left_out = f.a == v ? f.left : f.right;
        const auto right_in = e.b == v ? e.right : e.left;
        const auto right_out = f.a == v ? f.right : f.left;
        if (left_in != left_out) {
            suspicions.push_back({points[v], left_in, left_out});
        }
        if (right_in != right_out) {
            suspicions.push_back({points[v], right_in, right_out});
        }
    }
}

/// One crossing says enough: what overlaps is found among all borders then.
void suspect_crossings(const TracedArcs &traced, const ArcSearch &search, std::vector<Suspicion> &suspicions,
                       BuildEffort &effort) {
    effort.candidates += search.candidates();
    for (const auto &meeting : search.wrong_meetings(1)) {
        suspicions.push_back({meeting.place, traced.arcs[meeting.arc].left, traced.arcs[meeting.arc].right});
    }
}

/// Numbers the faces: 0 is outside, then one a positive cycle.
struct Faces {
    std::vector<FaceIndex> of_cycle;
    std::vector<Label> labels{no_label};
};

Faces number_faces(const ArcGraph &graph, std::span<const std::uint32_t> surrounding) {
    const auto cycles = graph.cycles();
    Faces faces;
    faces.of_cycle.assign(cycles.size(), 0);
    for (std::uint32_t c = 0; c < cycles.size(); ++c) {
        if (surrounding[c] == c) {
            faces.of_cycle[c] = static_cast<FaceIndex>(faces.labels.size());
            faces.labels.push_back(graph.left(cycles[c].first));
        }
    }
    for (std::uint32_t c = 0; c < cycles.size(); ++c) {
        if (surrounding[c] != c && surrounding[c] != no_cycle) {
            faces.of_cycle[c] = faces.of_cycle[surrounding[c]];
        }
    }
    return faces;
}

void suspect_enclosures(const ArcGraph &graph, std::span<const std::uint32_t> surrounding, std::vector<Suspicion> &suspicions) {
    const auto cycles = graph.cycles();
    for (std::uint32_t c = 0; c < cycles.size(); ++c) {
        const auto own = graph.left(cycles[c].first);
        const auto around = surrounding[c] == no_cycle ? no_label : graph.left(cycles[surrounding[c]].first);
        if (own != around) {
            // the component that lies inside: whoever is on the other side of its outline, too
            suspicions.push_back({cycles[c].west, around, graph.left(cycles[c].first ^ 1U)});
            suspicions.push_back({cycles[c].west, around, own});
        }
    }
}

/// The arcs with faces in place of labels; nothing when the borders contradict each other, with the places why.
std::optional<Coverage> assemble(TracedArcs traced, std::vector<Suspicion> &suspicions, BuildEffort &effort) {
    const ArcGraph graph(traced.points, traced.arcs);
    const ArcSearch search(traced.points, traced.arcs);
    effort.segments += traced.points.size() - traced.arcs.size();
    suspect_sectors(graph, suspicions);
    suspect_crossings(traced, search, suspicions, effort);
    if (!suspicions.empty()) {
        return std::nullopt;
    }
    const auto surrounding = search.surroundings(graph);
    suspect_enclosures(graph, surrounding, suspicions);
    if (!suspicions.empty()) {
        return std::nullopt;
    }
    auto faces = number_faces(graph, surrounding);
    auto arcs = traced.arcs;
    for (std::uint32_t a = 0; a < arcs.size(); ++a) {
        arcs[a].left = faces.of_cycle[graph.cycle_of(a * 2)];
        arcs[a].right = faces.of_cycle[graph.cycle_of(a * 2 + 1)];
    }
    return Coverage(std::move(traced.points), std::move(arcs), std::move(faces.labels));
}

/// Units whose rings leave them no ground, although none contradicts another: a hole as large as its shell.
void find_empty_units(const Noding &noding, const Coverage &coverage, std::vector<Defect> &defects) {
    std::set<Label> grounded(coverage.face_labels().begin(), coverage.face_labels().end());
    for (const auto &ring : noding.rings) {
        if (grounded.insert(ring.label).second) {
            defects.push_back({DefectKind::invalid_ring, noding.points[ring.vertices.front()], 0, 0, ring.label, no_label});
        }
    }
}

} // namespace

BuildResult build_coverage(std::span<const LabelledPolygon> polygons, const BuildOptions &options) {
    BuildResult result;
    const auto progress = [&](double done) {
        if (options.progress) {
            options.progress(done);
        }
    };
    if (const auto outlier = find_far_vertex(polygons)) {
        result.defects.push_back({DefectKind::too_wide, outlier->place, 0, 0, outlier->label, no_label});
        return result;
    }
    double told = 0;
    const StopCheck stop([&] { progress(told); });
    auto noding = node_polygons(polygons, stop);
    progress(told = 0.4);
    result.defects = std::move(noding.defects);
    std::erase_if(result.defects, [&](const Defect &d) { return d.kind == DefectKind::spike && d.a >= options.first_filler; });
    if (noding.merged + noding.noded > 0) {
        result.notes.push_back({.kind = NoteKind::rounding, .count = noding.merged + noding.noded});
    }
    auto edges = match_edges(noding);
    auto suspicions = std::move(edges.suspicions);
    auto traced = trace_arcs(noding.points, edges.edges);
    if (!traced.is_uniform) {
        suspect_arcs(edges.edges, noding.points, suspicions);
    }
    result.effort.candidates = noding.candidates;
    auto coverage = assemble(std::move(traced), suspicions, result.effort);
    progress(told = 0.7);
    if (!coverage || !result.defects.empty()) {
        find_defects(noding, suspicions, options.classify_enclosed, result, stop);
        return result;
    }
    find_empty_units(noding, *coverage, result.defects);
    if (options.classify_enclosed) {
        classify_enclosed(enclosed_nobody(*coverage), result);
    }
    if (result.clean()) {
        result.coverage = std::move(*coverage);
    }
    progress(1);
    return result;
}

} // namespace jingwei::spatial
