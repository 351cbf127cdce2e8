#include "server/service/plan_consent.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace jingwei::server {

using data::ApprovalRow;
using data::ApprovalStep;

namespace {

/// An actor is an account and the label of a key.
std::string account_in(const std::string &actor) {
    return actor.substr(0, actor.rfind('/'));
}

std::set<std::string> authors_of(const data::StoredPlan &stored) {
    std::set<std::string> accounts{account_in(stored.plan.created_by)};
    for (const auto &op : stored.ops) {
        if (op.done) {
            accounts.insert(account_in(op.actor));
        }
    }
    return accounts;
}

bool lies_in(const data::ThemeWorld &theme, const std::string &code, const std::string &unit) {
    for (auto grid = theme.find(code); grid != 0; grid = theme.grids[grid].parent) {
        if (theme.grids[grid].code == unit) {
            return true;
        }
    }
    return false;
}

} // namespace

std::vector<ApprovalRow> consents_in_force(const data::StoredPlan &stored) {
    std::vector<ApprovalRow> rows;
    std::ranges::copy_if(stored.approvals, std::back_inserter(rows), [&](const ApprovalRow &row) {
        return stored.plan.review_revision && row.revision >= *stored.plan.review_revision;
    });
    return rows;
}

std::string name_of(const NeededConsent &needed) {
    const auto name = fmt::format("{} ({})", needed.step.code, needed.step.label_zh);
    return needed.parent.empty() ? name : fmt::format("{} of {}", name, needed.parent);
}

PlanConsents::PlanConsents(const std::vector<ApprovalStep> &steps, const data::StoredPlan &stored,
                           const data::ThemeWorld &theme)
    : m_authors(authors_of(stored)), m_within(stored.plan.within), m_theme(theme) {
    for (const auto &step : steps) {
        for (const auto &parent : step.per_parent ? stored.parents : std::vector<std::string>{""}) {
            m_needed.push_back({step, parent, {}});
        }
    }
    for (const auto &row : consents_in_force(stored)) {
        const auto match = std::ranges::find_if(
            m_needed, [&](const NeededConsent &needed) { return needed.step.code == row.step && needed.parent == row.parent; });
        if (match != m_needed.end()) {
            match->given = row;
        }
    }
}

bool PlanConsents::complete() const {
    return std::ranges::all_of(m_needed, [](const NeededConsent &needed) { return needed.given.has_value(); });
}

/// The accounts that are named for it; none = everybody who may write.
std::vector<std::string> PlanConsents::approvers_of(const NeededConsent &needed) const {
    const auto &ground = needed.step.per_parent ? needed.parent : m_within;
    std::vector<std::string> accounts;
    for (const auto &approver : needed.step.approvers) {
        if (approver.unit.empty() || lies_in(m_theme, ground, approver.unit)) {
            accounts.push_back(approver.account);
        }
    }
    return accounts;
}

std::string PlanConsents::who(const NeededConsent &needed) const {
    const auto accounts = approvers_of(needed);
    if (!accounts.empty()) {
        return fmt::format("{}", fmt::join(accounts, " or "));
    }
    if (!needed.step.approvers.empty()) {
        return "nobody: name an account for it in /v1/approval-steps";
    }
    return needed.step.author_may ? "anybody who may write"
                                  : fmt::format("anybody who may write but those who drew it ({})", fmt::join(m_authors, ", "));
}

std::string PlanConsents::why_not(const NeededConsent &needed, const std::string &account) const {
    const auto took = [&](const NeededConsent &other) { return other.given && other.given->account == account; };
    if (needed.given) {
        return fmt::format("{} has consented already", needed.given->account);
    }
    const auto earlier = std::ranges::find_if(
        m_needed, [&](const NeededConsent &other) { return other.step.position < needed.step.position && !other.given; });
    if (earlier != m_needed.end()) {
        return fmt::format("{} comes first", name_of(*earlier));
    }
    const auto accounts = approvers_of(needed);
    if (!needed.step.approvers.empty() && std::ranges::find(accounts, account) == accounts.end()) {
        return fmt::format("it is for {}, not for {}", who(needed), account);
    }
    if (!needed.step.author_may && m_authors.contains(account)) {
        return fmt::format("{} drew the plan, and those who drew a plan do not consent to it", account);
    }
    if (!needed.step.again_may && std::ranges::any_of(m_needed, took)) {
        return fmt::format("{} has consented in another place already", account);
    }
    return {};
}

std::string PlanConsents::missing() const {
    std::vector<std::string> parts;
    for (const auto &needed : m_needed) {
        if (!needed.given) {
            parts.push_back(fmt::format("{} by {}", name_of(needed), who(needed)));
        }
    }
    return parts.empty() ? "" : fmt::format("Missing: {}.", fmt::join(parts, "; "));
}

} // namespace jingwei::server
