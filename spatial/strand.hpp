#pragma once

#include <cstdint>
#include <vector>

namespace jingwei::spatial {

/// How often a ring (or whatever `tag` stands for) runs along the straight line from point a to point b, a < b: once more
/// from a to b than back when `net` is 1. What runs along one line is several strands with the same ends.
struct Strand {
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    std::uint32_t tag = 0;
    std::int32_t net = 0;
};

/// The tag of lines that are no border but shall become arcs; `net` says nothing there.
constexpr std::uint32_t line_tag = UINT32_MAX;

/// Sorts strands by ends and tag, adds up those of one tag, and takes away what cancels out. O(n) where few strands start at
/// one point, O(n log n) always.
void join_strands(std::vector<Strand> &strands);

} // namespace jingwei::spatial
