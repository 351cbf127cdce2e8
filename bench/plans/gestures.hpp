#pragma once

#include "data/world.hpp"
#include "spatial/subdivision.hpp"

#include <string>
#include <vector>

namespace jingwei::bench {

/// An operation on a plan at one place, and what an SQL/MM topology of the same arcs is asked for the same.
struct PlacedOp {
    std::string kind; ///< split, reassign, merge, reshape, take_over, brush
    std::string op;   ///< as POST …/ops takes it
    std::string peer; ///< a JSON object: edges and EWKT; empty = a topology has no such operation
};

/// Operations at random places of a theme's finest units, `rounds` of each kind, no two of which change one unit or neighbours:
/// in rounds of split (through a building, from vertex to vertex), reassign (of that building, whole), merge, reshape and
/// take_over (a lasso of twelve corners over a border); behind them brush (the unit of a building beside a border) as often.
/// Same seed, same places.
[[nodiscard]] std::vector<PlacedOp> random_ops(const data::World &world, const data::ThemeWorld &theme,
                                               const spatial::Subdivision &ground, std::size_t rounds, std::uint64_t seed);

} // namespace jingwei::bench
