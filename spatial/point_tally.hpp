#pragma once

#include "spatial/point_set.hpp"

#include <vector>

namespace jingwei::spatial {

/// How many points of a group are of one category, or in one state.
struct PointShare {
    std::uint32_t what = 0; ///< PointEntry::category, or `first_state` + PointEntry::state
    std::uint32_t count = 0;
    static constexpr std::uint32_t first_state = std::uint32_t{1} << 16U;
    friend bool operator==(const PointShare &, const PointShare &) = default;
};

/// What a group of points adds up to. Exact for up to 2^32 points.
struct PointTally {
    std::uint64_t count = 0;
    std::uint64_t sum_x = 0; ///< of their positions
    std::uint64_t sum_y = 0;
    std::vector<PointShare> shares; ///< by `what`, without zeros; the categories add up to `count`, and so do the states

    void add(const PointEntry &entry);
    void add(const PointTally &other);
    void subtract(const PointEntry &entry);
    /// The mean of their positions, rounded down; there must be one. It lies in every square that holds them all.
    [[nodiscard]] TilePosition mean() const {
        return {static_cast<std::uint32_t>(sum_x / count), static_cast<std::uint32_t>(sum_y / count)};
    }
    friend bool operator==(const PointTally &, const PointTally &) = default;
};

} // namespace jingwei::spatial
