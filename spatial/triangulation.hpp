#pragma once

#include "spatial/polygon.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::spatial {

constexpr std::uint32_t no_triangle = UINT32_MAX;

/// Three corners of a loop, turning left. Edge k runs from corner k to corner k + 1.
struct Triangle {
    std::array<std::uint32_t, 3> corners{};
    std::array<std::uint32_t, 3> beyond{no_triangle, no_triangle, no_triangle}; ///< the triangle across each edge
};

/// Cuts the ground left of a loop into triangles whose edges are the loop's and diagonals: ears are clipped one after
/// another, then diagonals are turned until the triangles are as compact as they can be (Delaunay). Points may be visited
/// twice (holes are joined by bridges). A loop that crosses itself answers what could be cut. Exact. Near O(n log n) where
/// the loop is much longer than wide.
[[nodiscard]] std::vector<Triangle> triangulate(std::span<const LatticePoint> loop);

} // namespace jingwei::spatial
