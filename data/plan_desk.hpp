#pragma once

#include "data/rows.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What planners keep beside the operations of a plan, and what the city asks of its grids, as values.
namespace jingwei::data {

/// A grid that one account alone may change in a plan, until the lease ends.
struct PlanLock {
    std::string grid, holder; ///< code; account
    TimeMs taken_at = 0, until = 0;
    [[nodiscard]] bool holds_at(TimeMs at) const { return at < until; }
};

/// Why a warning is left as it is.
struct PlanReason {
    std::string problem; ///< key of the warning
    std::string reason, actor;
    TimeMs at = 0;
};

/// What is asked of the grids of a level.
struct GridRule {
    std::string theme, level;
    std::string measure; ///< households, residents, buildings, area_m2, walk_radius_m, code_digits
    std::optional<double> least, most;
    friend bool operator==(const GridRule &, const GridRule &) = default;
};

struct PlanDesk {
    std::vector<PlanLock> locks;     ///< by grid; some may have ended
    std::vector<PlanReason> reasons; ///< by problem
};

/// Takes grids for an account, or gives it more time; all or none. Throws Error{conflict} where another account has one.
struct TakeLocks {
    std::string holder;
    std::vector<std::string> grids;
    TimeMs until = 0;
};
/// Gives back what the account has of these.
struct ReleaseLocks {
    std::string holder;
    std::vector<std::string> grids;
};
struct GiveReason {
    std::string problem, reason;
};
struct TakeReasonBack {
    std::string problem;
};
/// A change beside a plan: its revision stays as it is. Throws Error{not_found} where there is no such plan.
struct DeskStep {
    std::int64_t plan = 0;
    std::variant<TakeLocks, ReleaseLocks, GiveReason, TakeReasonBack> what;
};

/// All that is asked of the grids of a level, in place of what was.
struct SetGridRules {
    std::string theme, level;
    std::vector<GridRule> rules;
};

} // namespace jingwei::data
