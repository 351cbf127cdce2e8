#pragma once

#include "spatial/noding.hpp"
#include "spatial/segment.hpp"

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

/// Sorts strands by ends and tag, adds up those of one tag, and takes away what cancels out.
void join_strands(std::vector<Strand> &strands);

struct SnapEffort {
    std::size_t segments = 0;   ///< distinct lines before
    std::size_t candidates = 0; ///< pairs of lines whose boxes meet
    std::size_t crossings = 0;  ///< places where two lines cross elsewhere than in a point of both
    int rounds = 0;             ///< in which something was bent; 0 when no lines met improperly
};

/// Nodes lines on the lattice by snap rounding: each point and each crossing (rounded) is a hot pixel, a unit square around
/// it, and every line that passes through it is bent to its middle, until no two lines meet but in common ends. No
/// point moves; lines bend by less than a unit a round. Lines that meet no other improperly, nor pass a rounded crossing,
/// stay exactly as they are: that takes a few rounds more where it brings bent lines onto others. Strands are joined before and
/// after. Exact. Throws Error{bad_data} with a place where lines cross beyond all measure.
SnapEffort snap_round(std::vector<LatticePoint> &points, std::vector<Strand> &strands);

/// Whether the segment passes through the unit square around p that holds its west and south side. p must lie in the
/// segment's box. Exact.
[[nodiscard]] bool passes_pixel(const Segment &s, LatticePoint p);

/// Where two segments that properly cross do so, rounded to the lattice, halves up. Exact.
[[nodiscard]] LatticePoint crossing_pixel(const Segment &s, const Segment &t);

} // namespace jingwei::spatial
