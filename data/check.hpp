#pragma once

#include "data/spatialite.hpp"
#include "data/store.hpp"

#include <vector>

namespace jingwei::data {

/// Everything a store promises, looked at in one read transaction: the file, foreign keys, spatial indexes, each coverage's
/// invariants, derived grids against the arcs, hashes, doubled assignments, journal. Empty when all is well; a finding names
/// table, row or place.
[[nodiscard]] std::vector<Finding> check_store(Connection &connection);

} // namespace jingwei::data
