#pragma once

#include "data/approval.hpp"
#include "data/sqlite.hpp"
#include "data/store.hpp"

/// Rows of approval steps and consents, in the caller's transaction.
namespace jingwei::data {

[[nodiscard]] std::vector<ApprovalStep> read_approval_steps(SQLite::Database &database);
/// Throws Error{bad_call} for codes that are twice or unfit.
Written replace_approval_steps(Queries &queries, const Actor &actor, const ApprovalSteps &steps);

/// All that were ever given to a plan, in order.
[[nodiscard]] std::vector<ApprovalRow> read_approvals(SQLite::Database &database, std::int64_t plan);
/// `actor` gives them now, to a revision of the plan.
void add_approvals(Queries &queries, const Actor &actor, std::int64_t plan, std::int64_t revision,
                   const std::vector<ApprovalRow> &given);

/// The parents whose borders a plan moves, by code.
[[nodiscard]] std::vector<std::string> read_plan_parents(SQLite::Database &database, std::int64_t plan);
void replace_plan_parents(Queries &queries, std::int64_t plan, const std::vector<std::string> &parents);

} // namespace jingwei::data
