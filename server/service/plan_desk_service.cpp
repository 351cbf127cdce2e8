#include "server/service/ignored_warnings.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_locks.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

namespace jingwei::server {

void PlanService::mark_reasons(const Open &plan, std::vector<PlanProblem> &problems) {
    for (auto &problem : problems) {
        const auto reason = std::ranges::find(plan.desk.reasons, problem.key(), &data::PlanReason::problem);
        if (reason != plan.desk.reasons.end() && !problem.error) {
            problem.reason = *reason;
        }
    }
}

void PlanService::add_near(const Open &plan, const PlanEffect &effect, double near_m, PlanAnswer &answer) const {
    for (const auto &near : plan.draft.near_borders(effect, near_m)) {
        if (answer.near.size() == most_moved) {
            return;
        }
        answer.near.push_back({tally_layers.at(near.layer), object_code(*plan.draft.world(), near.layer, near.slot),
                               plan.draft.code_of(near.unit), plan.draft.code_of(near.across), near.distance_m});
    }
}

std::vector<PlanProblem> PlanService::problems(std::int64_t id, bool of_all) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    auto units = plan->draft.changed_units();
    if (of_all) {
        units.resize(plan->draft.units().size() - 1);
        std::iota(units.begin(), units.end(), spatial::Label{1});
    }
    auto found = plan->draft.problems(units);
    std::ranges::copy(of_all ? plan->draft.whole_problems() : plan->draft.gaps(), std::back_inserter(found));
    mark_reasons(*plan, found);
    return found;
}

PlanProblem PlanService::ignore(const Caller &caller, std::int64_t id, const std::string &key, const std::string &reason) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto found = problems_like(plan->draft, key);
    const auto problem = std::ranges::find(found, key, &PlanProblem::key);
    if (problem == found.end()) {
        throw ApiError(ErrorCode::not_found, "no_such_problem",
                       fmt::format("Plan {} has no problem '{}'; GET its problems again.", id, key.substr(0, 100)), "key");
    }
    if (problem->error) {
        throw ApiError(ErrorCode::conflict, "cannot_be_ignored",
                       fmt::format("'{}' is an error, which no reason mends: {}", problem->kind, problem->detail), "key");
    }
    plan->desk = m_store.submit(actor_of(caller), data::DeskStep{id, data::GiveReason{key, reason}}).get();
    std::vector marked{*problem};
    mark_reasons(*plan, marked);
    return marked.front();
}

void PlanService::heed(const Caller &caller, std::int64_t id, const std::string &key) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    if (std::ranges::find(plan->desk.reasons, key, &data::PlanReason::problem) == plan->desk.reasons.end()) {
        throw ApiError(ErrorCode::not_found, "no_such_reason",
                       fmt::format("Nobody gave a reason for the problem '{}'.", key.substr(0, 100)), "key");
    }
    plan->desk = m_store.submit(actor_of(caller), data::DeskStep{id, data::TakeReasonBack{key}}).get();
}

std::vector<data::PlanLock> PlanService::locks(std::int64_t id) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    return holding_locks(plan->desk.locks);
}

/// That nobody else holds a unit, one that it lies in or one that lies in it.
void PlanService::require_free_ground(const Open &plan, const Caller &caller, const std::string &grid) const {
    const auto offset = plan.draft.world()->utc_offset_minutes;
    for (const auto &code : codes_upward(plan.draft, plan.draft.find(grid))) {
        require_free(plan.desk.locks, caller, code, offset);
    }
    for (const auto &held : plan.desk.locks) {
        const auto above = codes_upward(plan.draft, plan.draft.find(held.grid));
        if (std::ranges::find(above, grid) != above.end()) {
            require_free(plan.desk.locks, caller, held.grid, offset);
        }
    }
}

std::vector<data::PlanLock> PlanService::take_locks(const Caller &caller, std::int64_t id,
                                                    const std::vector<std::string> &grids, int minutes) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    for (const auto &grid : grids) {
        if (plan->draft.find(grid) == spatial::no_label) {
            throw ApiError(ErrorCode::bad_data, "no_such_grid",
                           fmt::format("The plan has no grid '{}'; see its list of grids.", grid.substr(0, 40)), "grids");
        }
        require_free_ground(*plan, caller, grid);
    }
    const data::TimeMs until = now_ms() + data::TimeMs{minutes} * 60'000;
    plan->desk = m_store.submit(actor_of(caller), data::DeskStep{id, data::TakeLocks{caller.account, grids, until}}).get();
    return holding_locks(plan->desk.locks);
}

std::vector<data::PlanLock> PlanService::release_locks(const Caller &caller, std::int64_t id,
                                                       const std::vector<std::string> &grids) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    for (const auto &grid : grids) {
        require_free(plan->desk.locks, caller, grid, plan->draft.world()->utc_offset_minutes);
    }
    plan->desk = m_store.submit(actor_of(caller), data::DeskStep{id, data::ReleaseLocks{caller.account, grids}}).get();
    return holding_locks(plan->desk.locks);
}

std::vector<data::GridRule> PlanService::set_grid_rules(const Caller &caller, data::SetGridRules change) {
    const std::scoped_lock none_is_built(m_building);
    auto rules = m_store.submit(actor_of(caller), std::move(change)).get();
    std::vector<OpenPtr> plans;
    {
        const std::scoped_lock lock(m_mutex);
        std::ranges::transform(m_open, std::back_inserter(plans), &std::pair<std::int64_t, OpenPtr>::second);
    }
    for (const auto &plan : plans) {
        const std::scoped_lock lock(plan->mutex);
        plan->draft.set_rules(rules);
    }
    return rules;
}

} // namespace jingwei::server
