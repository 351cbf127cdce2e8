#include "data/edition_ahead.hpp"
#include "server/api_error.hpp"
#include "server/json_writer.hpp"
#include "server/service/ignored_warnings.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::PlanRow;
using data::PlanState;
using data::PlanStep;

namespace {

/// From which states another one is reached.
bool may_enter(PlanState from, PlanState to) {
    switch (to) {
    case PlanState::draft:
        return from == PlanState::review || from == PlanState::approved || from == PlanState::withdrawn;
    case PlanState::review:
        return from == PlanState::draft;
    case PlanState::approved:
        return from == PlanState::review;
    case PlanState::withdrawn:
        return from == PlanState::draft || from == PlanState::review || from == PlanState::approved;
    case PlanState::published:
        return false;
    }
    return false;
}

/// Refuses errors; answers the warnings.
std::vector<PlanProblem> warnings_of(const PlanDraft &draft) {
    auto problems = draft.problems(draft.changed_units());
    for (const auto &problem : problems) {
        if (problem.error) {
            throw ApiError(ErrorCode::conflict, problem.kind, problem.detail);
        }
    }
    return problems;
}

void require_unbroken(const PlanDraft &draft) {
    for (const auto &problem : draft.whole_problems()) {
        if (problem.error) {
            const auto at = problem.place.value_or(spatial::LonLat{});
            throw ApiError(ErrorCode::conflict, problem.kind,
                           fmt::format("At {:.7f}, {:.7f}: {}", at.lon, at.lat, problem.detail));
        }
    }
}

std::string to_json(const std::vector<PlanProblem> &warnings, int utc_offset_minutes) {
    std::string text;
    JsonWriter json(text);
    json.begin_array();
    for (const auto &warning : warnings) {
        json.begin_object();
        json.key("key").value(warning.key());
        json.key("kind").value(warning.kind);
        json.key("grid").value(warning.grid);
        json.key("detail").value(warning.detail);
        if (warning.reason) {
            json.key("reason").value(warning.reason->reason);
            json.key("by").value(warning.reason->actor);
            json.key("at").value(format_instant(warning.reason->at, utc_offset_minutes));
        }
        json.end_object();
    }
    json.end_array();
    return text;
}

/// A reason for the plan as a whole, unless each warning has one of its own.
void require_reason(const NeededConsent &needed, const ConsentWish &wish, const std::vector<PlanProblem> &warnings) {
    const auto is_open = [](const PlanProblem &warning) { return !warning.reason; };
    const auto first = std::ranges::find_if(warnings, is_open);
    if (needed.step.reason_needed && first != warnings.end() && wish.reason.empty()) {
        throw ApiError(ErrorCode::bad_data, "reason_needed",
                       fmt::format("The plan has {} warnings, the first: {} Consent with a 'reason', or send it back to draft.",
                                   std::ranges::count_if(warnings, is_open), first->detail),
                       "reason");
    }
}

bool is_meant(const ConsentWish &wish, const NeededConsent &needed) {
    return (wish.step.empty() || wish.step == needed.step.code) && (wish.parent.empty() || wish.parent == needed.parent);
}

[[noreturn]] void refuse(const ConsentWish &wish, const PlanConsents &consents, const std::string &account) {
    std::string why;
    for (const auto &needed : consents.all()) {
        if (is_meant(wish, needed) && (!needed.given || !wish.step.empty())) {
            why += fmt::format("{}{}: {}.", why.empty() ? "" : " ", name_of(needed), consents.why_not(needed, account));
        }
    }
    if (why.empty()) {
        throw ApiError(ErrorCode::not_found, "no_such_step",
                       fmt::format("The plan needs no such consent. {}", consents.missing()), "step");
    }
    throw ApiError(ErrorCode::conflict, "consent_refused", fmt::format("{} {}", why, consents.missing()));
}

} // namespace

PlanRow PlanService::step(const data::Actor &actor, Open &plan, std::int64_t id, std::int64_t revision,
                          decltype(PlanStep::what) what) {
    auto now = m_store.submit(actor, PlanStep{id, revision, std::move(what)}).get();
    plan.row = now;
    if (m_on_schedule) {
        m_on_schedule();
    }
    return now;
}

PlanRow PlanService::enter(const Caller &caller, std::int64_t id, const Precondition &precondition, PlanState state) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto row = require(id, precondition);
    if (!may_enter(row.state, state)) {
        throw ApiError(ErrorCode::conflict, "wrong_state",
                       fmt::format("Plan {} is {} and cannot become {} from there.", id, data::plan_state_name(row.state),
                                   data::plan_state_name(state)));
    }
    PlanStep::Enter enter{.state = state};
    if (state == PlanState::review) {
        enter.parents = parents_with_moved_borders(plan->draft);
    }
    data::forget_ahead(m_store, id);
    auto now = step(actor_of(caller), *plan, id, row.revision, std::move(enter));
    if (state == PlanState::review) {
        prepare_ahead(*plan);
    }
    return now;
}

PlanConsents PlanService::consents(const data::StoredPlan &stored) const {
    const auto world = m_store.world();
    return {m_store.approval_steps(), stored, *world->theme(stored.plan.theme)};
}

PlanRow PlanService::consent(const Caller &caller, std::int64_t id, const Precondition &precondition, const ConsentWish &wish) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto row = require(id, precondition);
    if (row.state != PlanState::review) {
        throw ApiError(ErrorCode::conflict, "wrong_state",
                       fmt::format("Plan {} is {}; consent is given in review.", id, data::plan_state_name(row.state)));
    }
    const auto world = m_store.world();
    PlanConsents consents(m_store.approval_steps(), m_store.plan(id), *world->theme(row.theme));
    auto warnings = warnings_of(plan->draft);
    mark_reasons(*plan, warnings);
    PlanStep::Consent given;
    for (std::size_t i = 0; i < consents.all().size(); ++i) {
        const auto &needed = consents.all()[i];
        if (!is_meant(wish, needed) || !consents.why_not(needed, caller.account).empty()) {
            continue;
        }
        require_reason(needed, wish, warnings);
        data::ApprovalRow consent{.step = needed.step.code,
                                  .parent = needed.parent,
                                  .account = caller.account,
                                  .actor = {},
                                  .reason = wish.reason,
                                  .warnings = to_json(warnings, world->utc_offset_minutes)};
        given.given.push_back(consent);
        consents.give(i, std::move(consent));
    }
    given.complete = consents.complete();
    if ((given.given.empty() && !given.complete) || (wish.whole && !given.complete)) {
        refuse(wish, consents, caller.account);
    }
    if (given.complete) {
        require_unbroken(plan->draft);
        std::ranges::move(ignored_beyond(plan->draft, plan->desk.reasons, warnings), std::back_inserter(warnings));
        if (!given.given.empty()) {
            given.given.back().warnings = to_json(warnings, world->utc_offset_minutes);
        }
    }
    auto now = step(actor_of(caller), *plan, id, row.revision, std::move(given));
    if (now.approved_revision) {
        prepare_ahead(*plan);
    }
    return now;
}

} // namespace jingwei::server
