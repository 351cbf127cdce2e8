#pragma once

#include "spatial/edge_table.hpp"
#include "spatial/stop_check.hpp"

#include <map>
#include <set>
#include <unordered_set>
#include <vector>

namespace jingwei::spatial {

/// The numbers of an edge's ends, whichever way it runs.
using EdgeKey = std::uint64_t;
[[nodiscard]] constexpr EdgeKey edge_key(std::uint32_t a, std::uint32_t b) {
    return (EdgeKey{a < b ? a : b} << 32U) | (a < b ? b : a);
}

/// One round of closing rounding: which vertices are merged, and which are put into which edge.
struct Closing {
    std::map<std::uint32_t, std::uint32_t> merges;              ///< a vertex, and the one that it becomes
    std::map<EdgeKey, std::vector<std::uint32_t>> insertions{}; ///< ascending, none twice
    std::unordered_set<std::uint32_t> busy{};                   ///< takes part in a merge of this round

    [[nodiscard]] bool empty() const { return merges.empty() && insertions.empty(); }
    [[nodiscard]] std::uint32_t target(std::uint32_t v) const {
        const auto merged = merges.find(v);
        return merged == merges.end() ? v : merged->second;
    }
    /// What was put into an edge from a to b, in the order of their places along it.
    [[nodiscard]] std::vector<std::uint32_t> inserted(const std::vector<LatticePoint> &points, std::uint32_t a,
                                                      std::uint32_t b) const;
};

/// Closings that are not to be made.
struct RefusedClosings {
    std::set<EdgeKey> merges; ///< of two vertices
    std::set<std::pair<EdgeKey, std::uint32_t>> insertions;
    std::size_t candidates = 0; ///< pairs of edges compared to find them: the work, whatever the machine
};

/// Adds the closings that would make two edges cross, or touch elsewhere than in common ends, that do not before: the vertex
/// lies behind another border, and is not this edge's to have. Answers whether there were any. Only what is near a closing is
/// compared; where that would be beyond all measure the rest is let pass. Asks `stop` while it compares.
[[nodiscard]] bool refuse_crossings(const std::vector<LatticePoint> &points, const EdgeTable &edges, const Closing &closing,
                                    RefusedClosings &refused, StopCheck &stop);

} // namespace jingwei::spatial
