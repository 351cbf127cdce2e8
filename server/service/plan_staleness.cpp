#include "server/api_error.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

ApiError changed_meanwhile(const std::string &detail) {
    return {ErrorCode::conflict, "changed_meanwhile", detail, "If-Match", 412};
}

/// The code of a unit that an earlier revision changed too. A vertex more in a border is no change of the units beside it.
std::optional<std::string> common_unit(const PlanDraft &draft, const PlanEffect &effect, const std::set<std::string> &touched) {
    const auto both =
        std::ranges::find_if(effect.touched, [&](spatial::Label unit) { return touched.contains(draft.code_of(unit)); });
    return both == effect.touched.end() ? std::nullopt : std::optional(draft.code_of(*both));
}

const std::vector<MovedBorder> &borders_at(const std::map<std::int64_t, std::vector<MovedBorder>> &borders,
                                           std::int64_t revision) {
    static const std::vector<MovedBorder> none;
    const auto found = borders.find(revision);
    return found == borders.end() ? none : found->second;
}

/// What an operation would have done to a draft; nothing where it is refused.
std::optional<PlanEffect> effect_on(PlanDraft &draft, const std::function<PlanOp()> &settled) {
    try {
        return draft.apply(settled());
    } catch (const ApiError &) {
        return std::nullopt;
    }
}

} // namespace

/// The draft as it was at a revision, as far as is known which operations were done then: what was undone before the plan was
/// opened, and done after that revision, counts as done at it.
std::optional<PlanDraft> PlanService::draft_at(const Open &plan, std::int64_t since) {
    std::set<std::int64_t, std::greater<>> later;
    for (auto step = plan.borders.upper_bound(since); step != plan.borders.end(); ++step) {
        later.insert(step->first);
    }
    for (auto step = plan.undone.upper_bound(since); step != plan.undone.end(); ++step) {
        later.insert(step->first);
    }
    if (later.empty()) {
        return std::nullopt;
    }
    auto draft = plan.draft;
    for (const auto revision : later) {
        const auto undone = plan.undone.find(revision);
        const bool is_there =
            undone == plan.undone.end() || effect_on(draft, [&] { return read_plan_op(undone->second); }).has_value();
        if (!is_there) {
            return std::nullopt;
        }
        if (undone == plan.undone.end() && draft.op_count() > 0) {
            static_cast<void>(draft.undo());
        }
    }
    return draft;
}

void PlanService::refuse_as_stale(const Caller &caller, const Open &plan, std::int64_t since, PlanDispute dispute,
                                  const std::string &why) const {
    dispute.yours.by = actor_of(caller).name;
    add_operations(dispute, m_store.plan(plan.row.id), since);
    const auto error = changed_meanwhile(fmt::format("Plan {} is at revision {}: revision {} changed '{}'{}; look at it again "
                                                     "and repeat the operation.",
                                                     plan.row.id, plan.row.revision, dispute.revision, dispute.grid, why));
    throw PlanConflict(error, std::move(dispute));
}

void PlanService::require_untouched(const Caller &caller, const Open &plan, std::int64_t since, const PlanDraft &draft,
                                    const PlanEffect &effect, const std::string &why) const {
    for (auto later = plan.touched.upper_bound(since); later != plan.touched.end(); ++later) {
        if (const auto code = common_unit(draft, effect, later->second)) {
            auto dispute = dispute_over(*code, moved_borders(draft, effect), borders_at(plan.borders, later->first));
            dispute.revision = later->first;
            refuse_as_stale(caller, plan, since, std::move(dispute), " too" + why);
        }
    }
}

/// Nothing where it was drawn on the plan as it is now, where it could not be done then, or where that is not known.
std::optional<PlanService::Drawn> PlanService::as_drawn(const Open &plan, std::int64_t since, const PlanOp &op) const {
    auto past = since < plan.row.revision ? draft_at(plan, since) : std::nullopt;
    auto effect = past ? effect_on(*past, [&] { return settled(*past, op); }) : std::nullopt;
    return effect ? std::optional(Drawn{std::move(*past), std::move(*effect)}) : std::nullopt;
}

/// Refuses as stale what cannot be done any more, but could where it was drawn. Else it is wrong, whatever was done since.
void PlanService::blame_later(const Caller &caller, const Open &plan, std::int64_t since, const std::optional<Drawn> &drawn,
                              const ApiError &refusal) const {
    if (!drawn || drawn->effect.touched.empty()) {
        return;
    }
    const auto why = fmt::format(", and the operation cannot be done any more ({})", refusal.problem_code());
    require_untouched(caller, plan, since, drawn->draft, drawn->effect, why);
    if (plan.touched.upper_bound(since) == plan.touched.end()) {
        return;
    }
    // what is in its way was changed beside its own grids
    const auto &last = *plan.touched.rbegin();
    const auto &beside = *last.second.begin();
    auto dispute = dispute_over(beside, moved_borders(drawn->draft, drawn->effect), borders_at(plan.borders, last.first));
    dispute.revision = last.first;
    refuse_as_stale(caller, plan, since, std::move(dispute), why);
}

} // namespace jingwei::server
