#include "data/plan_store.hpp"

#include "data/approval_store.hpp"
#include "data/journal.hpp"
#include "data/row_reader.hpp"

#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace jingwei::data {

namespace {

constexpr std::array<std::pair<PlanState, std::string_view>, 5> state_names{{{PlanState::draft, "draft"},
                                                                             {PlanState::review, "review"},
                                                                             {PlanState::approved, "approved"},
                                                                             {PlanState::published, "published"},
                                                                             {PlanState::withdrawn, "withdrawn"}}};

PlanRow row_of(const RowReader &row) {
    return {.id = row.integer(0),
            .name = row.text(1),
            .theme = row.text(2),
            .within = row.text(3),
            .base_edition = row.integer(4),
            .state = plan_state_of(row.text_view(5)),
            .revision = row.integer(6),
            .approved_revision = row.integer_or_null(7),
            .note = row.text(8),
            .created_at = row.integer(9),
            .created_by = row.text(10),
            .changed_at = row.integer(11),
            .edition = row.integer_or_null(12),
            .review_revision = row.integer_or_null(13),
            .publish_at = row.integer_or_null(14),
            .publish_by = row.text(15),
            .notice = row.text(16)};
}

PlanRow require_plan(SQLite::Database &database, std::int64_t id) {
    RowReader row(database, "find_plan");
    row.bind(1, id);
    if (!row.next()) {
        throw Error(ErrorCode::not_found, fmt::format("there is no plan {}", id));
    }
    return row_of(row);
}

/// The plan, at the revision that is asked for.
PlanRow require_plan(Queries &queries, std::int64_t id, std::int64_t revision) {
    PlanRow plan = require_plan(queries.database(), id);
    if (plan.revision != revision) {
        throw Error(ErrorCode::conflict, fmt::format("plan {} is at revision {}, not {}; read it again and repeat the change",
                                                     id, plan.revision, revision));
    }
    return plan;
}

void append(Queries &queries, const Actor &actor, const PlanRow &plan, std::string_view what) {
    append_journal(queries, actor,
                   {.kind = fmt::format("plan.{}", what),
                    .object_id = plan.id,
                    .code = {},
                    .edition = plan.edition,
                    .detail = fmt::format(R"({{"revision":{}}})", plan.revision)});
}

std::string overtaken_notice(std::int64_t edition) {
    return fmt::format("Edition {} was published before it; send it back to draft, rebase it and have it approved again.",
                       edition);
}

PlanRow write(Queries &queries, PlanRow plan) {
    queries.run("update_plan", plan.id, std::string(plan_state_name(plan.state)), plan.base_edition, plan.approved_revision,
                plan.note, plan.edition, now_ms());
    queries.run("upsert_plan_progress", plan.id, plan.review_revision, plan.publish_at, plan.publish_by, plan.notice);
    return require_plan(queries.database(), plan.id);
}

/// Carries out one kind of step on a plan that is about to get its next revision; answers the word for the journal.
struct Stepper {
    Queries &queries;
    const Actor &actor;
    PlanRow &plan;

    std::string_view operator()(const PlanStep::Do &op) const {
        queries.run("drop_undone_ops", plan.id);
        queries.run("insert_plan_op", plan.id, plan.revision + 1, op.intent, actor.name, now_ms());
        return "do";
    }
    std::string_view operator()(const PlanStep::Undo & /*undo*/) const {
        return turn("last_done_op", "undone", "there is nothing to undo"), "undo";
    }
    std::string_view operator()(const PlanStep::Redo & /*redo*/) const {
        return turn("first_undone_op", "done", "there is nothing to do again"), "redo";
    }
    std::string_view operator()(const PlanStep::Enter &enter) const {
        const bool reviewed = enter.state == PlanState::review || enter.state == PlanState::approved;
        plan.state = enter.state;
        plan.approved_revision = enter.state == PlanState::approved ? std::optional(plan.revision + 1) : std::nullopt;
        plan.review_revision = reviewed ? std::optional(plan.review_revision.value_or(plan.revision + 1)) : std::nullopt;
        if (enter.state == PlanState::review) {
            replace_plan_parents(queries, plan.id, enter.parents);
        }
        unschedule({});
        return plan_state_name(enter.state);
    }
    std::string_view operator()(const PlanStep::Consent &consent) const {
        add_approvals(queries, actor, plan.id, plan.revision, consent.given);
        if (consent.complete) {
            plan.state = PlanState::approved;
            plan.approved_revision = plan.revision + 1;
        }
        return consent.complete ? "approved" : "consent";
    }
    std::string_view operator()(const PlanStep::Schedule &schedule) const {
        const auto other = queries.find("find_scheduled_plan", schedule.at);
        if (other && *other != plan.id) {
            throw Error(ErrorCode::conflict,
                        fmt::format("plan {} becomes an edition at that very instant; choose another one", *other));
        }
        plan.publish_at = schedule.at;
        plan.publish_by = actor.name;
        plan.notice = schedule.notice;
        return "schedule";
    }
    std::string_view operator()(const PlanStep::Cancel &cancel) const { return unschedule(cancel.notice), "cancel"; }
    std::string_view operator()(const PlanStep::Rebase &rebase) const {
        plan.base_edition = rebase.base_edition;
        return "rebase";
    }

  private:
    void unschedule(const std::string &notice) const {
        plan.publish_at.reset();
        plan.publish_by.clear();
        plan.notice = notice;
    }
    void turn(std::string_view which, const char *state, const char *none) const {
        const auto number = queries.find(which, plan.id);
        if (!number) {
            throw Error(ErrorCode::conflict, none);
        }
        queries.run("update_plan_op", plan.id, *number, state, plan.revision + 1);
    }
};

} // namespace

std::string_view plan_state_name(PlanState state) {
    return std::ranges::find(state_names, state, &std::pair<PlanState, std::string_view>::first)->second;
}

PlanState plan_state_of(std::string_view name) {
    return std::ranges::find(state_names, name, &std::pair<PlanState, std::string_view>::second)->first;
}

std::vector<PlanRow> read_plans(SQLite::Database &database) {
    std::vector<PlanRow> plans;
    for (RowReader row(database, "plans"); row.next();) {
        plans.push_back(row_of(row));
    }
    return plans;
}

StoredPlan read_plan(SQLite::Database &database, std::int64_t id) {
    SQLite::Transaction transaction(database); // one picture of the store
    StoredPlan stored{require_plan(database, id), {}, read_approvals(database, id), read_plan_parents(database, id)};
    RowReader row(database, "plan_ops");
    row.bind(1, id);
    while (row.next()) {
        const auto state = row.text(5);
        stored.ops.push_back({.number = row.integer(0),
                              .revision = row.integer(1),
                              .intent = row.text(2),
                              .actor = row.text(3),
                              .at = row.integer(4),
                              .done = state == "done",
                              .dropped = state == "dropped"});
    }
    return stored;
}

std::vector<std::pair<std::int64_t, TimeMs>> read_scheduled_plans(SQLite::Database &database) {
    std::vector<std::pair<std::int64_t, TimeMs>> waiting;
    for (RowReader row(database, "scheduled_plans"); row.next();) {
        waiting.emplace_back(row.integer(0), row.integer(1));
    }
    return waiting;
}

PlanRow create_plan(Queries &queries, const Actor &actor, const CreatePlan &create) {
    const auto id = queries.find("insert_plan", create.name, create.theme, create.within, create.base_edition, create.note,
                                 now_ms(), actor.name);
    PlanRow plan = require_plan(queries.database(), id.value());
    append(queries, actor, plan, "create");
    return plan;
}

PlanRow step_plan(Queries &queries, const Actor &actor, const PlanStep &step) {
    PlanRow plan = require_plan(queries, step.plan, step.revision);
    const auto word = std::visit(Stepper{queries, actor, plan}, step.what);
    plan = write(queries, std::move(plan));
    append(queries, actor, plan, word);
    return plan;
}

void require_base(Queries &queries, const std::string &theme, const PublishedPlan &published) {
    const auto current = queries.find("theme_edition", theme).value_or(0);
    if (current != published.base_edition) {
        throw Error(ErrorCode::conflict,
                    fmt::format("edition {} of {} was published since plan {} began with edition {}; send it back to draft and "
                                "rebase it",
                                current, theme, published.plan, published.base_edition));
    }
}

void overtake_plans(Queries &queries, const Actor &actor, const std::string &theme, std::int64_t edition) {
    std::vector<std::int64_t> waiting;
    SQLite::Statement &rows = queries("scheduled_plans_of_theme", theme);
    while (rows.executeStep()) {
        waiting.push_back(rows.getColumn(0).getInt64());
    }
    rows.reset();
    for (const auto id : waiting) {
        const auto plan = require_plan(queries.database(), id);
        static_cast<void>(step_plan(queries, actor, {id, plan.revision, PlanStep::Cancel{overtaken_notice(edition)}}));
    }
}

void end_plan(Queries &queries, const Actor &actor, const PublishedPlan &published, std::int64_t edition) {
    PlanRow plan = require_plan(queries, published.plan, published.revision);
    if (plan.state != PlanState::approved || !plan.approved_revision) {
        throw Error(ErrorCode::conflict,
                    fmt::format("plan {} is {}; only an approved plan is published", plan.id, plan_state_name(plan.state)));
    }
    plan.state = PlanState::published;
    plan.edition = edition;
    plan.publish_at.reset();
    plan.notice.clear();
    append(queries, actor, write(queries, std::move(plan)), "published");
}

} // namespace jingwei::data
