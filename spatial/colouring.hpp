#pragma once

#include "spatial/coverage.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::tiles {

constexpr std::uint8_t colour_count = 6;

/// A colour 0..5 for each group, different for groups that share a border. Always possible where every group is in one piece
/// (the borders are a planar graph, which has a node of degree at most 5); a group of several parts may force a repeat, then
/// the colour that fewest neighbours have is taken. The same borders give the same colours. O(n log n).
[[nodiscard]] std::vector<std::uint8_t> colour_groups(std::span<const spatial::Arc> borders, std::size_t group_count);

} // namespace jingwei::tiles
