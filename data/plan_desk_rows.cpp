#include "data/plan_desk_rows.hpp"

#include "data/edit_rows.hpp"
#include "data/journal.hpp"
#include "data/row_reader.hpp"

#include <fmt/format.h>

namespace jingwei::data {

namespace {

void append(Queries &queries, const Actor &actor, std::string_view what, std::int64_t plan, const std::string &code = {}) {
    append_journal(queries, actor,
                   {.kind = fmt::format("plan.{}", what), .object_id = plan, .code = code, .edition = {}, .detail = "{}"});
}

/// Carries out one kind of step.
struct Stepper {
    Queries &queries;
    const Actor &actor;
    std::int64_t plan;

    void operator()(const TakeLocks &take) const {
        const auto now = now_ms();
        queries.run("remove_ended_locks", plan, now);
        for (const auto &grid : take.grids) {
            if (queries.find("find_other_lock", plan, grid, take.holder, now)) {
                throw Error(ErrorCode::conflict, fmt::format("the grid '{}' is held by somebody else in plan {}", grid, plan));
            }
            queries.run("upsert_plan_lock", plan, grid, take.holder, now, take.until);
            append(queries, actor, "lock", plan, grid);
        }
    }
    void operator()(const ReleaseLocks &release) const {
        for (const auto &grid : release.grids) {
            queries.run("remove_plan_lock", plan, grid, release.holder);
            append(queries, actor, "unlock", plan, grid);
        }
    }
    void operator()(const GiveReason &give) const {
        queries.run("upsert_plan_reason", plan, give.problem, give.reason, actor.name, now_ms());
        append(queries, actor, "ignore", plan);
    }
    void operator()(const TakeReasonBack &back) const {
        queries.run("remove_plan_reason", plan, back.problem);
        append(queries, actor, "heed", plan);
    }
};

} // namespace

PlanDesk read_plan_desk(SQLite::Database &database, std::int64_t plan) {
    PlanDesk desk;
    RowReader locks(database, "plan_locks");
    locks.bind(1, plan);
    while (locks.next()) {
        desk.locks.push_back({locks.text(0), locks.text(1), locks.integer(2), locks.integer(3)});
    }
    RowReader reasons(database, "plan_reasons");
    reasons.bind(1, plan);
    while (reasons.next()) {
        desk.reasons.push_back({reasons.text(0), reasons.text(1), reasons.text(2), reasons.integer(3)});
    }
    return desk;
}

std::vector<GridRule> read_grid_rules(SQLite::Database &database) {
    std::vector<GridRule> rules;
    for (RowReader row(database, "grid_rules"); row.next();) {
        rules.push_back({row.text(0), row.text(1), row.text(2), row.real_or_null(3), row.real_or_null(4)});
    }
    return rules;
}

PlanDesk step_plan_desk(Queries &queries, const Actor &actor, const DeskStep &step) {
    if (!queries.find("find_plan", step.plan)) {
        throw Error(ErrorCode::not_found, fmt::format("there is no plan {}", step.plan));
    }
    std::visit(Stepper{queries, actor, step.plan}, step.what);
    return read_plan_desk(queries.database(), step.plan);
}

std::vector<GridRule> set_grid_rules(Queries &queries, const Actor &actor, const SetGridRules &change) {
    queries.run("remove_grid_rules", change.theme, change.level);
    for (const auto &rule : change.rules) {
        queries.run("insert_grid_rule", change.theme, change.level, rule.measure, rule.least, rule.most);
    }
    append_journal(queries, actor,
                   {.kind = "grid_rule.set", .object_id = {}, .code = change.level, .edition = {}, .detail = "{}"});
    return read_grid_rules(queries.database());
}

Edited ask_once(Queries &queries, const AskOnce &ask) {
    if (ask.answer) {
        keep_answer(queries, ask.once, *ask.answer);
        return {.outcome = Edited::Outcome::done, .answer = *ask.answer};
    }
    return kept_answer(queries, ask.once).value_or(Edited{});
}

} // namespace jingwei::data
