#pragma once

#include "data/plan.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_draft.hpp"

namespace jingwei::server {

/// A piece of border that a change moved, between grids by code.
struct MovedBorder {
    std::string left, right;
    std::vector<spatial::LatticePoint> line;
    bool drawn = true; ///< runs there now; false = ran there before
};

/// One side of a dispute.
struct DisputeSide {
    std::string by;                                      ///< the author
    std::vector<std::vector<spatial::LatticePoint>> now; ///< the border as this side draws it
    std::vector<std::vector<spatial::LatticePoint>> was; ///< and where it ran before
    spatial::MultiPolygon ground{};                      ///< of the grid, where whole grids are compared
};

/// An operation that was done meanwhile, and to which plan.
struct DisputedOp {
    std::int64_t plan = 0;
    data::PlanOpRow op;
};

/// What two changes both want.
struct PlanDispute {
    std::string grid;        ///< code; empty where no grid is named
    std::string left, right; ///< codes of the grids beside the one border; both empty where no border is disputed
    std::int64_t revision = 0;
    DisputeSide yours{}, theirs{};
    std::vector<DisputedOp> ops{}; ///< what was done since the caller looked, or what the editions since are made of
};

/// A change that meets another one, with both sides.
class PlanConflict : public ApiError {
  public:
    PlanConflict(const ApiError &error, PlanDispute dispute) : ApiError(error), m_dispute(std::move(dispute)) {}
    [[nodiscard]] const PlanDispute &dispute() const noexcept { return m_dispute; }

  private:
    PlanDispute m_dispute;
};

[[nodiscard]] std::vector<MovedBorder> moved_borders(const PlanDraft &draft, const PlanEffect &effect);

/// The one border of a grid that both sides moved, else what each moved of the grid's borders.
[[nodiscard]] PlanDispute dispute_over(const std::string &grid, const std::vector<MovedBorder> &yours,
                                       const std::vector<MovedBorder> &theirs);
/// Adds the operations since a revision, and who did the one of the dispute's revision.
void add_operations(PlanDispute &dispute, const data::StoredPlan &plan, std::int64_t since);

/// A grid that an edition published meanwhile and a plan both changed: `yours` are the borders that the plan's operation of a
/// revision moved, `theirs` those that the editions since moved, and `published` the plans that became these editions.
[[nodiscard]] PlanDispute edition_dispute(const PlanDraft &draft, const data::ThemeWorld &edition, const std::string &grid,
                                          const std::vector<MovedBorder> &yours, const std::vector<MovedBorder> &theirs,
                                          const std::vector<data::StoredPlan> &published);

} // namespace jingwei::server
