#include "spatial/partition_search.hpp"

#include <algorithm>

namespace jingwei::spatial {

std::uint32_t PartitionSearch::worst_part() const {
    const auto worst = std::ranges::max_element(m_parts, {}, [&](const Sum &part) { return m_balance.of(part.weight); });
    return static_cast<std::uint32_t>(worst - m_parts.begin());
}

std::uint32_t PartitionSearch::partner_of(std::uint32_t part) {
    std::vector<std::uint32_t> beside;
    for (std::uint32_t i = 0; i < m_part_of.size(); ++i) {
        if (m_part_of[i] == part) {
            for (const auto &link : m_graph.links(i)) {
                if (m_part_of[link.to] != part) {
                    beside.push_back(m_part_of[link.to]);
                }
            }
        }
    }
    std::ranges::sort(beside);
    beside.erase(std::unique(beside.begin(), beside.end()), beside.end());
    return beside.empty() ? part : beside[m_random.below(beside.size())];
}

std::int64_t PartitionSearch::price_of_pair(std::span<const std::uint32_t> clusters, std::uint32_t a, std::uint32_t b) const {
    std::int64_t price = m_balance.of(m_parts[a].weight) + m_balance.of(m_parts[b].weight);
    std::int64_t stayed = 0;
    for (const auto cluster : clusters) {
        stayed += kept(cluster, m_part_of[cluster]);
        for (const auto &link : m_graph.links(cluster)) {
            price += m_part_of[cluster] == a && m_part_of[link.to] == b ? link.price : 0;
        }
    }
    return price - (stayed * m_graph.resident_price() >> 16);
}

void PartitionSearch::recombine(std::int64_t limit) {
    constexpr std::uint32_t trees_a_pair = 6;
    const auto a = m_random.below(2) == 0 ? worst_part() : m_random.below(m_parts.size());
    const auto b = partner_of(a);
    if (a == b) {
        return;
    }
    std::vector<std::uint32_t> clusters;
    for (std::uint32_t i = 0; i < m_part_of.size(); ++i) {
        if (m_part_of[i] == a || m_part_of[i] == b) {
            clusters.push_back(i);
        }
    }
    m_steps += clusters.size() * trees_a_pair;
    const auto before = price_of_pair(clusters, a, b);
    PartOf parts_before;
    std::ranges::transform(clusters, std::back_inserter(parts_before), [&](std::uint32_t i) { return m_part_of[i]; });
    const auto cut = m_cutter.cut(clusters, 2, trees_a_pair);
    const auto put = [&](std::uint32_t side, std::uint32_t rest) {
        std::ranges::for_each(clusters, [&](std::uint32_t i) { move(i, rest); });
        std::ranges::for_each(cut.side, [&](std::uint32_t i) { move(i, side); });
        return price_of_pair(clusters, a, b);
    };
    const auto one_way = put(a, b);
    const auto other_way = put(b, a);
    if (one_way < other_way) {
        static_cast<void>(put(a, b));
    }
    if (std::min(one_way, other_way) >= before + limit) {
        for (std::size_t i = 0; i < clusters.size(); ++i) {
            move(clusters[i], parts_before[i]);
        }
    }
}

} // namespace jingwei::spatial
