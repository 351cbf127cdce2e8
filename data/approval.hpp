#pragma once

#include "data/rows.hpp"

#include <optional>
#include <string>
#include <vector>

/// Whose consent a plan needs, and whose it has.
namespace jingwei::data {

/// Who takes a step.
struct Approver {
    std::string unit; ///< code of the unit for which they may; empty = for all
    std::string account;
    friend bool operator==(const Approver &, const Approver &) = default;
};

/// A step on the way from a plan to its approval. They are rows, not code: a place has those that it has.
struct ApprovalStep {
    std::string code, label_zh, label_en;
    int position = 0;                     ///< open once all of a lower position are done
    bool per_parent = false;              ///< once for each parent whose border with another moves; else once
    bool author_may = false;              ///< also those who drew the plan
    bool again_may = false;               ///< also those who consented to the plan in another place
    bool reason_needed = true;            ///< while the plan has warnings
    std::vector<Approver> approvers = {}; ///< empty = everybody who may write
    friend bool operator==(const ApprovalStep &, const ApprovalStep &) = default;
};

/// All steps there are from now on. Refused with Error{bad_call} where a code is unfit, or an account or a unit is not there.
struct ApprovalSteps {
    std::vector<ApprovalStep> steps; ///< in order
};

/// A consent as it was given.
struct ApprovalRow {
    std::int64_t plan = 0;
    std::int64_t revision = 0; ///< the plan's, as it was seen
    std::string step;
    std::string parent; ///< code; empty = the step is not per parent
    std::string account, actor;
    TimeMs at = 0;
    std::string reason;          ///< why, in spite of the warnings
    std::string warnings = "[]"; ///< JSON: those that the plan had
};

} // namespace jingwei::data
