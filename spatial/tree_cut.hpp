#pragma once

#include "spatial/cluster_graph.hpp"
#include "spatial/random_stream.hpp"

namespace jingwei::spatial {

/// The cost of parts that weigh together `weight`, equally: squared deviation from the target in ten-thousandths of it, times
/// the price. `all_parts` is how many the whole graph has.
class BalancePrice {
  public:
    BalancePrice(const ClusterGraph &graph, const PartitionWish &wish)
        : m_total(graph.total_weight()), m_all_parts(wish.parts), m_price(weighing_of(wish.aim).balance) {}
    [[nodiscard]] std::int64_t of(std::int64_t weight, std::int64_t parts = 1) const {
        const auto off = (weight * m_all_parts / parts - m_total) * 10'000 / m_total;
        return off * off * m_price * parts;
    }

  private:
    std::int64_t m_total, m_all_parts, m_price;
};

/// One side of a cut, and how many parts shall be made of it; the rest makes the others.
struct TreeCut {
    std::vector<std::uint32_t> side;
    std::uint32_t parts = 0;
    std::int64_t cost = 0; ///< of the balance and of the borders cut
};

/// Cuts connected clusters in two by cutting an edge of a random spanning tree, so that both sides are connected (the step of
/// ReCom: DeFord, Duchin, Solomon 2021). Every second tree takes streets last, so that cuts fall on them.
class TreeCutter {
  public:
    TreeCutter(const ClusterGraph &graph, const PartitionWish &wish, RandomStream &random)
        : m_graph(graph), m_balance(graph, wish), m_random(random), m_local(graph.size(), 0) {}

    /// The best of some trees. `clusters` hang together and are at least as many as `parts` >= 2. O(tries x n log n).
    [[nodiscard]] TreeCut cut(std::span<const std::uint32_t> clusters, std::uint32_t parts, std::uint32_t tries);
    /// Trees' nodes so far.
    [[nodiscard]] std::uint64_t work() const { return m_work; }

  private:
    struct Edge {
        std::uint64_t key;
        std::uint32_t a, b;
    };
    void collect_edges(std::span<const std::uint32_t> clusters);
    void grow_tree(std::size_t count, bool streets_last);
    void hang_tree(std::size_t count);
    void add_up(std::span<const std::uint32_t> clusters);
    /// The best node to cut off with all below it.
    [[nodiscard]] TreeCut best_cut(std::span<const std::uint32_t> clusters, std::uint32_t parts) const;
    [[nodiscard]] std::int64_t border_price(std::span<const std::uint32_t> clusters, const std::vector<char> &in_side) const;

    const ClusterGraph &m_graph;
    BalancePrice m_balance;
    RandomStream &m_random;
    std::uint64_t m_work = 0;
    // of the present clusters, by their place in the list
    std::vector<std::uint32_t> m_local; ///< by cluster: its place + 1, 0 = not among them
    std::vector<Edge> m_edges;
    std::vector<char> m_street; ///< by edge before sorting
    std::vector<std::pair<std::uint32_t, std::uint32_t>> m_tree;
    std::vector<std::uint32_t> m_order, m_above; ///< from the root down; the node above each
    std::vector<std::int64_t> m_weight_below;
    std::vector<std::uint32_t> m_count_below;
};

} // namespace jingwei::spatial
