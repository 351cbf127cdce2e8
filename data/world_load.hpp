#pragma once

#include "data/world.hpp"
#include "data/world_change.hpp"

namespace SQLite {
class Database;
}

namespace jingwei::data {

/// The whole World from the store, in one read transaction: the caller's if there is one, else its own. With `current`,
/// themes and layers that nothing has changed since are shared with it instead of being built again (after a bulk load, or for
/// a theme just published), the locators of other themes follow theirs, and the rows of other layers keep their slots. A city
/// takes 1 to 2 seconds. Throws Error{bad_data} where the store contradicts itself.
[[nodiscard]] WorldPtr load_world(SQLite::Database &database, const World *current = nullptr);

} // namespace jingwei::data
