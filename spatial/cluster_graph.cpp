#include "spatial/cluster_graph.hpp"

#include "spatial/disjoint_sets.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace jingwei::spatial {

namespace {

/// Weights are scaled down so that their sum has at most so many bits: products then fit 64.
constexpr int weight_bits = 34;

/// The side of a square part in decimetres, at least 1.
std::int64_t ideal_side_dm(const UnitGraph &graph, std::uint32_t parts) {
    std::int64_t area_m2 = 0;
    for (const auto &unit : graph.units) {
        area_m2 += unit.area_m2;
    }
    // correctly rounded by IEEE 754, so equal everywhere
    const auto side = std::sqrt(static_cast<double>(area_m2) / parts) * 10;
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(side));
}

} // namespace

std::string_view aim_name(PartitionAim aim) {
    switch (aim) {
    case PartitionAim::balance:
        return "balance";
    case PartitionAim::streets:
        return "streets";
    case PartitionAim::least_change:
        return "least_change";
    }
    return "";
}

Weighing weighing_of(PartitionAim aim) {
    switch (aim) {
    case PartitionAim::balance:
        return {.balance = 4, .plain = 200'000, .street = 120'000, .change = 200'000};
    case PartitionAim::streets:
        return {.balance = 1, .plain = 4'000'000, .street = 300'000, .change = 200'000};
    case PartitionAim::least_change:
        return {.balance = 1, .plain = 150'000, .street = 80'000, .change = 4'000'000};
    }
    return {};
}

ClusterGraph::ClusterGraph(const UnitGraph &graph, const PartitionWish &wish) {
    number_clusters(graph);
    add_up(graph);
    link(graph, wish);
}

void ClusterGraph::number_clusters(const UnitGraph &graph) {
    DisjointSets sets(graph.units.size());
    for (const auto &border : graph.borders) {
        const auto group = graph.units[border.a].group;
        if (group != no_group && group == graph.units[border.b].group && border.length_dm > 0) {
            sets.join(border.a, border.b);
        }
    }
    m_cluster_of.resize(graph.units.size());
    for (std::uint32_t unit = 0; unit < graph.units.size(); ++unit) {
        const auto root = sets.root(unit);
        if (root == unit) {
            m_cluster_of[unit] = size();
            m_weights.push_back(0);
        } else {
            m_cluster_of[unit] = m_cluster_of[root];
        }
    }
}

void ClusterGraph::add_up(const UnitGraph &graph) {
    std::int64_t total = 0;
    for (const auto &unit : graph.units) {
        total += unit.weight;
    }
    int shift = 0;
    while ((total >> shift) >> weight_bits != 0) {
        ++shift;
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::int64_t> owned;
    for (std::uint32_t i = 0; i < graph.units.size(); ++i) {
        const auto &unit = graph.units[i];
        m_weights[m_cluster_of[i]] += total == 0 ? 1 : unit.weight >> shift;
        if (unit.owner != no_owner && unit.residents > 0) {
            owned[{m_cluster_of[i], unit.owner}] += unit.residents;
        }
    }
    m_total_weight = std::max<std::int64_t>(1, std::accumulate(m_weights.begin(), m_weights.end(), std::int64_t{0}));
    m_first_owned.assign(std::size_t{size()} + 1, 0);
    for (const auto &[key, residents] : owned) {
        m_owned.push_back({key.second, residents});
        ++m_first_owned[key.first + 1];
    }
    std::partial_sum(m_first_owned.begin(), m_first_owned.end(), m_first_owned.begin());
}

void ClusterGraph::link(const UnitGraph &graph, const PartitionWish &wish) {
    struct Sum {
        std::int64_t length = 0, streets = 0;
    };
    std::map<std::pair<std::uint32_t, std::uint32_t>, Sum> sums;
    for (const auto &border : graph.borders) {
        const auto a = m_cluster_of[border.a];
        const auto b = m_cluster_of[border.b];
        if (a != b) {
            for (const auto &ends : {std::pair(a, b), std::pair(b, a)}) {
                sums[ends].length += border.length_dm;
                sums[ends].streets += std::min(border.streets_dm, border.length_dm);
            }
        }
    }
    const auto weighing = weighing_of(wish.aim);
    const auto side = ideal_side_dm(graph, wish.parts);
    m_first_link.assign(std::size_t{size()} + 1, 0);
    for (const auto &[ends, sum] : sums) {
        const auto price = (sum.length - sum.streets) * weighing.plain + sum.streets * weighing.street;
        m_links.push_back({ends.second, 2 * sum.streets > sum.length, price / side, sum.length});
        ++m_first_link[ends.first + 1];
    }
    std::partial_sum(m_first_link.begin(), m_first_link.end(), m_first_link.begin());
    std::int64_t residents = 0;
    for (const auto &owned : m_owned) {
        residents += owned.residents;
    }
    m_resident_price = residents == 0 ? 0 : ((weighing.change * wish.parts) << 16) / residents;
}

std::vector<std::vector<std::uint32_t>> ClusterGraph::pieces() const {
    std::vector<std::vector<std::uint32_t>> pieces;
    std::vector<char> seen(size(), 0);
    for (std::uint32_t start = 0; start < size(); ++start) {
        if (seen[start] != 0) {
            continue;
        }
        seen[start] = 1;
        auto &piece = pieces.emplace_back(1, start);
        for (std::size_t i = 0; i < piece.size(); ++i) {
            for (const auto &to : links(piece[i])) {
                if (seen[to.to] == 0) {
                    seen[to.to] = 1;
                    piece.push_back(to.to);
                }
            }
        }
        std::ranges::sort(piece);
    }
    return pieces;
}

} // namespace jingwei::spatial
