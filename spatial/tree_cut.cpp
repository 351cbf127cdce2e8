#include "spatial/tree_cut.hpp"

#include "spatial/disjoint_sets.hpp"

#include <algorithm>
#include <tuple>

namespace jingwei::spatial {

TreeCut TreeCutter::cut(std::span<const std::uint32_t> clusters, std::uint32_t parts, std::uint32_t tries) {
    for (std::uint32_t i = 0; i < clusters.size(); ++i) {
        m_local[clusters[i]] = i + 1;
    }
    collect_edges(clusters);
    TreeCut best;
    for (std::uint32_t attempt = 0; attempt < tries; ++attempt) {
        grow_tree(clusters.size(), attempt % 2 == 0);
        hang_tree(clusters.size());
        add_up(clusters);
        auto cut = best_cut(clusters, parts);
        if (best.side.empty() || cut.cost < best.cost) {
            best = std::move(cut);
        }
        m_work += clusters.size();
    }
    for (const auto cluster : clusters) {
        m_local[cluster] = 0;
    }
    return best;
}

void TreeCutter::collect_edges(std::span<const std::uint32_t> clusters) {
    m_edges.clear();
    for (std::uint32_t i = 0; i < clusters.size(); ++i) {
        for (const auto &link : m_graph.links(clusters[i])) {
            if (const auto to = m_local[link.to]; to > i + 1) {
                m_edges.push_back({link.street ? 1U : 0U, i, to - 1});
            }
        }
    }
    std::ranges::sort(m_edges, {}, [](const Edge &edge) { return std::pair(edge.a, edge.b); });
    m_street.clear();
    for (const auto &edge : m_edges) {
        m_street.push_back(static_cast<char>(edge.key));
    }
}

void TreeCutter::grow_tree(std::size_t count, bool streets_last) {
    std::vector<Edge> edges = m_edges;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const std::uint64_t last = streets_last && m_street[i] != 0 ? 1U : 0U;
        edges[i].key = last << 63U | m_random.next() >> 1U;
    }
    std::ranges::sort(edges, {}, [](const Edge &edge) { return std::tuple(edge.key, edge.a, edge.b); });
    DisjointSets sets(count);
    m_tree.clear();
    for (const auto &edge : edges) {
        if (sets.join(edge.a, edge.b)) {
            m_tree.emplace_back(edge.a, edge.b);
        }
    }
}

void TreeCutter::hang_tree(std::size_t count) {
    std::vector<std::vector<std::uint32_t>> beside(count);
    for (const auto &[a, b] : m_tree) {
        beside[a].push_back(b);
        beside[b].push_back(a);
    }
    m_above.assign(count, UINT32_MAX);
    m_order.assign(1, 0);
    m_above[0] = 0;
    for (std::size_t i = 0; i < m_order.size(); ++i) {
        for (const auto below : beside[m_order[i]]) {
            if (m_above[below] == UINT32_MAX) {
                m_above[below] = m_order[i];
                m_order.push_back(below);
            }
        }
    }
}

void TreeCutter::add_up(std::span<const std::uint32_t> clusters) {
    m_weight_below.assign(clusters.size(), 0);
    m_count_below.assign(clusters.size(), 0);
    for (std::size_t i = m_order.size(); i-- > 0;) {
        const auto node = m_order[i];
        m_weight_below[node] += m_graph.weight(clusters[node]);
        ++m_count_below[node];
        if (node != 0) {
            m_weight_below[m_above[node]] += m_weight_below[node];
            m_count_below[m_above[node]] += m_count_below[node];
        }
    }
}

TreeCut TreeCutter::best_cut(std::span<const std::uint32_t> clusters, std::uint32_t parts) const {
    const auto count = static_cast<std::uint32_t>(clusters.size());
    const auto total = m_weight_below[0];
    TreeCut best;
    std::uint32_t top = 0;
    for (std::uint32_t node = 1; node < count; ++node) {
        const auto below = m_count_below[node];
        const auto weight = m_weight_below[node];
        // as many parts on each side as it has clusters for
        const auto least = std::max<std::uint32_t>(1, parts > count - below ? parts - (count - below) : 0);
        const auto most = std::min(parts - 1, below);
        const auto ideal = total == 0 ? parts / 2 : static_cast<std::uint32_t>((2 * weight * parts + total) / (2 * total));
        const auto own = std::clamp(ideal, least, most);
        const auto cost = m_balance.of(weight, own) + m_balance.of(total - weight, parts - own);
        if (top == 0 || cost < best.cost) {
            best.cost = cost;
            best.parts = own;
            top = node;
        }
    }
    std::vector<char> in_side(count, 0);
    in_side[top] = 1;
    for (const auto node : m_order) {
        in_side[node] = static_cast<char>(in_side[node] | (node == 0 ? 0 : in_side[m_above[node]]));
        if (in_side[node] != 0) {
            best.side.push_back(clusters[node]);
        }
    }
    best.cost += border_price(clusters, in_side);
    return best;
}

std::int64_t TreeCutter::border_price(std::span<const std::uint32_t> clusters, const std::vector<char> &in_side) const {
    std::int64_t price = 0;
    for (std::uint32_t i = 0; i < clusters.size(); ++i) {
        if (in_side[i] == 0) {
            continue;
        }
        for (const auto &link : m_graph.links(clusters[i])) {
            if (const auto to = m_local[link.to]; to != 0 && in_side[to - 1] == 0) {
                price += link.price;
            }
        }
    }
    return price;
}

} // namespace jingwei::spatial
