#pragma once

#include "data/approval.hpp"
#include "data/rows.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

/// Plans as values: drafts of a theme's next edition, as the operations that were done to an edition.
namespace jingwei::data {

enum class PlanState { draft, review, approved, published, withdrawn };

[[nodiscard]] std::string_view plan_state_name(PlanState state);
[[nodiscard]] PlanState plan_state_of(std::string_view name);

struct PlanRow {
    std::int64_t id = 0;
    std::string name, theme;
    std::string within; ///< code of the unit whose ground it may redraw; empty = the whole theme
    std::int64_t base_edition = 0;
    PlanState state = PlanState::draft;
    std::int64_t revision = 1; ///< grows by one with every change
    std::optional<std::int64_t> approved_revision;
    std::string note;
    TimeMs created_at = 0;
    std::string created_by;
    TimeMs changed_at = 0;
    std::optional<std::int64_t> edition;         ///< what it was published as
    std::optional<std::int64_t> review_revision; ///< with which it came to review; consents before it are void
    std::optional<TimeMs> publish_at;            ///< when it becomes an edition by itself
    std::string publish_by;                      ///< who said so
    std::string notice;                          ///< what its planners have to know
};

struct PlanOpRow {
    std::int64_t number = 0;
    std::int64_t revision = 0; ///< the plan's, that doing, undoing or doing it again made last
    std::string intent;        ///< JSON
    std::string actor;
    TimeMs at = 0;
    bool done = true;     ///< else undone
    bool dropped = false; ///< undone for good
};

struct StoredPlan {
    PlanRow plan;
    std::vector<PlanOpRow> ops;           ///< in the order of doing
    std::vector<ApprovalRow> approvals{}; ///< all that ever were, in order
    std::vector<std::string> parents{};   ///< codes of those whose borders it moves, as it came to review
};

struct CreatePlan {
    std::string name, theme, within, note;
    std::int64_t base_edition = 0;
};

/// One change of a plan. It is refused with Error{conflict} where the plan is not at `revision` any more.
struct PlanStep {
    struct Do {
        std::string intent; ///< JSON; what is undone is dropped
    };
    struct Undo {};
    struct Redo {};
    struct Enter {
        PlanState state;                       ///< `approved` stamps the revision that is approved
        std::vector<std::string> parents = {}; ///< of `review`: whose borders move
    };
    struct Consent {
        std::vector<ApprovalRow> given; ///< plan, revision, actor and time are filled in
        bool complete = false;          ///< no other is missing: the plan is approved
    };
    /// Of an approved plan. Refused with Error{conflict} where another one becomes an edition at that very instant.
    struct Schedule {
        TimeMs at;
        std::string notice = {};
    };
    struct Cancel {
        std::string notice = {}; ///< why, where nobody asked for it
    };
    struct Rebase {
        std::int64_t base_edition;
    };
    std::int64_t plan = 0;
    std::int64_t revision = 0;
    std::variant<Do, Undo, Redo, Enter, Rebase, Consent, Schedule, Cancel> what;
};

} // namespace jingwei::data
