#pragma once

#include "data/store.hpp"
#include "server/caller.hpp"
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

/// What a call on a plan answers.
struct PlanAnswer {
    data::PlanRow plan;
    std::vector<GridNumbers> grids;    ///< that the operation changed; of a whole plan: that the plan changed
    std::vector<PlanProblem> problems; ///< of these grids
    std::vector<MovedObject> moved;    ///< by the operation; at most `most_moved`
    std::size_t moved_count = 0;
};

/// Plans: drafting, checking and publishing. The operations lie in the store; what they make is kept in memory for the plans
/// that were asked for last. Thread-safe; calls on one plan wait for each other.
class PlanService {
  public:
    static constexpr std::size_t most_open = 4;
    static constexpr std::size_t most_moved = 1'000;

    explicit PlanService(data::Store &store) : m_store(store) {}

    /// Throws ApiError{not_found} for an unknown theme or grid.
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
    [[nodiscard]] PlanAnswer undo(const Caller &caller, std::int64_t id, const Precondition &precondition);
    [[nodiscard]] PlanAnswer redo(const Caller &caller, std::int64_t id, const Precondition &precondition);
    /// To another state. Approval checks the whole plan, and is refused with what is wrong.
    [[nodiscard]] data::PlanRow enter(const Caller &caller, std::int64_t id, const Precondition &precondition,
                                      data::PlanState state);
    /// Moves a draft onto the theme's current edition, by doing its operations to that. Refused with ApiError{conflict} where
    /// the editions since changed a grid that the plan changes too, naming it, or where an operation cannot be done any more.
    [[nodiscard]] data::PlanRow rebase(const Caller &caller, std::int64_t id, const Precondition &precondition);
    /// Makes the approved plan the next edition, from now on.
    [[nodiscard]] data::PlanRow publish(const Caller &caller, std::int64_t id, const Precondition &precondition);

  private:
    struct Open {
        explicit Open(PlanDraft fresh, std::int64_t at) : draft(std::move(fresh)), revision(at) {}
        /// Keeps which grids a revision changed.
        void note(std::int64_t at, const PlanEffect &effect);
        std::mutex mutex; ///< guards what follows
        PlanDraft draft;
        std::int64_t revision;
        std::map<std::int64_t, std::set<std::string>> touched; ///< codes, by the revision that changed them
    };
    using OpenPtr = std::shared_ptr<Open>;

    [[nodiscard]] OpenPtr open(std::int64_t id);
    [[nodiscard]] OpenPtr build(const data::StoredPlan &stored) const;
    void forget(std::int64_t id);
    [[nodiscard]] data::PlanRow require(std::int64_t id, const Precondition &precondition) const;
    [[nodiscard]] PlanAnswer answer(const Open &plan, data::PlanRow row, const PlanEffect &effect) const;
    void require_untouched(const Open &plan, std::int64_t id, std::int64_t since, const PlanEffect &effect) const;
    [[nodiscard]] PlanAnswer turn(const Caller &caller, std::int64_t id, const Precondition &precondition, bool back);

    data::Store &m_store;
    std::mutex m_mutex;                                 ///< guards what follows
    std::list<std::pair<std::int64_t, OpenPtr>> m_open; ///< the one asked for last first
};

} // namespace jingwei::server
