#include "data/sample/mesh.hpp"

namespace jingwei::data::sample {

HalfId Mesh::add_edge(NodeId a, NodeId b, StreetId street) {
    const auto h = static_cast<HalfId>(m_halves.size());
    m_halves.push_back({.origin = a});
    m_halves.push_back({.origin = b});
    m_streets.push_back(street);
    return h;
}

void Mesh::link(HalfId a, HalfId b) {
    m_halves[a].next = b;
    m_halves[b].prev = a;
}

void Mesh::label(HalfId first, BlockId block) {
    m_first[block] = first;
    HalfId h = first;
    do {
        m_halves[h].block = block;
        h = m_halves[h].next;
    } while (h != first);
}

BlockId Mesh::add_outline(const Loop &loop) {
    const auto first_node = static_cast<NodeId>(m_nodes.size());
    const auto first_half = static_cast<HalfId>(m_halves.size());
    const auto n = static_cast<std::uint32_t>(loop.size());
    m_nodes.insert(m_nodes.end(), loop.begin(), loop.end());
    for (std::uint32_t i = 0; i < n; ++i) {
        add_edge(first_node + i, first_node + (i + 1) % n, no_street);
    }
    for (std::uint32_t i = 0; i < n; ++i) {
        const HalfId here = first_half + 2 * i, after = first_half + 2 * ((i + 1) % n);
        link(here, after);
        link(after ^ 1U, here ^ 1U);
    }
    m_first.push_back(0);
    const auto block = static_cast<BlockId>(m_first.size() - 1);
    label(first_half, block);
    return block;
}

HalfId Mesh::split_edge(HalfId h, Vec at) {
    const auto node = static_cast<NodeId>(m_nodes.size());
    m_nodes.push_back(at);
    const HalfId twin = h ^ 1U;
    const HalfId after = m_halves[h].next, before = m_halves[twin].prev;
    const HalfId rest = add_edge(node, m_halves[twin].origin, m_streets[h / 2]);
    m_halves[twin].origin = node;
    m_halves[rest].block = m_halves[h].block;
    m_halves[rest ^ 1U].block = m_halves[twin].block;
    link(rest, after);
    link(h, rest);
    link(before, rest ^ 1U);
    link(rest ^ 1U, twin);
    return rest;
}

BlockId Mesh::split_block(HalfId from, HalfId to, const std::vector<Vec> &bends, StreetId street) {
    const BlockId kept = m_halves[from].block;
    const HalfId before_from = m_halves[from].prev, before_to = m_halves[to].prev;
    NodeId at = m_halves[from].origin;
    HalfId last = before_from, last_back = from;
    for (std::size_t i = 0; i <= bends.size(); ++i) {
        NodeId next = m_halves[to].origin;
        if (i < bends.size()) {
            next = static_cast<NodeId>(m_nodes.size());
            m_nodes.push_back(bends[i]);
        }
        const HalfId h = add_edge(at, next, street);
        link(last, h);
        link(h ^ 1U, last_back);
        last = h;
        last_back = h ^ 1U;
        at = next;
    }
    link(last, to);
    link(before_to, last_back);
    label(to, kept);
    m_first.push_back(0);
    const auto made = static_cast<BlockId>(m_first.size() - 1);
    label(from, made);
    return made;
}

std::vector<HalfId> Mesh::around(BlockId block) const {
    std::vector<HalfId> found;
    HalfId h = m_first[block];
    do {
        found.push_back(h);
        h = m_halves[h].next;
    } while (h != m_first[block]);
    return found;
}

Loop Mesh::loop(BlockId block) const {
    Loop points;
    for (const HalfId h : around(block)) {
        points.push_back(start(h));
    }
    return points;
}

} // namespace jingwei::data::sample
