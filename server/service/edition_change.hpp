#pragma once

#include "data/world.hpp"
#include "server/service/plan_conflict.hpp"

#include <set>

namespace jingwei::server {

/// What an edition has otherwise than an earlier one of its theme.
struct EditionChange {
    /// Codes of the units that are there only once, whose row differs, or that won or lost ground. A vertex more in a border
    /// is no ground, nor is what a border bent by where such a vertex was rounded to the lattice: strips that are less than
    /// two lattice units (2 cm) wide.
    std::set<std::string> grids;
    std::vector<MovedBorder> borders; ///< pieces that only one of the two has
};

/// O(everything), some twenty milliseconds for a city; ground is laid over each other only where borders differ.
[[nodiscard]] EditionChange edition_change(const data::World &world, const data::ThemeWorld &before,
                                           const data::ThemeWorld &after);

} // namespace jingwei::server
