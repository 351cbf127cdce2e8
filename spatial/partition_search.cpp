#include "spatial/partition_search.hpp"

#include <algorithm>
#include <map>

namespace jingwei::spatial {

namespace {

constexpr int rounds = 6;
constexpr std::uint32_t least_pairs = 40;
constexpr std::uint32_t refused_a_swap = 4; ///< of so many moves that cost too much one is tried as a swap
constexpr int most_sweeps = 20;

} // namespace

void PartitionSearch::run(PartOf start, std::uint64_t steps) {
    take(std::move(start));
    keep_best();
    if (m_wish.parts < 2) {
        return;
    }
    auto limit = usual_price();
    for (int round = 0; round < rounds; ++round) {
        cool(steps / rounds, limit);
        for (std::uint32_t pair = 0; pair < std::max(m_wish.parts, least_pairs); ++pair) {
            recombine(0);
        }
        descend();
        rematch();
        keep_best();
        take(m_best);
        limit /= 2;
    }
}

void PartitionSearch::take(PartOf part_of) {
    m_part_of = std::move(part_of);
    m_parts.assign(m_wish.parts, {});
    for (std::uint32_t i = 0; i < m_part_of.size(); ++i) {
        m_parts[m_part_of[i]].weight += m_graph.weight(i);
        ++m_parts[m_part_of[i]].clusters;
    }
    rematch();
}

void PartitionSearch::rematch() {
    std::map<std::uint32_t, std::size_t> column;
    for (std::uint32_t i = 0; i < m_graph.size(); ++i) {
        for (const auto &owned : m_graph.owned(i)) {
            column.emplace(owned.owner, 0);
        }
    }
    std::vector<std::uint32_t> owners;
    for (auto &[owner, place] : column) {
        place = owners.size();
        owners.push_back(owner);
    }
    std::vector kept(m_parts.size(), std::vector<std::int64_t>(owners.size()));
    for (std::uint32_t i = 0; i < m_graph.size(); ++i) {
        for (const auto &owned : m_graph.owned(i)) {
            kept[m_part_of[i]][column[owned.owner]] += owned.residents;
        }
    }
    const auto matched = best_matching(kept);
    for (std::size_t part = 0; part < m_parts.size(); ++part) {
        m_parts[part].owner = matched[part] == no_owner ? no_owner : owners[matched[part]];
    }
}

void PartitionSearch::keep_best() {
    if (const auto now = cost(); now < m_best_cost) {
        m_best_cost = now;
        m_best = m_part_of;
    }
}

std::int64_t PartitionSearch::cost() const {
    std::int64_t sum = 0;
    for (const auto &part : m_parts) {
        sum += m_balance.of(part.weight);
    }
    std::int64_t stayed = 0;
    std::int64_t all = 0;
    for (std::uint32_t i = 0; i < m_part_of.size(); ++i) {
        for (const auto &link : m_graph.links(i)) {
            sum += link.to > i && m_part_of[link.to] != m_part_of[i] ? link.price : 0;
        }
        stayed += kept(i, m_part_of[i]);
        for (const auto &owned : m_graph.owned(i)) {
            all += owned.residents;
        }
    }
    return sum + ((all - stayed) * m_graph.resident_price() >> 16);
}

std::int64_t PartitionSearch::kept(std::uint32_t cluster, std::uint32_t part) const {
    for (const auto &owned : m_graph.owned(cluster)) {
        if (owned.owner == m_parts[part].owner) {
            return owned.residents;
        }
    }
    return 0;
}

std::int64_t PartitionSearch::price_of_move(std::uint32_t cluster, std::uint32_t to) const {
    const auto from = m_part_of[cluster];
    const auto weight = m_graph.weight(cluster);
    const auto &source = m_parts[from];
    const auto &target = m_parts[to];
    auto price = m_balance.of(source.weight - weight) - m_balance.of(source.weight) + m_balance.of(target.weight + weight) -
                 m_balance.of(target.weight);
    for (const auto &link : m_graph.links(cluster)) {
        const auto part = m_part_of[link.to];
        price += part == from ? link.price : part == to ? -link.price : 0;
    }
    return price + ((kept(cluster, from) - kept(cluster, to)) * m_graph.resident_price() >> 16);
}

std::int64_t PartitionSearch::usual_price() {
    constexpr int samples = 512;
    std::int64_t sum = 0;
    std::int64_t count = 1;
    for (int i = 0; i < samples; ++i) {
        const auto cluster = m_random.below(m_graph.size());
        for (const auto &link : m_graph.links(cluster)) {
            if (m_part_of[link.to] != m_part_of[cluster]) {
                sum += std::min<std::int64_t>(std::abs(price_of_move(cluster, m_part_of[link.to])), INT64_MAX / 1024);
                ++count;
                break;
            }
        }
    }
    constexpr std::int64_t most = 1'000'000'000'000; // so that a share of it fits 64 bits
    return std::min(sum / count, most);
}

bool PartitionSearch::may_leave(std::uint32_t cluster) {
    const auto part = m_part_of[cluster];
    if (m_parts[part].clusters < 2) {
        return false;
    }
    ++m_question;
    m_seen[cluster] = m_question;
    std::size_t wanted = 0;
    m_open.clear();
    for (const auto &link : m_graph.links(cluster)) {
        if (m_part_of[link.to] == part) {
            ++wanted;
            if (m_open.empty()) {
                m_open.push_back(link.to);
                m_seen[link.to] = m_question;
            }
        }
    }
    if (wanted == 1) {
        return true;
    }
    // its neighbours in the part have to hang together without it
    const auto goal = m_question;
    std::size_t found = 0;
    const auto is_beside = [&](std::uint32_t other) {
        return std::ranges::any_of(m_graph.links(cluster), [&](const auto &link) { return link.to == other; });
    };
    for (std::size_t i = 0; i < m_open.size(); ++i) {
        found += is_beside(m_open[i]) ? 1 : 0;
        if (found == wanted) {
            return true;
        }
        for (const auto &link : m_graph.links(m_open[i])) {
            if (m_part_of[link.to] == part && m_seen[link.to] != goal) {
                m_seen[link.to] = goal;
                m_open.push_back(link.to);
            }
        }
    }
    return false;
}

void PartitionSearch::move(std::uint32_t cluster, std::uint32_t to) {
    auto &source = m_parts[m_part_of[cluster]];
    source.weight -= m_graph.weight(cluster);
    --source.clusters;
    m_parts[to].weight += m_graph.weight(cluster);
    ++m_parts[to].clusters;
    m_part_of[cluster] = to;
}

void PartitionSearch::cool(std::uint64_t steps, std::int64_t limit) {
    m_steps += steps;
    for (std::uint64_t left = steps; left > 0; --left) {
        const auto cluster = m_random.below(m_graph.size());
        const auto links = m_graph.links(cluster);
        if (links.empty()) {
            continue;
        }
        const auto to = m_part_of[links[m_random.below(links.size())].to];
        if (to == m_part_of[cluster]) {
            continue;
        }
        const auto allowed = limit * static_cast<std::int64_t>(left) / static_cast<std::int64_t>(steps);
        if (price_of_move(cluster, to) >= allowed) {
            if (m_random.below(refused_a_swap) == 0) {
                static_cast<void>(swap(cluster, to, allowed));
            }
        } else if (may_leave(cluster)) {
            move(cluster, to);
        }
    }
}

void PartitionSearch::collect_beside(std::uint32_t start, std::uint32_t other) {
    ++m_question;
    m_seen[start] = m_question;
    m_open.assign(1, start);
    m_beside.clear();
    for (std::size_t i = 0; i < m_open.size(); ++i) {
        bool touches = false;
        for (const auto &link : m_graph.links(m_open[i])) {
            touches = touches || m_part_of[link.to] == other;
            if (m_part_of[link.to] == m_part_of[start] && m_seen[link.to] != m_question) {
                m_seen[link.to] = m_question;
                m_open.push_back(link.to);
            }
        }
        if (touches && i > 0) {
            m_beside.push_back(m_open[i]);
        }
    }
}

bool PartitionSearch::swap(std::uint32_t cluster, std::uint32_t to, std::int64_t allowed) {
    if (!may_leave(cluster)) {
        return false;
    }
    const auto from = m_part_of[cluster];
    const auto price = price_of_move(cluster, to);
    move(cluster, to);
    collect_beside(cluster, from);
    auto best = no_owner;
    std::int64_t best_price = 0;
    for (const auto back : m_beside) {
        const auto own = price_of_move(back, from);
        if (best == no_owner || own < best_price) {
            best = back;
            best_price = own;
        }
    }
    if (best == no_owner || price + best_price >= allowed || !may_leave(best)) {
        move(cluster, from);
        return false;
    }
    move(best, from);
    return true;
}

bool PartitionSearch::better(std::uint32_t cluster) {
    for (const auto &link : m_graph.links(cluster)) {
        const auto to = m_part_of[link.to];
        if (to == m_part_of[cluster]) {
            continue;
        }
        if (price_of_move(cluster, to) < 0 && may_leave(cluster)) {
            move(cluster, to);
            return true;
        }
        if (swap(cluster, to, 0)) {
            return true;
        }
    }
    return false;
}

void PartitionSearch::descend() {
    bool moved = true;
    for (int sweep = 0; moved && sweep < most_sweeps; ++sweep) {
        moved = false;
        for (std::uint32_t cluster = 0; cluster < m_graph.size(); ++cluster) {
            moved = better(cluster) || moved;
        }
        m_steps += m_graph.size();
    }
}

} // namespace jingwei::spatial
