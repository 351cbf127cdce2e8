#pragma once

#include "tests/support/ascii_grid.hpp"

#include <cstdint>
#include <utility>
#include <vector>

/// Places on the map that `covered` draws, for edits of its coverage.
namespace jingwei::tests::edit_map {

inline constexpr std::int32_t step = 100'000; ///< the side of a character's square, in lattice units

inline spatial::LatticePoint at(double x, double y) {
    return map_point(x, y, step);
}

inline std::vector<spatial::LatticePoint> through(const std::vector<std::pair<double, double>> &places) {
    std::vector<spatial::LatticePoint> points;
    for (const auto &[x, y] : places) {
        points.push_back(at(x, y));
    }
    return points;
}

} // namespace jingwei::tests::edit_map
