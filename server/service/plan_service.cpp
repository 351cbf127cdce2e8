#include "server/service/plan_service.hpp"

#include "server/api_error.hpp"
#include "server/service/plan_locks.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::server {

using data::PlanRow;
using data::PlanState;
using data::PlanStep;

data::Actor actor_of(const Caller &caller) {
    return {fmt::format("{}/{}", caller.account, caller.label)};
}

namespace {

/// The revision that a precondition names; nothing for `*`.
std::optional<std::int64_t> revision_in(const Precondition &precondition) {
    std::int64_t revision = -1;
    for (const auto &version : precondition.versions) {
        std::from_chars(version.data(), version.data() + version.size(), revision);
    }
    return precondition.any ? std::nullopt : std::optional(revision);
}

ApiError changed_meanwhile(const std::string &detail) {
    return {ErrorCode::conflict, "changed_meanwhile", detail, "If-Match", 412};
}

} // namespace

void require_draft(const PlanRow &plan) {
    if (plan.state != PlanState::draft) {
        throw ApiError(ErrorCode::conflict, "not_a_draft",
                       fmt::format("Plan {} is {}; only a draft is redrawn. Send it back to draft first.", plan.id,
                                   data::plan_state_name(plan.state)));
    }
}

data::PlanRow PlanService::create(const Caller &caller, data::CreatePlan wish) {
    const auto world = m_store.world();
    const auto *theme = world->theme(wish.theme);
    if (theme == nullptr) {
        throw ApiError(ErrorCode::not_found, "no_such_theme", fmt::format("There is no theme '{}'.", wish.theme.substr(0, 40)),
                       "theme");
    }
    if (!wish.within.empty() && theme->find(wish.within) == 0) {
        throw ApiError(ErrorCode::not_found, "no_such_grid", fmt::format("There is no grid '{}'.", wish.within.substr(0, 40)),
                       "within");
    }
    wish.base_edition = theme->edition;
    auto plan = m_store.submit(actor_of(caller), std::move(wish)).get();
    if (theme->grids.size() > 1) {
        static_cast<void>(opened(plan.id));
    }
    return plan;
}

data::StoredPlan PlanService::find(std::int64_t id) const {
    return m_store.plan(id);
}

void PlanService::require_revision(const PlanRow &plan, const Precondition &precondition) {
    if (const auto revision = revision_in(precondition); revision && *revision != plan.revision) {
        throw changed_meanwhile(
            fmt::format("Plan {} is at revision {}, not {}; GET it again and repeat.", plan.id, plan.revision, *revision));
    }
}

PlanRow PlanService::require(std::int64_t id, const Precondition &precondition) const {
    auto plan = m_store.plan(id).plan;
    require_revision(plan, precondition);
    return plan;
}

PlanAnswer PlanService::answer(const Open &plan, PlanRow row, const PlanEffect &effect) const {
    const auto units = effect.told();
    PlanAnswer answer{.plan = std::move(row), .grids = {}, .problems = plan.draft.problems(units), .moved = {}};
    for (const auto unit : units) {
        answer.grids.push_back(plan.draft.numbers(unit));
    }
    mark_reasons(plan, answer.problems);
    answer.people = plan.draft.people(units);
    answer.moved_count = effect.moved.size();
    for (const auto &moved : effect.moved) {
        if (answer.moved.size() == most_moved) {
            break;
        }
        answer.moved.push_back({tally_layers.at(moved.layer), object_code(*plan.draft.world(), moved.layer, moved.slot),
                                plan.draft.code_of(moved.from), plan.draft.code_of(moved.to)});
    }
    return answer;
}

PlanAnswer PlanService::show(std::int64_t id) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    PlanEffect whole{.touched = plan->draft.changed_units(), .moved = {}};
    std::erase_if(whole.touched, [&](spatial::Label unit) { return unit >= plan->draft.units().size(); });
    return answer(*plan, m_store.plan(id).plan, whole);
}

void PlanService::look_at(std::int64_t id, const std::function<void(const PlanDraft &)> &visit) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    visit(plan->draft);
}

namespace {

/// The code of a unit that an earlier revision changed too, or, where both gave one border a vertex by rounding, of a unit
/// beside it: then the order would tell. Nothing where the two may be done in any order.
std::optional<std::string> common_unit(const PlanDraft &draft, const PlanEffect &effect, const std::set<std::string> &touched,
                                       const std::set<std::string> &bent) {
    std::vector<std::string> both;
    for (const auto unit : effect.touched) {
        if (touched.contains(draft.code_of(unit))) {
            return draft.code_of(unit);
        }
    }
    for (const auto unit : effect.bent) {
        if (bent.contains(draft.code_of(unit))) {
            both.push_back(draft.code_of(unit));
        }
    }
    return both.size() > 1 ? std::optional(both.back()) : std::nullopt;
}

} // namespace

void PlanService::require_untouched(const Caller &caller, const Open &plan, std::int64_t id, std::int64_t since,
                                    const PlanEffect &effect) const {
    static const std::set<std::string> none;
    for (auto later = plan.touched.upper_bound(since); later != plan.touched.end(); ++later) {
        const auto bent = plan.bent.find(later->first);
        const auto code = common_unit(plan.draft, effect, later->second, bent == plan.bent.end() ? none : bent->second);
        if (!code) {
            continue;
        }
        const auto borders = plan.borders.find(later->first);
        auto dispute = dispute_over(*code, moved_borders(plan.draft, effect),
                                    borders == plan.borders.end() ? std::vector<MovedBorder>{} : borders->second);
        dispute.revision = later->first;
        dispute.yours.by = actor_of(caller).name;
        add_operations(dispute, m_store.plan(id), since);
        throw PlanConflict(
            changed_meanwhile(fmt::format("Plan {} is at revision {}: revision {} changed '{}' too; look at it again and "
                                          "repeat the operation.",
                                          id, plan.row.revision, later->first, *code)),
            std::move(dispute));
    }
}

PlanAnswer PlanService::apply(const Caller &caller, std::int64_t id, const Precondition &precondition, const PlanOp &op) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    require_draft(plan->row);
    const auto revision = plan->row.revision;
    const auto since = revision_in(precondition).value_or(revision);
    if (since < 1 || since > revision) {
        throw changed_meanwhile(fmt::format("Plan {} is at revision {}, not {}; GET it again.", id, revision, since));
    }
    const auto settled = plan->draft.settled(op, [&](const std::string &code) { return m_store.reference_line(code); });
    const auto effect = plan->draft.apply(settled);
    PlanRow row;
    try {
        require_unlocked(plan->desk.locks, caller, plan->draft, effect);
        require_untouched(caller, *plan, id, since, effect);
        row = m_store.submit(actor_of(caller), PlanStep{id, revision, PlanStep::Do{plan_op_json(settled)}}).get();
    } catch (...) {
        static_cast<void>(plan->draft.undo());
        throw;
    }
    plan->row = row;
    plan->note(row.revision, effect);
    auto told = answer(*plan, std::move(row), effect);
    add_near(*plan, effect, op.near_m, told);
    return told;
}

namespace {

/// Does the first operation that is undone again.
PlanEffect redo_next(PlanDraft &draft, const std::vector<data::PlanOpRow> &ops) {
    const auto next = std::ranges::find_if(ops, [](const auto &op) { return !op.done && !op.dropped; });
    if (next == ops.end()) {
        throw ApiError(ErrorCode::conflict, "nothing_to_redo", "There is nothing to do again.");
    }
    return draft.apply(read_plan_op(next->intent));
}

} // namespace

PlanAnswer PlanService::turn(const Caller &caller, std::int64_t id, const Precondition &precondition, bool back) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    require_revision(plan->row, precondition);
    require_draft(plan->row);
    PlanRow row;
    const auto revision = plan->row.revision;
    PlanEffect effect;
    if (back) {
        if (const auto count = plan->draft.op_count(); count > 0) {
            require_unlocked(plan->desk.locks, caller, plan->draft, plan->draft.effect_of(count - 1));
        }
        row = m_store.submit(actor_of(caller), PlanStep{id, revision, PlanStep::Undo{}}).get();
        effect = plan->draft.undo();
    } else {
        effect = redo_next(plan->draft, m_store.plan(id).ops);
        try {
            require_unlocked(plan->desk.locks, caller, plan->draft, effect);
            row = m_store.submit(actor_of(caller), PlanStep{id, revision, PlanStep::Redo{}}).get();
        } catch (...) {
            static_cast<void>(plan->draft.undo());
            throw;
        }
    }
    plan->row = row;
    plan->note(row.revision, effect);
    return answer(*plan, std::move(row), effect);
}

PlanAnswer PlanService::undo(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    return turn(caller, id, precondition, true);
}

PlanAnswer PlanService::redo(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    return turn(caller, id, precondition, false);
}

} // namespace jingwei::server
