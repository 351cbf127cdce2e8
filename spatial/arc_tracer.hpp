#pragma once

#include "spatial/defects.hpp"
#include "spatial/noding.hpp"

namespace jingwei::spatial {

/// An undirected edge between two numbered points, a < b, with whom it has on its sides seen from a to b.
struct Edge {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    Label left = no_label;
    Label right = no_label;
};

struct Edges {
    std::vector<Edge> edges;           ///< those with different labels on their sides
    std::vector<Suspicion> suspicions; ///< edges claimed twice from one side
};

/// The borders of noded rings: edges between two rings of one unit are dissolved.
[[nodiscard]] Edges match_edges(const Noding &noding);

/// Arcs whose `left` and `right` are the labels of their first edge, and their points.
struct TracedArcs {
    std::vector<LatticePoint> points;
    std::vector<Arc> arcs;
    bool is_uniform = true; ///< whether all edges of each arc have its labels
};

/// Strings edges together into arcs between nodes (points that do not have exactly two edges); closed arcs without a node
/// start at their smallest point. The order depends on places only.
[[nodiscard]] TracedArcs trace_arcs(const std::vector<LatticePoint> &points, const std::vector<Edge> &edges);

} // namespace jingwei::spatial
