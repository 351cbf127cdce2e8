#pragma once

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace jingwei::spatial {

/// Numbers joined to sets; a set's root is its least number. Nearly O(1) a call.
class DisjointSets {
  public:
    explicit DisjointSets(std::size_t count) : m_parent(count) { std::iota(m_parent.begin(), m_parent.end(), 0U); }
    [[nodiscard]] std::uint32_t root(std::uint32_t i) {
        while (m_parent[i] != i) {
            m_parent[i] = m_parent[m_parent[i]];
            i = m_parent[i];
        }
        return i;
    }
    /// Whether they were apart.
    bool join(std::uint32_t a, std::uint32_t b) {
        const auto [low, high] = std::pair(std::min(root(a), root(b)), std::max(root(a), root(b)));
        m_parent[high] = low;
        return low != high;
    }

  private:
    std::vector<std::uint32_t> m_parent;
};

} // namespace jingwei::spatial
