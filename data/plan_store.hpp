#pragma once

#include "data/plan.hpp"
#include "data/sqlite.hpp"
#include "data/store.hpp"

namespace SQLite {
class Database;
}

/// Rows of plans, in the caller's transaction.
namespace jingwei::data {

[[nodiscard]] std::vector<PlanRow> read_plans(SQLite::Database &database);
/// Throws Error{not_found}.
[[nodiscard]] StoredPlan read_plan(SQLite::Database &database, std::int64_t id);

/// The plans that wait to become editions, with their instants, the next first.
[[nodiscard]] std::vector<std::pair<std::int64_t, TimeMs>> read_scheduled_plans(SQLite::Database &database);

[[nodiscard]] PlanRow create_plan(Queries &queries, const Actor &actor, const CreatePlan &create);
/// Throws Error{not_found}; Error{conflict} for another revision, or where there is nothing to undo or do again.
[[nodiscard]] PlanRow step_plan(Queries &queries, const Actor &actor, const PlanStep &step);
/// Throws Error{conflict} where the theme has another edition by now than the plan began with.
void require_base(Queries &queries, const std::string &theme, const PublishedPlan &published);
/// Turns plans of a theme that wait to become editions back into approved ones, where another edition came first; tells them
/// so.
void overtake_plans(Queries &queries, const Actor &actor, const std::string &theme, std::int64_t edition);
/// Notes that a plan became an edition. Throws Error{conflict} where it is not the revision that was approved.
void end_plan(Queries &queries, const Actor &actor, const PublishedPlan &published, std::int64_t edition);

} // namespace jingwei::data
