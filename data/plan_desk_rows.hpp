#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

/// Rows beside plans, in the caller's transaction.
namespace jingwei::data {

[[nodiscard]] PlanDesk read_plan_desk(SQLite::Database &database, std::int64_t plan);
[[nodiscard]] std::vector<GridRule> read_grid_rules(SQLite::Database &database);

/// Carries out a step; answers what there is afterwards.
[[nodiscard]] PlanDesk step_plan_desk(Queries &queries, const Actor &actor, const DeskStep &step);
[[nodiscard]] std::vector<GridRule> set_grid_rules(Queries &queries, const Actor &actor, const SetGridRules &change);

/// Looks up what is known of a request, or keeps the answer to it.
[[nodiscard]] Edited ask_once(Queries &queries, const AskOnce &ask);

} // namespace jingwei::data
