#include "spatial/partition_seed.hpp"

#include "spatial/disjoint_sets.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace jingwei::spatial {

namespace {

constexpr std::uint32_t tries = 12;

std::int64_t weight_of(const ClusterGraph &graph, std::span<const std::uint32_t> clusters) {
    std::int64_t weight = 0;
    for (const auto cluster : clusters) {
        weight += graph.weight(cluster);
    }
    return weight;
}

/// The clusters that are not in `side`, in their order.
std::vector<std::uint32_t> rest_of(const std::vector<std::uint32_t> &clusters, std::vector<std::uint32_t> side) {
    std::ranges::sort(side);
    std::vector<std::uint32_t> rest;
    std::ranges::copy_if(clusters, std::back_inserter(rest),
                         [&](std::uint32_t cluster) { return !std::ranges::binary_search(side, cluster); });
    return rest;
}

} // namespace

std::vector<std::uint32_t> share_parts(const ClusterGraph &graph, const std::vector<std::vector<std::uint32_t>> &pieces,
                                       std::uint32_t parts) {
    std::vector<std::uint32_t> shares(pieces.size(), 1);
    std::vector<std::int64_t> weights;
    for (const auto &piece : pieces) {
        weights.push_back(weight_of(graph, piece));
    }
    for (auto left = parts - static_cast<std::uint32_t>(pieces.size()); left > 0; --left) {
        std::size_t best = pieces.size();
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const bool has_room = shares[i] < pieces[i].size();
            if (has_room &&
                (best == pieces.size() || weights[i] * (2 * shares[best] + 1) > weights[best] * (2 * shares[i] + 1))) {
                best = i;
            }
        }
        ++shares[best];
    }
    return shares;
}

PartOf halved(const ClusterGraph &graph, std::uint32_t parts, TreeCutter &cutter) {
    struct Open {
        std::vector<std::uint32_t> clusters;
        std::uint32_t parts;
    };
    std::vector<Open> open;
    auto pieces = graph.pieces();
    const auto shares = share_parts(graph, pieces, parts);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        open.push_back({std::move(pieces[i]), shares[i]});
    }
    PartOf part_of(graph.size(), 0);
    std::uint32_t next = 0;
    while (!open.empty()) {
        auto [clusters, own] = std::move(open.back());
        open.pop_back();
        if (own == 1) {
            for (const auto cluster : clusters) {
                part_of[cluster] = next;
            }
            ++next;
            continue;
        }
        auto cut = cutter.cut(clusters, own, tries);
        open.push_back({rest_of(clusters, cut.side), own - cut.parts});
        std::ranges::sort(cut.side);
        open.push_back({std::move(cut.side), cut.parts});
    }
    return part_of;
}

namespace {

/// The owner of most of a cluster's residents; the lower number where two have as many.
std::uint32_t main_owner(const ClusterGraph &graph, std::uint32_t cluster) {
    OwnedResidents most;
    for (const auto &owned : graph.owned(cluster)) {
        if (owned.residents > most.residents) {
            most = owned;
        }
    }
    return most.owner;
}

/// Ground of the present owners that hangs together, joined or cut until it is so many parts.
class PresentGround {
  public:
    PresentGround(const ClusterGraph &graph, TreeCutter &cutter) : m_graph(graph), m_cutter(cutter) {
        DisjointSets sets(graph.size());
        std::vector<std::uint32_t> owners(graph.size());
        for (std::uint32_t i = 0; i < graph.size(); ++i) {
            owners[i] = main_owner(graph, i);
        }
        for (std::uint32_t i = 0; i < graph.size(); ++i) {
            for (const auto &link : graph.links(i)) {
                if (owners[i] != no_owner && owners[i] == owners[link.to]) {
                    sets.join(i, link.to);
                }
            }
        }
        for (std::uint32_t i = 0; i < graph.size(); ++i) {
            m_part_of.push_back(sets.root(i));
            m_clusters[sets.root(i)].push_back(i);
        }
        m_next = graph.size();
    }

    PartOf make(std::uint32_t parts) {
        for (const auto &[part, clusters] : m_clusters) {
            m_by_weight.emplace(weight_of(m_graph, clusters), part);
        }
        while (m_clusters.size() > parts) {
            join_lightest();
        }
        while (m_clusters.size() < parts) {
            cut_heaviest();
        }
        std::map<std::uint32_t, std::uint32_t> number;
        for (auto &part : m_part_of) {
            part = number.emplace(part, static_cast<std::uint32_t>(number.size())).first->second;
        }
        return m_part_of;
    }

  private:
    using ByWeight = std::set<std::pair<std::int64_t, std::uint32_t>>;

    /// The neighbour that shares most border with a part; no_owner when it has none.
    [[nodiscard]] std::uint32_t nearest(std::uint32_t part) const {
        std::map<std::uint32_t, std::int64_t> shared;
        for (const auto cluster : m_clusters.at(part)) {
            for (const auto &link : m_graph.links(cluster)) {
                if (m_part_of[link.to] != part) {
                    shared[m_part_of[link.to]] += link.length;
                }
            }
        }
        const auto most = std::ranges::max_element(shared, {}, [](const auto &entry) { return entry.second; });
        return most == shared.end() ? no_owner : most->first;
    }

    void join_lightest() {
        auto light = m_by_weight.begin();
        auto into = nearest(light->second);
        while (into == no_owner) { // a piece of its own stays
            ++light;
            into = nearest(light->second);
        }
        const auto [weight, gone] = *light;
        m_by_weight.erase(light);
        auto &heir = m_clusters[into];
        const auto before = weight_of(m_graph, heir);
        for (const auto cluster : m_clusters[gone]) {
            m_part_of[cluster] = into;
            heir.push_back(cluster);
        }
        m_clusters.erase(gone);
        m_by_weight.erase({before, into});
        m_by_weight.emplace(before + weight, into);
    }

    void cut_heaviest() {
        auto heavy = m_by_weight.rbegin();
        while (m_clusters.at(heavy->second).size() < 2) {
            ++heavy;
        }
        const auto [weight, part] = *heavy;
        m_by_weight.erase({weight, part});
        auto &clusters = m_clusters[part];
        auto cut = m_cutter.cut(clusters, 2, tries);
        clusters = rest_of(clusters, cut.side);
        m_by_weight.emplace(weight_of(m_graph, clusters), part);
        m_by_weight.emplace(weight_of(m_graph, cut.side), m_next);
        for (const auto cluster : cut.side) {
            m_part_of[cluster] = m_next;
        }
        m_clusters[m_next++] = std::move(cut.side);
    }

    const ClusterGraph &m_graph;
    TreeCutter &m_cutter;
    PartOf m_part_of;
    std::map<std::uint32_t, std::vector<std::uint32_t>> m_clusters; ///< by part
    ByWeight m_by_weight;
    std::uint32_t m_next = 0;
};

} // namespace

PartOf as_they_are(const ClusterGraph &graph, std::uint32_t parts, TreeCutter &cutter) {
    return PresentGround(graph, cutter).make(parts);
}

} // namespace jingwei::spatial
