#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

namespace jingwei::data {

/// The pairs that can be merged, one after the other, in the caller's transaction; each is a line of the journal.
[[nodiscard]] Merged apply_merge(Queries &queries, const Actor &actor, const MergeChange &change);

} // namespace jingwei::data
