#pragma once

#include "server/service/plan_draft.hpp"

#include <functional>

namespace jingwei::server {

/// Tries operations one after another on a copy of a draft: the problems of the grids that they would change. Throws ApiError
/// where one cannot be done, and whatever `check` throws of one that was done. Operations that take something from beside the
/// plan have to be settled. A copy of a city's draft takes tens of milliseconds.
[[nodiscard]] std::vector<PlanProblem> rehearse(const PlanDraft &draft, const std::vector<PlanOp> &ops,
                                                const std::function<void(const PlanDraft &, const PlanEffect &)> &check);

} // namespace jingwei::server
