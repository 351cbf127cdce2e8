#include "server/api_error.hpp"
#include "server/service/edition_change.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::PlanRow;
using data::PlanStep;

namespace {

/// The plans that became editions of a theme after one and up to another, in their order.
std::vector<data::StoredPlan> published_between(const data::Store &store, const std::string &theme, std::int64_t after,
                                                std::int64_t until) {
    std::vector<data::StoredPlan> published;
    for (const auto &plan : store.plans()) {
        if (plan.theme == theme && plan.edition && after < *plan.edition && *plan.edition <= until) {
            published.push_back(store.plan(plan.id));
        }
    }
    std::ranges::sort(published, {}, [](const data::StoredPlan &stored) { return *stored.plan.edition; });
    return published;
}

const char *why_no_ops(const PlanDispute &dispute) {
    return dispute.ops.empty() ? " That edition was not made by a plan, so there are no operations to list." : "";
}

} // namespace

/// Refuses operations that are done where the editions since changed one of their grids.
void PlanService::require_apart(const Open &plan, const data::StoredPlan &stored, const data::ThemeWorld &now,
                                const EditionChange &change) const {
    for (const auto &op : stored.ops) {
        const auto touched = plan.touched.find(op.revision);
        if (!op.done || touched == plan.touched.end()) {
            continue;
        }
        const auto both =
            std::ranges::find_if(touched->second, [&](const std::string &code) { return change.grids.contains(code); });
        if (both == touched->second.end()) {
            continue;
        }
        auto dispute = edition_dispute(plan.draft, now, *both, plan.borders.at(op.revision), change.borders,
                                       published_between(m_store, stored.plan.theme, stored.plan.base_edition, now.edition));
        dispute.revision = op.revision;
        dispute.yours.by = op.actor;
        const ApiError error(
            ErrorCode::conflict, "both_changed",
            fmt::format("Edition {} changed '{}', which revision {} of plan {} changes too; undo that, rebase, "
                        "and do it again.{}",
                        now.edition, *both, op.revision, stored.plan.id, why_no_ops(dispute)));
        throw PlanConflict(error, std::move(dispute));
    }
}

PlanRow PlanService::rebase(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto row = require(id, precondition);
    require_draft(row);
    const auto world = m_store.world();
    const auto *now = world->theme(row.theme);
    const auto change = edition_change(*world, plan->draft.base(), *now);
    const auto stored = m_store.plan(id);
    require_apart(*plan, stored, *now, change);
    auto on_now = stored;
    on_now.plan.base_edition = now->edition;
    auto moved = build(on_now);
    require_apart(*moved, stored, *now, change); // there, an operation may reach other grids
    const auto after = m_store.submit(actor_of(caller), PlanStep{id, row.revision, PlanStep::Rebase{now->edition}}).get();
    plan->draft = std::move(moved->draft);
    plan->touched = std::move(moved->touched);
    plan->borders = std::move(moved->borders);
    plan->intents = std::move(moved->intents);
    plan->undone = std::move(moved->undone);
    plan->row = after;
    return after;
}

} // namespace jingwei::server
