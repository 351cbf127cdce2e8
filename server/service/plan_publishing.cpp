#include "data/edition_ahead.hpp"
#include "server/api_error.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_service.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::PlanRow;
using data::PlanState;
using data::PlanStep;
using data::TimeMs;

namespace {

void require_approved(const PlanRow &row) {
    if (row.state == PlanState::published) {
        throw ApiError(ErrorCode::conflict, "not_approved",
                       fmt::format("Plan {} is edition {} already; to change it again, begin another plan.", row.id,
                                   row.edition.value_or(0)));
    }
    if (row.state != PlanState::approved) {
        throw ApiError(ErrorCode::conflict, "not_approved",
                       fmt::format("Plan {} is {}; have it approved first.", row.id, data::plan_state_name(row.state)));
    }
}

/// With the last consent it was checked whole.
TimeMs checked_at(const data::StoredPlan &stored) {
    return stored.approvals.empty() ? stored.plan.changed_at : stored.approvals.back().at;
}

data::ReviewedPlan reviewed(const PlanRow &row) {
    return {row.id, row.review_revision.value_or(0)};
}

bool is_of_the_machine(const Error &error) {
    return error.code() == ErrorCode::machine || error.code() == ErrorCode::store_busy;
}

} // namespace

/// Refuses a plan whose theme has another edition by now than it began with.
void PlanService::require_current(const PlanRow &row) const {
    const auto edition = m_store.world()->theme(row.theme)->edition;
    if (edition != row.base_edition) {
        throw ApiError(ErrorCode::conflict, "overtaken",
                       fmt::format("Edition {} of {} was published since plan {} began with edition {}; send it back to draft "
                                   "and rebase it.",
                                   edition, row.theme, row.id, row.base_edition));
    }
}

PlanRow PlanService::publish_now(const data::Actor &actor, const Open &plan, const PlanRow &row, TimeMs valid_from) {
    auto ahead = data::take_ahead(m_store, reviewed(row));
    data::PublishChange change{.content = ahead ? data::ThemeContent{} : plan.draft.content(),
                               .valid_from = valid_from,
                               .note = row.note,
                               .source = fmt::format("plan {}", row.id)};
    change.plan = data::PublishedPlan{.plan = row.id,
                                      .revision = row.revision,
                                      .checked_at = checked_at(m_store.plan(row.id)),
                                      .base_edition = row.base_edition};
    auto publication = data::submit_prepared(m_store, actor, std::move(change), std::move(ahead));
    data::Published published;
    try {
        published = publication.get();
    } catch (const Error &error) {
        if (error.code() == ErrorCode::conflict) {
            require_current(row); // somebody else was faster
        }
        throw;
    }
    if (!published.changed) {
        throw ApiError(ErrorCode::conflict, "changes_nothing", fmt::format("Plan {} changes nothing; withdraw it.", row.id));
    }
    forget(row.id);
    if (m_on_schedule) {
        m_on_schedule();
    }
    return m_store.plan(row.id).plan;
}

PlanRow PlanService::publish(const Caller &caller, std::int64_t id, const Precondition &precondition,
                             std::optional<TimeMs> at) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto row = require(id, precondition);
    require_approved(row);
    require_current(row);
    if (!at) {
        return publish_now(actor_of(caller), *plan, row, 0);
    }
    const auto world = m_store.world();
    if (*at <= std::max(now_ms(), world->edition_valid_from)) {
        throw ApiError(
            ErrorCode::bad_call, "back_dated",
            fmt::format("{} has passed, or edition {} holds from later on; editions are not dated back. Name a later "
                        "day, or leave valid_from out to publish at once.",
                        format_instant(*at, world->utc_offset_minutes), world->edition),
            "valid_from");
    }
    PlanStep::Schedule schedule{.at = *at};
    for (const auto &[other, instant] : m_store.scheduled_plans()) {
        if (other != id && instant < *at && m_store.plan(other).plan.theme == row.theme) {
            schedule.notice = fmt::format("Plan {} of this theme becomes an edition before it, at {}; then this one has to be "
                                          "rebased and approved again.",
                                          other, format_instant(instant, world->utc_offset_minutes));
        }
    }
    return step(actor_of(caller), *plan, id, row.revision, std::move(schedule));
}

PlanRow PlanService::cancel(const Caller &caller, std::int64_t id, const Precondition &precondition) {
    const auto plan = open(id);
    const std::scoped_lock lock(plan->mutex);
    const auto row = require(id, precondition);
    if (!row.publish_at) {
        throw ApiError(
            ErrorCode::conflict, "not_scheduled",
            fmt::format("Plan {} is {} and does not wait to become an edition.", id, data::plan_state_name(row.state)));
    }
    return step(actor_of(caller), *plan, id, row.revision, PlanStep::Cancel{});
}

std::optional<TimeMs> PlanService::next_due() const {
    const auto waiting = m_store.scheduled_plans();
    return waiting.empty() ? std::nullopt : std::optional(waiting.front().second);
}

/// Prepares what publishing it will make, as it stands; the caller holds its mutex.
void PlanService::prepare_ahead(const Open &plan) {
    const auto stage = plan.row.state == PlanState::approved ? data::ReviewStage::approved : data::ReviewStage::in_review;
    data::prepare_ahead(m_store, reviewed(plan.row), stage, [&plan] { return plan.draft.content(); });
}

/// May save time, and no more: what is wrong with the plan, those are told who publish it.
void PlanService::prepare(std::int64_t id) {
    try {
        const auto row = m_store.plan(id).plan;
        if (row.state != PlanState::approved || data::is_ahead(m_store, reviewed(row))) {
            return;
        }
        require_current(row);
        const auto plan = open(id);
        const std::scoped_lock lock(plan->mutex);
        if (plan->row.revision == row.revision) {
            prepare_ahead(*plan);
        }
    } catch (const Error &) {
        return;
    }
}

void PlanService::prepare_due(TimeMs until) {
    const auto waiting = m_store.scheduled_plans();
    if (!waiting.empty() && waiting.front().second <= until) {
        prepare(waiting.front().first);
    }
}

void PlanService::prepare_next() {
    const auto waiting = m_store.scheduled_plans();
    if (!waiting.empty()) {
        prepare(waiting.front().first);
        return;
    }
    auto plans = m_store.plans();
    std::erase_if(plans, [](const PlanRow &plan) { return plan.state != PlanState::approved; });
    if (!plans.empty()) {
        prepare(std::ranges::max_element(plans, {}, &PlanRow::changed_at)->id);
    }
}

std::size_t PlanService::publish_due(TimeMs now) {
    std::size_t count = 0;
    for (const auto &[id, at] : m_store.scheduled_plans()) {
        if (at <= now && publish_scheduled(id, at)) {
            ++count;
        }
    }
    return count;
}

bool PlanService::publish_scheduled(std::int64_t id, TimeMs at) {
    std::string notice;
    try {
        const auto plan = open(id);
        const std::scoped_lock lock(plan->mutex);
        const auto row = m_store.plan(id).plan;
        if (row.publish_at != at) {
            return false; // changed a moment ago
        }
        static_cast<void>(publish_now({row.publish_by}, *plan, row, at));
        return true;
    } catch (const Error &error) {
        if (is_of_the_machine(error)) {
            throw;
        }
        notice = fmt::format("It could not become an edition at its hour: {}", error.what());
    }
    const auto row = m_store.plan(id).plan;
    if (row.publish_at == at) {
        static_cast<void>(m_store.submit({row.publish_by}, PlanStep{id, row.revision, PlanStep::Cancel{notice}}).get());
        forget(id);
    }
    return false;
}

} // namespace jingwei::server
