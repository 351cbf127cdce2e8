#pragma once

#include "data/sqlite.hpp"
#include "spatial/coverage.hpp"

#include <cstdint>
#include <span>
#include <string>

namespace jingwei::data {

/// Makes the current faces and arcs of a theme those of `coverage`, as of `edition`: rows that are the same stay, the others
/// end, new ones begin. `grid_ids[label]` is the id of the unit; [0] is ignored. A face keeps its row while its unit and
/// one of its arcs stay.
void write_coverage(Queries &queries, const std::string &theme, std::int64_t edition, const spatial::Coverage &coverage,
                    std::span<const std::int64_t> grid_ids);

} // namespace jingwei::data
