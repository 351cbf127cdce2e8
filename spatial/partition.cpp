#include "spatial/partition.hpp"

#include "spatial/partition_search.hpp"

#include <algorithm>
#include <map>

namespace jingwei::spatial {

namespace {

/// So that products of weights and parts fit 64 bits.
constexpr std::uint32_t most_parts = 4096;

std::optional<PartitionRefusal> refuse(const UnitGraph &graph, const PartitionWish &wish) {
    if (graph.units.empty()) {
        return PartitionRefusal{PartitionRefusalKind::no_units, 0};
    }
    if (wish.parts == 0) {
        return PartitionRefusal{PartitionRefusalKind::no_parts, 0};
    }
    if (wish.parts > std::min<std::size_t>(most_parts, graph.units.size())) {
        const auto most = static_cast<std::uint32_t>(std::min<std::size_t>(most_parts, graph.units.size()));
        return PartitionRefusal{PartitionRefusalKind::too_many_parts, most};
    }
    return std::nullopt;
}

std::optional<PartitionRefusal> refuse(const ClusterGraph &graph, const PartitionWish &wish) {
    if (wish.parts > graph.size()) {
        return PartitionRefusal{PartitionRefusalKind::too_many_parts, graph.size()};
    }
    if (const auto pieces = graph.pieces().size(); wish.parts < pieces) {
        return PartitionRefusal{PartitionRefusalKind::too_few_parts, static_cast<std::uint32_t>(pieces)};
    }
    return std::nullopt;
}

/// The part of each unit, numbered by the first unit of each part.
std::vector<std::uint32_t> spread(const UnitGraph &graph, const ClusterGraph &clusters, const PartOf &part_of_cluster) {
    std::map<std::uint32_t, std::uint32_t> number;
    std::vector<std::uint32_t> part_of(graph.units.size());
    for (std::uint32_t unit = 0; unit < part_of.size(); ++unit) {
        const auto part = part_of_cluster[clusters.cluster_of(unit)];
        part_of[unit] = number.emplace(part, static_cast<std::uint32_t>(number.size())).first->second;
    }
    return part_of;
}

} // namespace

std::variant<Partition, PartitionRefusal> partition(const UnitGraph &graph, const PartitionWish &wish) {
    if (const auto refusal = refuse(graph, wish)) {
        return *refusal;
    }
    const ClusterGraph clusters(graph, wish);
    if (const auto refusal = refuse(clusters, wish)) {
        return *refusal;
    }
    RandomStream random(wish.seed);
    TreeCutter cutter(clusters, wish, random);
    PartitionSearch search(clusters, wish, random, cutter);
    const auto steps = std::uint64_t{wish.effort} * clusters.size();
    // the fewest change where the search begins with what is there; else both beginnings are tried
    if (wish.aim == PartitionAim::least_change) {
        search.run(as_they_are(clusters, wish.parts, cutter), steps);
    } else {
        search.run(halved(clusters, wish.parts, cutter), steps / 2);
        search.run(as_they_are(clusters, wish.parts, cutter), steps / 2);
    }
    Partition partition;
    partition.part_of = spread(graph, clusters, search.best());
    partition.figures = figures_of(graph, wish.parts, partition.part_of);
    partition.steps = search.steps() + cutter.work();
    return partition;
}

} // namespace jingwei::spatial
