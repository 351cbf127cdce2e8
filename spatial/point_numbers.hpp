#pragma once

#include "spatial/lattice.hpp"

#include <cstddef>
#include <vector>

namespace jingwei::spatial {

/// Numbers points as they come: equal points, equal numbers. A flat table of numbers; the points themselves are the caller's
/// list, always the same one, that only this class adds to.
class PointNumbers {
  public:
    /// `expected`: about how many different points will come.
    explicit PointNumbers(std::size_t expected);

    std::uint32_t number(LatticePoint p, std::vector<LatticePoint> &points) {
        for (auto slot = slot_of(p);; slot = (slot + 1) & m_mask) {
            const auto known = m_slots[slot];
            if (known == free) {
                return add(p, slot, points);
            }
            if (points[known] == p) {
                return known;
            }
        }
    }
    /// Fetches what `number` will look at: some points ahead, so that memory answers in time.
    void prefetch(LatticePoint p) const { __builtin_prefetch(&m_slots[slot_of(p)]); }

  private:
    static constexpr std::uint32_t free = UINT32_MAX;

    [[nodiscard]] std::size_t slot_of(LatticePoint p) const {
        auto key = (std::uint64_t{static_cast<std::uint32_t>(p.x)} << 32U) | static_cast<std::uint32_t>(p.y);
        key ^= key >> 32U;
        key *= 0x9E3779B97F4A7C15ULL;
        key ^= key >> 29U;
        key *= 0xBF58476D1CE4E5B9ULL;
        return (key >> 32U) & m_mask;
    }
    std::uint32_t add(LatticePoint p, std::size_t slot, std::vector<LatticePoint> &points) {
        const auto fresh = static_cast<std::uint32_t>(points.size());
        m_slots[slot] = fresh;
        points.push_back(p);
        if (2 * points.size() > m_slots.size()) {
            grow(points);
        }
        return fresh;
    }
    void grow(const std::vector<LatticePoint> &points);

    std::vector<std::uint32_t> m_slots; ///< a power of two, at most half of them taken
    std::size_t m_mask = 0;
};

} // namespace jingwei::spatial
