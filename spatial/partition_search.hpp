#pragma once

#include "spatial/partition_seed.hpp"

namespace jingwei::spatial {

/// Betters a partition: clusters at borders change sides, alone or for another, and pairs of parts are joined and cut anew.
/// Moves that cost more than a limit are refused; the limit falls to nothing (threshold accepting: Dueck, Scheuer 1990), which
/// needs whole numbers only. Parts stay connected throughout. One thread at a time.
class PartitionSearch {
  public:
    PartitionSearch(const ClusterGraph &graph, const PartitionWish &wish, RandomStream &random, TreeCutter &cutter)
        : m_graph(graph), m_wish(wish), m_balance(graph, wish), m_random(random), m_cutter(cutter), m_seen(graph.size(), 0) {}

    /// Begins with a partition into connected parts and tries so many moves.
    void run(PartOf start, std::uint64_t steps);
    [[nodiscard]] const PartOf &best() const { return m_best; }
    [[nodiscard]] std::int64_t best_cost() const { return m_best_cost; }
    [[nodiscard]] std::uint64_t steps() const { return m_steps; }

  private:
    struct Sum {
        std::int64_t weight = 0;
        std::uint32_t clusters = 0;
        std::uint32_t owner = no_owner; ///< whom it continues
    };
    void take(PartOf part_of);
    void rematch();
    void keep_best();
    [[nodiscard]] std::int64_t cost() const;
    [[nodiscard]] std::int64_t kept(std::uint32_t cluster, std::uint32_t part) const;
    [[nodiscard]] std::int64_t price_of_move(std::uint32_t cluster, std::uint32_t to) const;
    [[nodiscard]] std::int64_t usual_price();
    [[nodiscard]] bool may_leave(std::uint32_t cluster);
    void move(std::uint32_t cluster, std::uint32_t to);
    void cool(std::uint64_t steps, std::int64_t limit);
    /// Moves a cluster to another part, and the best one of that part back, where both together cost less than what is allowed:
    /// borders become shorter though weights are equal already.
    bool swap(std::uint32_t cluster, std::uint32_t to, std::int64_t allowed);
    /// The clusters of a cluster's part, but itself, that have a border with another part.
    void collect_beside(std::uint32_t start, std::uint32_t other);
    void descend();
    [[nodiscard]] bool better(std::uint32_t cluster);
    void recombine(std::int64_t limit);
    [[nodiscard]] std::uint32_t worst_part() const;
    [[nodiscard]] std::uint32_t partner_of(std::uint32_t part);
    [[nodiscard]] std::int64_t price_of_pair(std::span<const std::uint32_t> clusters, std::uint32_t a, std::uint32_t b) const;

    const ClusterGraph &m_graph;
    PartitionWish m_wish;
    BalancePrice m_balance;
    RandomStream &m_random;
    TreeCutter &m_cutter;
    PartOf m_part_of;
    std::vector<Sum> m_parts;
    PartOf m_best;
    std::int64_t m_best_cost = INT64_MAX;
    std::uint64_t m_steps = 0;
    std::vector<std::uint64_t> m_seen; ///< by cluster: the last question that came by
    std::uint64_t m_question = 0;
    std::vector<std::uint32_t> m_open, m_beside;
};

} // namespace jingwei::spatial
