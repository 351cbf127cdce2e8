#include "server/service/plan_service.hpp"

#include "data/import_values.hpp"
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
                       fmt::format("Plan {} is {}; only a draft is redrawn. {}", plan.id, data::plan_state_name(plan.state),
                                   plan.state == PlanState::review || plan.state == PlanState::approved
                                       ? "Send it back to draft first."
                                       : "Begin another plan."));
    }
}

namespace {

/// The theme as an edition had it, or as it is. Throws ApiError{not_found} for an edition that there is not, or of before the
/// theme had grids.
ThemePtr theme_of(const data::Store &store, const std::string &theme, std::int64_t edition) {
    const auto world = store.world();
    const auto index = world->theme_index(theme);
    if (!index) {
        throw ApiError(ErrorCode::not_found, "no_such_theme", fmt::format("There is no theme '{}'.", theme.substr(0, 40)),
                       "theme");
    }
    if (edition > world->edition) {
        throw ApiError(ErrorCode::not_found, "no_such_edition",
                       fmt::format("There is no edition {}; the store has editions 1 to {}.", edition, world->edition),
                       "edition");
    }
    const auto &now = world->themes[*index];
    auto then = edition == 0 || now->edition <= edition ? now : store.theme_at(theme, edition);
    if (then == nullptr) {
        throw ApiError(ErrorCode::not_found, "no_grids_then",
                       fmt::format("The theme '{}' had no grids yet in edition {}; name a later one.", theme, edition),
                       "edition");
    }
    return then;
}

void require_text(const std::string &text, const char *field) {
    if (const auto fault = data::text_fault(text); !fault.empty()) {
        throw ApiError(ErrorCode::bad_call, "bad_value", fmt::format("The plan's {} {}.", field, fault), field);
    }
}

} // namespace

data::PlanRow PlanService::create(const Caller &caller, data::CreatePlan wish) {
    if (data::trimmed_value(wish.name).empty()) {
        throw ApiError(ErrorCode::bad_call, "missing_field", "A plan needs a 'name' that people can read.", "name");
    }
    require_text(wish.name, "name");
    require_text(wish.note, "note");
    const auto theme = theme_of(m_store, wish.theme, wish.base_edition);
    require_grids(theme, wish.theme);
    if (!wish.within.empty() && theme->find(wish.within) == 0) {
        throw ApiError(ErrorCode::not_found, "no_such_grid", fmt::format("There is no grid '{}'.", wish.within.substr(0, 40)),
                       "within");
    }
    wish.base_edition = theme->edition;
    auto plan = m_store.submit(actor_of(caller), std::move(wish)).get();
    if (theme->grids.size() > 1) {
        static_cast<void>(opened(plan.id, theme));
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

void PlanService::require_now(const Caller &caller, const Open &plan, const Precondition &precondition) const {
    try {
        require_revision(plan.row, precondition);
    } catch (const ApiError &stale) {
        PlanDispute dispute;
        dispute.revision = plan.row.revision;
        dispute.yours.by = actor_of(caller).name;
        add_operations(dispute, m_store.plan(plan.row.id), revision_in(precondition).value_or(plan.row.revision));
        throw PlanConflict(stale, std::move(dispute));
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
    answer.borders = moved_borders(plan.draft, effect);
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

std::int64_t PlanService::require_past(const PlanRow &plan, const Precondition &precondition) {
    const auto since = revision_in(precondition).value_or(plan.revision);
    if (since < 1 || since > plan.revision) {
        throw changed_meanwhile(fmt::format("Plan {} is at revision {}, not {}; GET it again.", plan.id, plan.revision, since));
    }
    return since;
}

PlanOp PlanService::settled(const PlanDraft &draft, const PlanOp &op) const {
    return draft.settled(op, [&](const std::string &code) { return m_store.reference_line(code); });
}

PlanService::Attempt PlanService::attempt(const Caller &caller, Open &plan, std::int64_t since, const PlanOp &op) const {
    const auto drawn = as_drawn(plan, since, op);
    Attempt made;
    try {
        made.op = settled(plan.draft, op);
        made.effect = plan.draft.apply(made.op);
    } catch (const ApiError &refusal) {
        blame_later(caller, plan, since, drawn, refusal);
        throw;
    }
    try {
        require_unlocked(plan.desk.locks, caller, plan.draft, made.effect);
        require_untouched(caller, plan, since, plan.draft, made.effect);
        if (drawn) { // it may reach other grids by now than those that its planner saw
            require_untouched(caller, plan, since, drawn->draft, drawn->effect);
        }
    } catch (...) {
        static_cast<void>(plan.draft.undo());
        throw;
    }
    return made;
}

PlanAnswer PlanService::answer_to(const Open &plan, const PlanEffect &effect, double near_m) const {
    auto told = answer(plan, plan.row, effect);
    add_near(plan, effect, near_m, told);
    return told;
}

PlanAnswer PlanService::apply(const Caller &caller, std::int64_t id, const Precondition &precondition, const PlanOp &op) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    require_draft(plan->row);
    const auto made = attempt(caller, *plan, require_past(plan->row, precondition), op);
    auto intent = plan_op_json(made.op);
    try {
        plan->row = m_store.submit(actor_of(caller), PlanStep{id, plan->row.revision, PlanStep::Do{intent}}).get();
    } catch (...) {
        static_cast<void>(plan->draft.undo());
        throw;
    }
    plan->intents.push_back(std::move(intent));
    plan->note(plan->row.revision, made.effect);
    return answer_to(*plan, made.effect, op.near_m);
}

PlanAnswer PlanService::try_out(const Caller &caller, std::int64_t id, const Precondition &precondition, const PlanOp &op) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    require_draft(plan->row);
    const auto made = attempt(caller, *plan, require_past(plan->row, precondition), op);
    PlanAnswer told;
    try {
        told = answer_to(*plan, made.effect, op.near_m);
    } catch (...) {
        static_cast<void>(plan->draft.undo());
        throw;
    }
    static_cast<void>(plan->draft.undo());
    return told;
}

namespace {

/// The first operation that is undone, as JSON.
std::string next_undone(const std::vector<data::PlanOpRow> &ops) {
    const auto next = std::ranges::find_if(ops, [](const auto &op) { return !op.done && !op.dropped; });
    if (next == ops.end()) {
        throw ApiError(ErrorCode::conflict, "nothing_to_redo", "There is nothing to do again.");
    }
    return next->intent;
}

} // namespace

PlanEffect PlanService::step_back(const Caller &caller, Open &plan) {
    const auto count = plan.draft.op_count();
    if (count == 0) {
        throw ApiError(ErrorCode::conflict, "nothing_to_undo", "There is nothing to undo.");
    }
    require_unlocked(plan.desk.locks, caller, plan.draft, plan.draft.effect_of(count - 1));
    plan.row = m_store.submit(actor_of(caller), PlanStep{plan.row.id, plan.row.revision, PlanStep::Undo{}}).get();
    plan.undone[plan.row.revision] = std::move(plan.intents.back());
    plan.intents.pop_back();
    return plan.draft.undo();
}

PlanEffect PlanService::step_forth(const Caller &caller, Open &plan) {
    auto intent = next_undone(m_store.plan(plan.row.id).ops);
    auto effect = plan.draft.apply(read_plan_op(intent));
    try {
        require_unlocked(plan.desk.locks, caller, plan.draft, effect);
        plan.row = m_store.submit(actor_of(caller), PlanStep{plan.row.id, plan.row.revision, PlanStep::Redo{}}).get();
    } catch (...) {
        static_cast<void>(plan.draft.undo());
        throw;
    }
    plan.intents.push_back(std::move(intent));
    return effect;
}

PlanAnswer PlanService::turn(const Caller &caller, std::int64_t id, const Precondition &precondition, bool back) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    require_now(caller, *plan, precondition);
    require_draft(plan->row);
    const auto effect = back ? step_back(caller, *plan) : step_forth(caller, *plan);
    plan->note(plan->row.revision, effect);
    return answer(*plan, plan->row, effect);
}

PlanAnswer PlanService::undo(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    return turn(caller, id, precondition, true);
}

PlanAnswer PlanService::redo(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    return turn(caller, id, precondition, false);
}

} // namespace jingwei::server
