#pragma once

#include "server/caller.hpp"
#include "server/service/plan_draft.hpp"

namespace jingwei::server {

/// The locks that hold now.
[[nodiscard]] std::vector<data::PlanLock> holding_locks(const std::vector<data::PlanLock> &locks);

/// Throws ApiError with status 423, naming holder and end, where another account than the caller's has a grid.
void require_free(const std::vector<data::PlanLock> &locks, const Caller &caller, const std::string &grid,
                  int utc_offset_minutes);

/// The codes that a unit has and had, and those of all units above it.
[[nodiscard]] std::vector<std::string> codes_upward(const PlanDraft &draft, spatial::Label unit);

/// The same as `require_free` of all grids that an operation changed and of all units that they lie in.
void require_unlocked(const std::vector<data::PlanLock> &locks, const Caller &caller, const PlanDraft &draft,
                      const PlanEffect &effect);

} // namespace jingwei::server
