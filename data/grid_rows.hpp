#pragma once

#include "data/sqlite.hpp"
#include "data/world.hpp"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace jingwei::data {

/// The same ground always as the same bytes: rings begin at their least point, holes and parts are sorted.
[[nodiscard]] spatial::MultiPolygon canonical(spatial::MultiPolygon polygons);

/// Makes the current grids of a theme those of `theme`, as of `edition`, with versions and lineage; answers the id of each
/// grid by its index. A code keeps its id for ever, also after it was retired and came back. `division_ids[i]` is the
/// id of division i. `progress`, where there is one, is told the share done before each grid; it may throw to stop. Throws
/// Error{bad_data} for a grid without ground.
std::vector<std::int64_t> write_grids(Queries &queries, const ThemeWorld &theme, std::int64_t edition,
                                      std::span<const std::int64_t> division_ids, const std::function<void(double)> &progress);

} // namespace jingwei::data
