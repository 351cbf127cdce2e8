#pragma once

#include "data/sample/territory.hpp"
#include "spatial/coverage.hpp"

#include <functional>

namespace jingwei::data::sample {

using Polyline = std::vector<spatial::LatticePoint>;

/// Ground inside a block that belongs to another grid than the block (an enclave, or a part of a grid apart from the
/// rest), or to nobody (a reservoir). It touches no street.
struct Patch {
    UnitId grid = nobody; ///< who owns it; nobody = a hole
    BlockId host = outside;
    Loop plan; ///< turning left, before the ground is bent
};

/// The territory on the lattice: every edge of the plan bent and roughened once, for both of its sides.
struct Land {
    std::vector<Polyline> edges;   ///< from the origin of half-edge 2e to its end
    std::vector<Polyline> patches; ///< closed: first == last
};

/// How rough an edge is: the height of its wiggles as a share of its length.
struct Roughness {
    double inner = 0.045, outer = 0.085;
};

/// Bends the plan so that the outlines of the grids have about 100 points each, and makes sure, exactly, that no two
/// edges meet but at their ends. Throws Error when the seed does not allow it.
[[nodiscard]] Land bend_territory(const Territory &territory, const std::vector<Patch> &patches, const Ground &ground,
                                  const Roughness &roughness, std::uint64_t seed);

/// The grids as a coverage. `label_of_unit` is the label of each unit of rank 3.
[[nodiscard]] spatial::Coverage make_coverage(const Territory &territory, const std::vector<Patch> &patches, const Land &land,
                                              const std::vector<spatial::Label> &label_of_unit);

/// Pairs of polylines that meet elsewhere than in a common end point, each index at most once; exact.
[[nodiscard]] std::vector<std::size_t> meeting_lines(const std::vector<Polyline> &lines);

} // namespace jingwei::data::sample
