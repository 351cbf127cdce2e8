#include "server/service/plan_locks.hpp"

#include "server/api_error.hpp"
#include "server/service/instant.hpp"

#include <fmt/format.h>

namespace jingwei::server {

std::vector<data::PlanLock> holding_locks(const std::vector<data::PlanLock> &locks) {
    auto holding = locks;
    std::erase_if(holding, [now = now_ms()](const data::PlanLock &lock) { return !lock.holds_at(now); });
    return holding;
}

void require_free(const std::vector<data::PlanLock> &locks, const Caller &caller, const std::string &grid,
                  int utc_offset_minutes) {
    const auto now = now_ms();
    for (const auto &lock : locks) {
        if (lock.grid == grid && lock.holds_at(now) && lock.holder != caller.account) {
            throw ApiError(ErrorCode::conflict, "grid_locked",
                           fmt::format("The grid '{}' is held by {} until {}; wait, or ask them to release it.", grid,
                                       lock.holder, format_instant(lock.until, utc_offset_minutes)),
                           "grid", 423);
        }
    }
}

std::vector<std::string> codes_upward(const PlanDraft &draft, spatial::Label unit) {
    std::vector<std::string> codes;
    for (std::size_t steps = 0; unit != spatial::no_label && steps < draft.units().size(); ++steps) {
        codes.push_back(draft.code_of(unit));
        if (unit < draft.base().grids.size()) {
            codes.push_back(draft.base().grids[unit].code);
        }
        unit = draft.find(draft.units()[unit].row.parent_code);
    }
    return codes;
}

void require_unlocked(const std::vector<data::PlanLock> &locks, const Caller &caller, const PlanDraft &draft,
                      const PlanEffect &effect) {
    if (locks.empty()) {
        return;
    }
    const auto offset = draft.world()->utc_offset_minutes;
    for (const auto unit : effect.told()) {
        for (const auto &code : codes_upward(draft, unit)) {
            require_free(locks, caller, code, offset);
        }
    }
}

} // namespace jingwei::server
