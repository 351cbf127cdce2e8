#pragma once

#include "spatial/hot_pixel.hpp"
#include "spatial/noding.hpp"
#include "spatial/stop_check.hpp"
#include "spatial/strand.hpp"

namespace jingwei::spatial {

struct SnapEffort {
    std::size_t segments = 0;   ///< distinct lines before
    std::size_t candidates = 0; ///< pairs of lines whose boxes meet, and steps of a sweep
    std::size_t crossings = 0;  ///< places where two lines cross elsewhere than in a point of both
    int rounds = 0;             ///< in which something was bent; 0 when no lines met improperly
};

/// Which lines may meet others improperly.
enum class Unnoded { all, tagged_lines /**< those with line_tag; the others are noded among each other */ };

/// Nodes lines on the lattice by snap rounding: each point and each crossing (rounded) is a hot pixel, a unit square around
/// it, and every line that passes through it is bent to its middle, until no two lines meet but in common ends. No
/// point moves; lines bend by less than a unit a round. Lines that meet no other improperly, nor pass a rounded crossing,
/// stay exactly as they are: that takes a few rounds more where it brings bent lines onto others, of which each looks only at
/// what the last one bent. Points differ from each other. Strands are joined before and after. Exact. Throws Error{bad_data}
/// with a place where lines cross beyond all measure: a sample of them tells in time. Asks `stop` in all long loops.
SnapEffort snap_round(std::vector<LatticePoint> &points, std::vector<Strand> &strands, Unnoded unnoded = Unnoded::all,
                      const StopCheck &stop = {});

} // namespace jingwei::spatial
