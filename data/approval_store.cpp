#include "data/approval_store.hpp"

#include "data/journal.hpp"
#include "data/row_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace jingwei::data {

namespace {

bool is_word(std::string_view code) {
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !code.empty() && code.size() <= 32 && std::ranges::all_of(code, fits);
}

void require_fit(const ApprovalSteps &all) {
    std::set<std::string> codes;
    for (const auto &step : all.steps) {
        if (!is_word(step.code)) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("the step '{}' needs a code of a-z, 0-9 and _, at most 32", step.code.substr(0, 40)));
        }
        if (!codes.insert(step.code).second) {
            throw Error(ErrorCode::bad_call, fmt::format("the step '{}' is there twice", step.code));
        }
    }
}

/// The scope of an open account; empty where there is none.
std::string scope_of(Queries &queries, const std::string &account) {
    auto &row = queries("account_with_scope", account);
    const auto scope = row.executeStep() ? row.getColumn(1).getString() : std::string();
    row.reset();
    return scope;
}

/// Consents of somebody who is not there, or may not give any, would never come.
void require_known(Queries &queries, const ApprovalStep &step) {
    for (const auto &approver : step.approvers) {
        const auto scope = scope_of(queries, approver.account);
        if (scope.empty()) {
            throw Error(ErrorCode::bad_call,
                        fmt::format("the step '{}' names the account '{}', which there is not; add it first", step.code,
                                    approver.account));
        }
        if (scope == "read") {
            throw Error(
                ErrorCode::bad_call,
                fmt::format("the step '{}' names the account '{}', which may only read and so cannot consent; name one with "
                            "the scope write or admin",
                            step.code, approver.account));
        }
        if (!approver.unit.empty() && !queries.find("unit_of_any_theme", approver.unit)) {
            throw Error(ErrorCode::bad_call, fmt::format("the step '{}' names the unit '{}', which there is not; give the code "
                                                         "of a grid or of one above",
                                                         step.code, approver.unit));
        }
    }
}

void insert_step(Queries &queries, const ApprovalStep &step) {
    queries.run("insert_approval_step", step.code, step.label_zh, step.label_en, step.position, step.per_parent,
                step.author_may, step.again_may, step.reason_needed);
    for (const auto &approver : step.approvers) {
        queries.run("insert_approver", step.code, approver.unit, approver.account);
    }
}

} // namespace

std::vector<ApprovalStep> read_approval_steps(SQLite::Database &database) {
    SQLite::Transaction transaction(database); // one picture of the store
    std::vector<ApprovalStep> steps;
    for (RowReader row(database, "approval_steps"); row.next();) {
        steps.push_back({.code = row.text(0),
                         .label_zh = row.text(1),
                         .label_en = row.text(2),
                         .position = static_cast<int>(row.integer(3)),
                         .per_parent = row.flag(4),
                         .author_may = row.flag(5),
                         .again_may = row.flag(6),
                         .reason_needed = row.flag(7)});
    }
    for (RowReader row(database, "approvers"); row.next();) {
        const auto step = std::ranges::find(steps, row.text(0), &ApprovalStep::code);
        step->approvers.push_back({.unit = row.text(1), .account = row.text(2)});
    }
    return steps;
}

Written replace_approval_steps(Queries &queries, const Actor &actor, const ApprovalSteps &steps) {
    require_fit(steps);
    std::ranges::for_each(steps.steps, [&](const ApprovalStep &step) { require_known(queries, step); });
    queries.run("clear_approvers");
    queries.run("clear_approval_steps");
    for (const auto &step : steps.steps) {
        insert_step(queries, step);
    }
    return {0, append_journal(queries, actor,
                              {.kind = "approval_step.replace",
                               .object_id = {},
                               .code = {},
                               .edition = {},
                               .detail = fmt::format(R"({{"steps":{}}})", steps.steps.size())})};
}

std::vector<ApprovalRow> read_approvals(SQLite::Database &database, std::int64_t plan) {
    std::vector<ApprovalRow> approvals;
    RowReader row(database, "approvals");
    for (row.bind(1, plan); row.next();) {
        approvals.push_back({.plan = row.integer(0),
                             .revision = row.integer(1),
                             .step = row.text(2),
                             .parent = row.text(3),
                             .account = row.text(4),
                             .actor = row.text(5),
                             .at = row.integer(6),
                             .reason = row.text(7),
                             .warnings = row.text(8)});
    }
    return approvals;
}

void add_approvals(Queries &queries, const Actor &actor, std::int64_t plan, std::int64_t revision,
                   const std::vector<ApprovalRow> &given) {
    for (const auto &consent : given) {
        queries.run("insert_approval", plan, revision, consent.step, consent.parent, consent.account, actor.name, now_ms(),
                    consent.reason, consent.warnings);
    }
}

std::vector<std::string> read_plan_parents(SQLite::Database &database, std::int64_t plan) {
    std::vector<std::string> parents;
    RowReader row(database, "plan_parents");
    for (row.bind(1, plan); row.next();) {
        parents.push_back(row.text(0));
    }
    return parents;
}

void replace_plan_parents(Queries &queries, std::int64_t plan, const std::vector<std::string> &parents) {
    queries.run("remove_plan_parents", plan);
    for (const auto &parent : parents) {
        queries.run("insert_plan_parent", plan, parent);
    }
}

} // namespace jingwei::data
