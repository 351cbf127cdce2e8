#include "data/theme_world.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

PlanEffect replayed(PlanDraft &draft, const data::PlanOpRow &op) {
    try {
        return draft.apply(read_plan_op(op.intent));
    } catch (const Error &error) {
        throw ApiError(ErrorCode::conflict, "cannot_be_replayed",
                       fmt::format("Operation {} of the plan cannot be done to edition {}: {}", op.number, draft.base().edition,
                                   error.what()));
    }
}

} // namespace

void PlanService::Open::note(std::int64_t at, const PlanEffect &effect) {
    for (const auto unit : effect.touched) {
        touched[at].insert(draft.units()[unit].row.code);
        if (unit < draft.base().grids.size()) {
            touched[at].insert(draft.base().grids[unit].code);
        }
    }
    borders[at] = moved_borders(draft, effect);
}

namespace {

/// The theme as the plan's edition had it; of an edition before its first grids an empty one.
std::shared_ptr<const data::ThemeWorld> base_of(const data::Store &store, const data::World &world, const data::PlanRow &plan) {
    const auto index = world.theme_index(plan.theme);
    if (!index || (plan.base_edition != 0 && world.themes[*index]->edition != plan.base_edition)) {
        return store.theme_at(plan.theme, plan.base_edition);
    }
    const auto &current = world.themes[*index];
    if (current->edition == plan.base_edition) {
        return current;
    }
    auto head = data::head_of(*current);
    head.edition = 0;
    data::ThemeContent content;
    content.theme = plan.theme;
    return data::make_past_theme(std::move(head), std::move(content), *world.divisions);
}

} // namespace

void PlanService::require_grids(const ThemePtr &theme, const std::string &code) {
    if (theme == nullptr || (theme->grids.size() == 1 && theme->arrangement != "overlaid")) {
        throw ApiError(
            ErrorCode::conflict, "no_grids_yet",
            fmt::format("The theme '{}' has no grids to redraw yet; import its first ones, and begin a plan then.", code));
    }
}

PlanService::OpenPtr PlanService::build(const data::StoredPlan &stored, ThemePtr base) const {
    const auto world = m_store.world();
    if (base == nullptr) {
        base = base_of(m_store, *world, stored.plan);
    }
    require_grids(base, stored.plan.theme);
    auto plan = std::make_shared<Open>(PlanDraft(world, std::move(base), stored.plan.within), stored.plan);
    plan->desk = m_store.plan_desk(stored.plan.id);
    plan->draft.set_rules(m_store.grid_rules());
    plan->draft.set_retired_codes(m_store.earlier_codes(stored.plan.theme, stored.plan.base_edition));
    plan->draft.set_lines([this](const spatial::LatticeBox &box) { return m_store.reference_lines_near(box); });
    for (const auto &op : stored.ops) {
        if (op.done) {
            plan->note(op.revision, replayed(plan->draft, op));
            plan->intents.push_back(op.intent);
        } else {
            plan->undone[op.revision] = op.intent;
        }
    }
    return plan;
}

PlanService::OpenPtr PlanService::open(std::int64_t id) {
    auto plan = opened(id);
    const std::scoped_lock lock(plan->mutex);
    plan->draft.follow(m_store.world());
    return plan;
}

PlanService::OpenPtr PlanService::at_hand(std::int64_t id) {
    const std::scoped_lock lock(m_mutex);
    const auto found = std::ranges::find(m_open, id, &std::pair<std::int64_t, OpenPtr>::first);
    if (found == m_open.end()) {
        return nullptr;
    }
    m_open.splice(m_open.begin(), m_open, found);
    return found->second;
}

PlanService::OpenPtr PlanService::opened(std::int64_t id, const ThemePtr &base) {
    if (auto known = at_hand(id)) {
        return known;
    }
    const std::scoped_lock one_at_a_time(m_building);
    if (auto known = at_hand(id)) { // somebody else has built it meanwhile
        return known;
    }
    auto plan = build(m_store.plan(id), base);
    const std::scoped_lock lock(m_mutex);
    m_open.emplace_front(id, plan);
    if (m_open.size() > most_open) { // one that is in use has to stay the only one of its plan
        const auto idle =
            std::find_if(m_open.rbegin(), m_open.rend(), [](const auto &open) { return open.second.use_count() == 1; });
        if (idle != m_open.rend()) {
            m_open.erase(std::next(idle).base());
        }
    }
    return plan;
}

void PlanService::forget(std::int64_t id) {
    const std::scoped_lock lock(m_mutex);
    m_open.remove_if([id](const auto &open) { return open.first == id; });
}

} // namespace jingwei::server
