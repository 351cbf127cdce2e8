#pragma once

#include "data/store.hpp"
#include "data/world.hpp"

namespace SQLite {
class Database;
}

namespace jingwei::data {

/// A change as it was committed: rows inside `change` carry their id.
struct AppliedChange {
    Change change;
    std::int64_t id = 0;
    std::uint64_t revision = 0; ///< journal number
};

/// The whole World from the store. The caller holds a read transaction, so that all of it is of one revision.
[[nodiscard]] WorldPtr load_world(SQLite::Database &database);

/// The World after one change, sharing all that the change does not touch. Costs a chunk or two, not a layer.
[[nodiscard]] WorldPtr next_world(const World &world, const AppliedChange &change);

} // namespace jingwei::data
