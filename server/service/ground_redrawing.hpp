#pragma once

#include "server/service/plan_partition.hpp"

#include <functional>
#include <span>

namespace jingwei::server {

/// A grid whose ground somebody drew anew.
struct RedrawnGrid {
    std::string code;             ///< in the plan; of a new one the code that it shall have
    std::string name;             ///< of a new one
    bool is_new = false;          ///< `before` is empty
    spatial::MultiPolygon before; ///< in the plan
    spatial::MultiPolygon drawn;  ///< empty = the grid ends
};

struct GroundRedrawing {
    std::vector<PartitionGrids> divisions; ///< each of grids that exchange ground; the first grid is a new one's model
    std::size_t closed = 0;                ///< gaps and overlaps that were closed
    double widest_m = 0;                   ///< of these
};

/// How new ground of some grids divides what they had together, as operations. The drawn borders are closed as
/// docs/cleaning.md tells, where the whole of what the grids had stays as it is; ground that several claim goes to the one with
/// most border, ground that nobody claims to whom it lies nearest. Differences less than two lattice units wide are none.
/// `owner_at` answers the code of the grid at a place in the plan, for messages. Throws ApiError{bad_data} with place and width
/// where a gap or an overlap is wider than the tolerance, or reaches beyond the grids. O(n log n).
[[nodiscard]] GroundRedrawing redraw_ground(std::span<const RedrawnGrid> grids, double tolerance_m,
                                            const std::function<std::string(spatial::LatticePoint)> &owner_at);

/// The loops of a ring that may touch itself at vertices: those that enclose ground of it, each without touching itself.
[[nodiscard]] std::vector<spatial::Ring> simple_loops(const spatial::Ring &ring);

} // namespace jingwei::server
