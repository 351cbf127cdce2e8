#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

#include <functional>

namespace jingwei::data {

using Progress = std::function<void(double)>;

/// A whole content into an empty store, in the caller's transaction: edition, rows, journal; marks the store as a sample and
/// builds the spatial indexes last. Throws Error{conflict} when the store holds anything.
Written load_content(Queries &queries, const Actor &actor, StoreContent content, const Progress &progress);

/// Rows of point layers and the roster over what is there, by code, then what ends and what goes, then the keys and the mapping
/// of their source, in the caller's transaction. Throws Error{bad_call} when there are coverages among them.
Written apply_bulk(Queries &queries, const Actor &actor, const BulkChange &change);

} // namespace jingwei::data
