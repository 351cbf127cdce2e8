#pragma once

#include "server/caller.hpp"
#include "server/service/plan_draft.hpp"

namespace jingwei::server {

/// The locks that hold now.
[[nodiscard]] std::vector<data::PlanLock> holding_locks(const std::vector<data::PlanLock> &locks);

/// Throws ApiError with status 423, naming holder and end, where another account than the caller's has a grid.
void require_free(const std::vector<data::PlanLock> &locks, const Caller &caller, const std::string &grid,
                  int utc_offset_minutes);

/// The same of all grids that an operation changed, by the codes that they have and had.
void require_unlocked(const std::vector<data::PlanLock> &locks, const Caller &caller, const PlanDraft &draft,
                      const PlanEffect &effect);

} // namespace jingwei::server
