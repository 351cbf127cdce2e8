#include "server/api_error.hpp"
#include "server/service/plan_service.hpp"

#include <fmt/format.h>
#include <tuple>

namespace jingwei::server {

using data::PlanRow;
using data::PlanStep;

namespace {

/// The codes of the units that differ between two editions of a theme, in ground, attributes or existence.
std::set<std::string> changed_codes(const data::World &world, const data::ThemeWorld &before, const data::ThemeWorld &after) {
    std::set<std::string> changed;
    const auto rows_before = data::theme_content(world, before).grids;
    const auto rows_after = data::theme_content(world, after).grids;
    const auto said = [](const data::GridRow &row) {
        return std::tie(row.name, row.level, row.kind, row.parent_code, row.division_code, row.fallback_org, row.households,
                        row.residents);
    };
    for (data::GridIndex i = 1; i < rows_before.size(); ++i) {
        const auto j = after.find(rows_before[i].code);
        if (j == 0 || said(rows_before[i]) != said(rows_after[j]) || before.shapes[i] != after.shapes[j]) {
            changed.insert(rows_before[i].code);
        }
    }
    for (data::GridIndex j = 1; j < rows_after.size(); ++j) {
        if (before.find(rows_after[j].code) == 0) {
            changed.insert(rows_after[j].code);
        }
    }
    return changed;
}
} // namespace

PlanRow PlanService::rebase(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto row = require(id, precondition);
    require_draft(row);
    const auto world = m_store.world();
    const auto *now = world->theme(row.theme);
    const auto changed = changed_codes(*world, plan->draft.base(), *now);
    for (const auto &[revision, codes] : plan->touched) {
        for (const auto &code : codes) {
            if (changed.contains(code)) {
                throw PlanConflict(
                    ApiError(
                        ErrorCode::conflict, "both_changed",
                        fmt::format("Edition {} changed '{}', which revision {} of plan {} changes too; undo that, rebase, "
                                    "and do it again.",
                                    now->edition, code, revision, id)),
                    edition_dispute(plan->draft, *now, code, plan->borders[revision], m_store.plan(id), revision,
                                    m_store.plans()));
            }
        }
    }
    auto stored = m_store.plan(id);
    stored.plan.base_edition = now->edition;
    auto moved = build(stored);
    const auto after = m_store.submit(actor_of(caller), PlanStep{id, row.revision, PlanStep::Rebase{now->edition}}).get();
    plan->draft = std::move(moved->draft);
    plan->touched = std::move(moved->touched);
    plan->borders = std::move(moved->borders);
    plan->bent = std::move(moved->bent);
    plan->row = after;
    return after;
}

} // namespace jingwei::server
