#pragma once

#include "data/plan.hpp"
#include "data/world.hpp"
#include "server/service/plan_draft.hpp"

#include <set>

/// Whose consent a plan needs before it may be published.
namespace jingwei::server {

/// A consent that a plan needs: a step, and of a step per parent, one of the parents.
struct NeededConsent {
    data::ApprovalStep step;
    std::string parent; ///< code; empty = the step is not per parent
    std::optional<data::ApprovalRow> given;
};

/// What the steps of a place ask of a plan, and what it has of that, in the order of the steps. What was consented before the
/// plan last came to review is void.
class PlanConsents {
  public:
    /// `theme` tells which unit lies in which; it must outlive this.
    PlanConsents(const std::vector<data::ApprovalStep> &steps, const data::StoredPlan &plan, const data::ThemeWorld &theme);

    [[nodiscard]] const std::vector<NeededConsent> &all() const { return m_needed; }
    [[nodiscard]] bool complete() const;
    /// Who may give a consent, in words.
    [[nodiscard]] std::string who(const NeededConsent &needed) const;
    /// Why an account may not give a consent; empty = it may.
    [[nodiscard]] std::string why_not(const NeededConsent &needed, const std::string &account) const;
    /// Gives a consent, one of `all()` by its place.
    void give(std::size_t place, data::ApprovalRow consent) { m_needed[place].given = std::move(consent); }
    /// Who must still consent, as a sentence; empty = nobody.
    [[nodiscard]] std::string missing() const;

  private:
    [[nodiscard]] std::vector<std::string> approvers_of(const NeededConsent &needed) const;

    std::vector<NeededConsent> m_needed;
    std::set<std::string> m_authors; ///< accounts
    std::string m_within;
    const data::ThemeWorld &m_theme;
};

/// The consents that were given since the plan went to review the last time.
[[nodiscard]] std::vector<data::ApprovalRow> consents_in_force(const data::StoredPlan &stored);

/// The step as people read it, with the parent where there is one: "parent_consent (上级单位同意) of M".
[[nodiscard]] std::string name_of(const NeededConsent &needed);

/// The codes of the units above whose border with another a plan moves, on all levels below the first that both sides share,
/// ascending. A border that rounding bends by two lattice units at most does not move. O(coverage × levels).
[[nodiscard]] std::vector<std::string> parents_with_moved_borders(const PlanDraft &draft);

} // namespace jingwei::server
