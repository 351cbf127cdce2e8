#include "spatial/edge_table.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace jingwei::spatial {
namespace {

/// Calls visit(from, to, ring) for each edge of the rings, in their order.
template <class Visit> void for_each_edge(std::span<const NodedRing> rings, Visit &&visit) {
    for (const auto &ring : rings) {
        for (std::size_t i = 1; i < ring.vertices.size(); ++i) {
            visit(ring.vertices[i - 1], ring.vertices[i], ring);
        }
        if (!ring.vertices.empty()) {
            visit(ring.vertices.back(), ring.vertices.front(), ring);
        }
    }
}

} // namespace

EdgeTable::EdgeTable(std::size_t point_count, std::span<const NodedRing> rings) : m_offsets(point_count + 1, 0) {
    for_each_edge(rings, [&](std::uint32_t from, std::uint32_t to, const NodedRing &) { ++m_offsets[std::min(from, to) + 1]; });
    std::partial_sum(m_offsets.begin(), m_offsets.end(), m_offsets.begin());
    m_edges.resize(m_offsets.back());
    auto fill = m_offsets;
    std::uint32_t place = 0;
    for_each_edge(rings, [&](std::uint32_t from, std::uint32_t to, const NodedRing &ring) {
        const bool forward = from < to;
        m_edges[fill[forward ? from : to]++] = {forward ? to : from, ring.label, place + (forward ? 0U : 1U)};
        place += 2;
    });
    const auto order = [](const RingEdge &e) { return std::tuple(e.high, e.forward(), e.label); };
    for (std::size_t low = 0; low < point_count; ++low) {
        const auto first = m_edges.begin() + m_offsets[low];
        const auto last = m_edges.begin() + m_offsets[low + 1];
        if (last - first == 2) { // by far the most
            if (order(first[1]) < order(first[0])) {
                std::swap(first[0], first[1]);
            }
        } else if (last - first > 2) {
            std::ranges::sort(first, last, {}, order);
        }
    }
}

} // namespace jingwei::spatial
