#pragma once

#include "data/sample/plane.hpp"

#include <cstdint>
#include <vector>

namespace jingwei::data::sample {

using NodeId = std::uint32_t;
using HalfId = std::uint32_t; ///< half-edge; its twin is `id ^ 1`, its edge `id / 2`
using BlockId = std::uint32_t;
using StreetId = std::uint32_t;
constexpr BlockId outside = 0;
constexpr StreetId no_street = 0;

/// A plan of streets: straight edges between nodes, and the blocks they enclose, as half-edges (block on the left).
/// Block 0 is everything outside. Edges remember the street they were cut as, also after they are split.
class Mesh {
  public:
    struct Half {
        NodeId origin = 0;
        HalfId next = 0, prev = 0;
        BlockId block = outside;
    };

    /// A new block with this outline (turning left), apart from all others.
    BlockId add_outline(const Loop &loop);
    /// Puts a node on an edge; returns the half-edge that starts there and goes on in the direction of `h`.
    HalfId split_edge(HalfId h, Vec at);
    /// Cuts the block of two half-edges by a path from the origin of `from` to the origin of `to` over `bends`. The block keeps
    /// what lies left of the path; the new one is returned.
    BlockId split_block(HalfId from, HalfId to, const std::vector<Vec> &bends, StreetId street);

    [[nodiscard]] const std::vector<Vec> &nodes() const { return m_nodes; }
    [[nodiscard]] const std::vector<Half> &halves() const { return m_halves; }
    [[nodiscard]] std::size_t edge_count() const { return m_streets.size(); }
    [[nodiscard]] std::size_t block_count() const { return m_first.size(); } ///< with the outside
    [[nodiscard]] StreetId street(std::uint32_t edge) const { return m_streets[edge]; }
    [[nodiscard]] Vec start(HalfId h) const { return m_nodes[m_halves[h].origin]; }
    [[nodiscard]] Vec end(HalfId h) const { return m_nodes[m_halves[h ^ 1U].origin]; }
    /// The half-edges around a block (not the outside), in order.
    [[nodiscard]] std::vector<HalfId> around(BlockId block) const;
    [[nodiscard]] Loop loop(BlockId block) const;

  private:
    HalfId add_edge(NodeId a, NodeId b, StreetId street);
    void link(HalfId a, HalfId b);
    void label(HalfId first, BlockId block);

    std::vector<Vec> m_nodes;
    std::vector<Half> m_halves;
    std::vector<StreetId> m_streets; ///< by edge
    std::vector<HalfId> m_first{0};  ///< by block
};

} // namespace jingwei::data::sample
