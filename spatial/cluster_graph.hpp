#pragma once

#include "spatial/partition.hpp"

#include <span>

namespace jingwei::spatial {

/// What things cost in a partition. Squared deviation in ten-thousandths of the target, times `balance`, is added to border
/// lengths in sides of an ideal square part, times `plain` or `street`, and to residents that move, in ideal parts, times
/// `change`.
struct Weighing {
    std::int64_t balance = 1, plain = 1, street = 1, change = 1;
};
[[nodiscard]] Weighing weighing_of(PartitionAim aim);

/// Residents of a cluster by their present owner.
struct OwnedResidents {
    std::uint32_t owner = no_owner;
    std::int64_t residents = 0;
};

/// The graph that is cut: units of one group that hang together are one cluster. Borders carry the price of cutting them.
class ClusterGraph {
  public:
    struct Link {
        std::uint32_t to = 0;
        bool street = false; ///< more than half of it runs along one
        std::int64_t price = 0;
        std::int64_t length = 0;
    };

    ClusterGraph(const UnitGraph &graph, const PartitionWish &wish);

    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(m_weights.size()); }
    [[nodiscard]] std::int64_t weight(std::uint32_t cluster) const { return m_weights[cluster]; }
    [[nodiscard]] std::int64_t total_weight() const { return m_total_weight; }
    [[nodiscard]] std::span<const Link> links(std::uint32_t cluster) const {
        return std::span(m_links).subspan(m_first_link[cluster], m_first_link[cluster + 1] - m_first_link[cluster]);
    }
    [[nodiscard]] std::span<const OwnedResidents> owned(std::uint32_t cluster) const {
        return std::span(m_owned).subspan(m_first_owned[cluster], m_first_owned[cluster + 1] - m_first_owned[cluster]);
    }
    /// Price of a resident who moves, times 2^16.
    [[nodiscard]] std::int64_t resident_price() const { return m_resident_price; }
    [[nodiscard]] std::uint32_t cluster_of(std::uint32_t unit) const { return m_cluster_of[unit]; }
    /// The clusters that hang together, each list ascending, by their first.
    [[nodiscard]] std::vector<std::vector<std::uint32_t>> pieces() const;

  private:
    void number_clusters(const UnitGraph &graph);
    void add_up(const UnitGraph &graph);
    void link(const UnitGraph &graph, const PartitionWish &wish);

    std::vector<std::uint32_t> m_cluster_of;
    std::vector<std::int64_t> m_weights;
    std::int64_t m_total_weight = 0;
    std::vector<std::size_t> m_first_link, m_first_owned;
    std::vector<Link> m_links;
    std::vector<OwnedResidents> m_owned;
    std::int64_t m_resident_price = 0;
};

/// Parts and owners matched so that the sum of `kept[part][owner]` is greatest: the owner of each part, or no_owner where
/// nothing is kept.
[[nodiscard]] std::vector<std::uint32_t> best_matching(const std::vector<std::vector<std::int64_t>> &kept);

} // namespace jingwei::spatial
