#pragma once

#include "server/service/diff_units.hpp"

#include <functional>
#include <map>

namespace jingwei::server {

/// The part of a unit's households that came to another; nothing where it is not known.
using HouseholdShare = std::function<std::optional<double>(spatial::Label from, spatial::Label to)>;

/// What became of the ground of units, in the words in which publications store it. `changes` without slivers; `had`
/// is twice the area of each giver before.
[[nodiscard]] std::vector<LineageDiff> lineage_of(const DiffUnits &units, const spatial::GroundChanges &changes,
                                                  const std::map<spatial::Label, __int128> &had,
                                                  const HouseholdShare &households);

} // namespace jingwei::server
