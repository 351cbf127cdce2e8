#pragma once

#include "server/service/plan_draft.hpp"

namespace jingwei::server {

/// The problems of the grid that the key of a problem names, or of the borders as a whole.
[[nodiscard]] std::vector<PlanProblem> problems_like(const PlanDraft &draft, const std::string &key);

/// The warnings of a draft that somebody gave a reason for, each with it, beyond some that are known already.
[[nodiscard]] std::vector<PlanProblem> ignored_beyond(const PlanDraft &draft, const std::vector<data::PlanReason> &reasons,
                                                      const std::vector<PlanProblem> &known);

/// A warning that a plan was approved with because somebody had said why it is left as it is.
struct IgnoredWarning {
    std::string key, kind, grid, detail; ///< as PlanProblem
    std::string reason, by, at;          ///< as the consent to it kept them; `by` and `at` empty in older ones
};

/// The warnings that were left as they are, as the consents that count have them: of each the last word. In order of key.
[[nodiscard]] std::vector<IgnoredWarning> ignored_warnings(const data::StoredPlan &stored);

} // namespace jingwei::server
