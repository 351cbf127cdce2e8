#pragma once

#include "data/sqlite.hpp"
#include "data/world_load.hpp"

namespace jingwei::data {

/// One change into the tables and the journal, in the caller's transaction; answers it with the ids it was given.
[[nodiscard]] AppliedChange apply_change(Queries &queries, const Actor &actor, Change change);

} // namespace jingwei::data
