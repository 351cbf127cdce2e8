#pragma once

#include "data/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <vector>

namespace jingwei::data {

/// The current content of every theme: the arcs' invariants, each grid's geometry, area and label point against the arcs, and
/// the hashes of the newest edition. Adds findings of the kinds `coverage` and `hash`.
void check_coverages(SQLite::Database &database, std::vector<Finding> &findings);

} // namespace jingwei::data
