#pragma once

#include "data/sample/mesh.hpp"
#include "data/sample/random.hpp"

#include <functional>

namespace jingwei::data::sample {

using UnitId = std::uint32_t;
constexpr UnitId nobody = 0;

/// A unit of the territory while it is laid out: a county, a township, a community, a grid.
struct Unit {
    int rank = 0; ///< 0 county, 1 township, 2 community, 3 grid
    UnitId parent = nobody;
    std::vector<UnitId> children;
    int blocks = 0;              ///< how much ground it is to get, in blocks
    int detached = 0;            ///< of a community: grids that will get ground elsewhere
    std::vector<BlockId> ground; ///< of a grid
};

/// A street as it was cut, before it has a name.
struct Street {
    int rank = 0; ///< of the units it was cut between: 0 between counties .. 3 between grids
    bool river = false;
};

/// Units over a plan of streets: which block belongs to which grid.
struct Territory {
    Mesh mesh;
    std::vector<Unit> units{1};
    std::vector<Street> streets{1};
    std::vector<UnitId> grid_of_block{nobody};

    UnitId add_unit(int rank, UnitId parent);
    [[nodiscard]] UnitId ancestor(UnitId unit, int rank) const;
    /// The grids of a block's two neighbours across an edge's sides.
    [[nodiscard]] UnitId owner(HalfId half) const { return grid_of_block[mesh.halves()[half].block]; }
};

/// A place between corners of a loop; not always inside. Draws one number after another, since the order in which the
/// arguments of a call are evaluated differs between compilers.
[[nodiscard]] Vec chord_place(const Loop &loop, Random &random);

/// Cuts the ground of `block` between `tops` and, further down, their children, each as large as its share of the
/// seeds (places where people live), then joins blocks into grids. `river` makes the first cut a winding one.
void divide(Territory &territory, BlockId block, std::vector<Vec> seeds, const std::vector<UnitId> &tops, bool river,
            Random &random);

} // namespace jingwei::data::sample
