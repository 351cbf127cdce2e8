#pragma once

#include "data/store.hpp"
#include "server/caller.hpp"
#include "server/service/plan_conflict.hpp"
#include "server/service/plan_consent.hpp"
#include "server/service/plan_draft.hpp"
#include "server/service/record_service.hpp"

#include <list>
#include <map>
#include <mutex>

namespace jingwei::server {

/// An object that comes to another grid by an operation, by code.
struct MovedObject {
    std::string layer, code, from, to; ///< `from`, `to`: grids; empty = nobody's ground
};

/// An object beside a border that an operation drew, by code; `across` is empty where nobody's ground is.
struct NearObject {
    std::string layer, code, grid, across;
    double distance_m = 0;
};

struct EditionChange;
using ThemePtr = std::shared_ptr<const data::ThemeWorld>;

/// What a call on a plan answers.
struct PlanAnswer {
    data::PlanRow plan;
    std::vector<GridNumbers> grids;    ///< that the operation changed; of a whole plan: that the plan changed
    std::vector<PlanProblem> problems; ///< of these grids
    std::vector<MovedObject> moved;    ///< by the operation; at most `most_moved`
    std::size_t moved_count = 0;
    std::vector<PersonNumbers> people{}; ///< who answers for these grids
    std::vector<MovedBorder> borders{};  ///< that the operation drew, and gave up
    std::vector<NearObject> near{};      ///< beside a border that the operation drew; at most `most_moved`
};

/// What somebody consents to.
struct ConsentWish {
    std::string step;   ///< code; empty = whatever is open to them
    std::string parent; ///< code, of a step per parent; empty = as above
    std::string reason; ///< why, in spite of the plan's warnings
    bool whole = false; ///< refused unless nothing is missing then
};

/// Plans: drafting, checking and publishing. The operations lie in the store; what they make is kept in memory for the plans
/// that were asked for last. Thread-safe; calls on one plan wait for each other.
class PlanService {
  public:
    static constexpr std::size_t most_open = 4;
    static constexpr std::size_t most_moved = 1'000;

    explicit PlanService(data::Store &store) : m_store(store) {}

    /// A plan of an edition, 0 = the current one. Makes the draft too, so that the first operation need not wait for it: a
    /// tenth of a second for a city, seconds where an earlier edition has to be read. Throws ApiError{not_found} for an unknown
    /// theme, edition or grid, ApiError{bad_call} for a name that cannot be shown.
    [[nodiscard]] data::PlanRow create(const Caller &caller, data::CreatePlan wish);
    [[nodiscard]] std::vector<data::PlanRow> list() const { return m_store.plans(); }
    [[nodiscard]] data::StoredPlan find(std::int64_t id) const;
    /// The plan whole: every grid that it changed.
    [[nodiscard]] PlanAnswer show(std::int64_t id);
    /// Calls visit(draft) on the plan as it stands, undisturbed.
    void look_at(std::int64_t id, const std::function<void(const PlanDraft &)> &visit);

    /// Carries out an operation. An operation that was drawn on an older revision is taken where those since touched other
    /// grids; else it is refused with status 412, naming them.
    [[nodiscard]] PlanAnswer apply(const Caller &caller, std::int64_t id, const Precondition &precondition, const PlanOp &op);
    /// What `apply` would answer, at the revision that stands: nothing is kept, and the plan is as before.
    [[nodiscard]] PlanAnswer try_out(const Caller &caller, std::int64_t id, const Precondition &precondition, const PlanOp &op);
    [[nodiscard]] PlanAnswer undo(const Caller &caller, std::int64_t id, const Precondition &precondition);
    [[nodiscard]] PlanAnswer redo(const Caller &caller, std::int64_t id, const Precondition &precondition);
    /// To draft, review or withdrawn.
    [[nodiscard]] data::PlanRow enter(const Caller &caller, std::int64_t id, const Precondition &precondition,
                                      data::PlanState state);
    /// Consents to a plan in review. With the last consent it is checked whole and approved. Refused with ApiError{conflict}
    /// for an error in the plan, for a consent that the caller may not give, or that comes too early, saying who must still
    /// consent; with ApiError{bad_data} where warnings need a reason.
    [[nodiscard]] data::PlanRow consent(const Caller &caller, std::int64_t id, const Precondition &precondition,
                                        const ConsentWish &wish);
    /// The consents that a plan needs and has.
    [[nodiscard]] PlanConsents consents(const data::StoredPlan &stored) const;
    /// Moves a draft onto the theme's current edition, by doing its operations to that. Refused with PlanConflict where the
    /// editions since changed ground or row of a grid that the plan changes too, with ApiError{conflict} where an operation
    /// cannot be done any more.
    [[nodiscard]] data::PlanRow rebase(const Caller &caller, std::int64_t id, const Precondition &precondition);
    /// Makes the approved plan the next edition: at once, or at a later instant by itself. Refused with ApiError{bad_call} for
    /// one that has passed.
    [[nodiscard]] data::PlanRow publish(const Caller &caller, std::int64_t id, const Precondition &precondition,
                                        std::optional<data::TimeMs> at = {});
    /// A plan that waits to become an edition waits no longer.
    [[nodiscard]] data::PlanRow cancel(const Caller &caller, std::int64_t id, const Precondition &precondition);
    /// Makes editions of the plans whose instant has come, valid from that very instant; those that cannot be are told why and
    /// wait no longer. Answers how many editions there are more. Throws Error{machine} where the store cannot be written.
    std::size_t publish_due(data::TimeMs now);
    /// Prepares the edition of the plan whose instant comes next, where it comes until then and nothing is prepared of it.
    void prepare_due(data::TimeMs until);
    /// After a start, when nothing is prepared: the same of the plan whose instant comes next, or else of the one approved
    /// last.
    void prepare_next();
    /// The instant at which the next plan becomes an edition.
    [[nodiscard]] std::optional<data::TimeMs> next_due() const;
    /// `told` is called whenever that instant may be another one. Before any call.
    void on_schedule(std::function<void()> told) { m_on_schedule = std::move(told); }

    /// \name What is kept beside the operations; in plan_desk_service.cpp.
    ///@{
    /// The problems of the grids that the plan changed and the gaps, or those of all grids and of the borders as a whole.
    [[nodiscard]] std::vector<PlanProblem> problems(std::int64_t id, bool of_all);
    /// Notes why a warning is left as it is. Throws ApiError{not_found} where there is no such problem, ApiError{conflict} for
    /// an error.
    [[nodiscard]] PlanProblem ignore(const Caller &caller, std::int64_t id, const std::string &key, const std::string &reason);
    /// A warning counts again.
    void heed(const Caller &caller, std::int64_t id, const std::string &key);
    /// The locks that hold now.
    [[nodiscard]] std::vector<data::PlanLock> locks(std::int64_t id);
    /// Takes grids for the caller's account, or gives it more time. Throws ApiError with status 423 where another account has
    /// one.
    [[nodiscard]] std::vector<data::PlanLock> take_locks(const Caller &caller, std::int64_t id,
                                                         const std::vector<std::string> &grids, int minutes);
    [[nodiscard]] std::vector<data::PlanLock> release_locks(const Caller &caller, std::int64_t id,
                                                            const std::vector<std::string> &grids);
    [[nodiscard]] std::vector<data::GridRule> grid_rules() const { return m_store.grid_rules(); }
    [[nodiscard]] std::vector<data::GridRule> set_grid_rules(const Caller &caller, data::SetGridRules change);
    ///@}

  private:
    struct Open {
        explicit Open(PlanDraft fresh, data::PlanRow stored) : draft(std::move(fresh)), row(std::move(stored)) {}
        /// Keeps which grids a revision changed, by the codes that they have and had in the edition.
        void note(std::int64_t at, const PlanEffect &effect);
        std::mutex mutex; ///< guards what follows
        PlanDraft draft;
        data::PlanRow row; ///< as it was written last; a step of a plan that another one changed is refused by the store
        std::map<std::int64_t, std::set<std::string>> touched;    ///< codes, by the revision that changed them
        std::map<std::int64_t, std::vector<MovedBorder>> borders; ///< by the revision that moved them
        std::vector<std::string> intents;                         ///< of the operations that are done, as JSON
        std::map<std::int64_t, std::string> undone;               ///< the same of one, by the revision that undid it
        data::PlanDesk desk{};
    };
    using OpenPtr = std::shared_ptr<Open>;

    [[nodiscard]] OpenPtr open(std::int64_t id);
    /// `base`: the theme of the plan's edition, where it is at hand.
    [[nodiscard]] OpenPtr opened(std::int64_t id, const ThemePtr &base = {});
    [[nodiscard]] OpenPtr at_hand(std::int64_t id);
    [[nodiscard]] OpenPtr build(const data::StoredPlan &stored, ThemePtr base = {}) const;
    static void require_grids(const ThemePtr &theme, const std::string &code);
    void forget(std::int64_t id);
    [[nodiscard]] data::PlanRow require(std::int64_t id, const Precondition &precondition) const;
    void require_now(const Caller &caller, const Open &plan, const Precondition &precondition) const;
    static void require_revision(const data::PlanRow &plan, const Precondition &precondition);
    [[nodiscard]] PlanAnswer answer(const Open &plan, data::PlanRow row, const PlanEffect &effect) const;
    [[nodiscard]] data::PlanRow step(const data::Actor &actor, Open &plan, std::int64_t id, std::int64_t revision,
                                     decltype(data::PlanStep::what) what);
    [[nodiscard]] data::PlanRow publish_now(const data::Actor &actor, const Open &plan, const data::PlanRow &row,
                                            data::TimeMs valid_from);
    bool publish_scheduled(std::int64_t id, data::TimeMs at);
    void prepare(std::int64_t id);
    void prepare_ahead(const Open &plan);
    void require_current(const data::PlanRow &row) const;
    void require_free_ground(const Open &plan, const Caller &caller, const std::string &grid) const;
    void add_near(const Open &plan, const PlanEffect &effect, double near_m, PlanAnswer &answer) const;
    /// An operation that was done to the draft, and is not in the store yet.
    struct Attempt {
        PlanOp op; ///< settled
        PlanEffect effect;
    };
    [[nodiscard]] static std::int64_t require_past(const data::PlanRow &plan, const Precondition &precondition);
    [[nodiscard]] Attempt attempt(const Caller &caller, Open &plan, std::int64_t since, const PlanOp &op) const;
    [[nodiscard]] PlanOp settled(const PlanDraft &draft, const PlanOp &op) const;
    /// `effect`: what an operation does to `draft`, which is the plan now or as it was drawn on.
    void require_untouched(const Caller &caller, const Open &plan, std::int64_t since, const PlanDraft &draft,
                           const PlanEffect &effect, const std::string &why = {}) const;
    [[nodiscard]] static std::optional<PlanDraft> draft_at(const Open &plan, std::int64_t since);
    /// An operation done to the plan as it was at the revision that it was drawn on.
    struct Drawn {
        PlanDraft draft;
        PlanEffect effect;
    };
    [[nodiscard]] std::optional<Drawn> as_drawn(const Open &plan, std::int64_t since, const PlanOp &op) const;
    [[noreturn]] void refuse_as_stale(const Caller &caller, const Open &plan, std::int64_t since, PlanDispute dispute,
                                      const std::string &why) const;
    [[nodiscard]] PlanAnswer answer_to(const Open &plan, const PlanEffect &effect, double near_m) const;
    void blame_later(const Caller &caller, const Open &plan, std::int64_t since, const std::optional<Drawn> &drawn,
                     const ApiError &refusal) const;
    void require_apart(const Open &plan, const data::StoredPlan &stored, const data::ThemeWorld &now,
                       const EditionChange &change) const;
    static void mark_reasons(const Open &plan, std::vector<PlanProblem> &problems);
    [[nodiscard]] PlanEffect step_back(const Caller &caller, Open &plan);
    [[nodiscard]] PlanEffect step_forth(const Caller &caller, Open &plan);
    [[nodiscard]] PlanAnswer turn(const Caller &caller, std::int64_t id, const Precondition &precondition, bool back);

    data::Store &m_store;
    std::function<void()> m_on_schedule;
    std::mutex m_building;                              ///< held while a draft is built; before m_mutex
    std::mutex m_mutex;                                 ///< guards what follows
    std::list<std::pair<std::int64_t, OpenPtr>> m_open; ///< the one asked for last first
};

/// The account and the label of the key, as the store notes them.
[[nodiscard]] data::Actor actor_of(const Caller &caller);

/// Throws ApiError{conflict} for a plan that is no draft.
void require_draft(const data::PlanRow &plan);

} // namespace jingwei::server
