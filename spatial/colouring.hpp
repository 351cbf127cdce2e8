#pragma once

#include "spatial/coverage.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::spatial {

constexpr std::uint8_t colour_count = 6;

/// A colour 0..5 for each group, different for groups that share a border. `borders` carry groups on their sides, as those of
/// LevelCoverage do; 0 is nobody. Always possible where every group is in one piece: the borders are then a planar graph, in
/// which some group has at most five neighbours, and so has one of what is left when it is taken off (Matula, Beck:
/// "Smallest-last ordering and clustering and graph coloring algorithms", 1983). A group of several parts may want a seventh
/// colour: then two colours change places along a chain of neighbours (Kempe) so as to set one free, and where no chain does,
/// the colour that fewest neighbours have is repeated.
/// `names[g]` is a number that stays with a group when others come and go, such as its id; it says which colour a group gets
/// when it may choose, so that an edit changes few colours. Without names the group's own number is taken.
/// The same borders and names give the same colours. O(n log n) where nothing must be set free.
[[nodiscard]] std::vector<std::uint8_t> colour_groups(std::span<const Arc> borders, std::size_t group_count,
                                                      std::span<const std::int64_t> names = {});

} // namespace jingwei::spatial
