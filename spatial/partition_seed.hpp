#pragma once

#include "spatial/tree_cut.hpp"

namespace jingwei::spatial {

/// First partitions, for the search to better: the part of each cluster.
using PartOf = std::vector<std::uint32_t>;

/// How many parts each piece of the graph gets, by weight: at least one, at most its clusters (Sainte-Lague). There are at
/// least as many parts as pieces, and no more than clusters.
[[nodiscard]] std::vector<std::uint32_t>
share_parts(const ClusterGraph &graph, const std::vector<std::vector<std::uint32_t>> &pieces, std::uint32_t parts);

/// Every piece cut in two again and again.
[[nodiscard]] PartOf halved(const ClusterGraph &graph, std::uint32_t parts, TreeCutter &cutter);

/// The present owners' ground, as far as it hangs together: the lightest are joined with the neighbour that they share most
/// border with, or the heaviest cut in two, until there are as many as asked for.
[[nodiscard]] PartOf as_they_are(const ClusterGraph &graph, std::uint32_t parts, TreeCutter &cutter);

} // namespace jingwei::spatial
