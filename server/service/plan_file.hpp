#pragma once

#include "data/plan_file.hpp"
#include "server/service/plan_service.hpp"

/// A plan that leaves as a file, is edited elsewhere, and comes back as operations.
namespace jingwei::server {

/// The units of a plan that are drawn themselves, without units below them, in its own area; ascending.
[[nodiscard]] std::vector<spatial::Label> drawn_units(const PlanDraft &draft, const std::string &within);

/// A plan's grids as it stands, by code: those that are drawn themselves. Throws ApiError{not_found} for an unknown plan.
[[nodiscard]] data::PlanFile plan_file(PlanService &plans, std::int64_t id);

/// How a file is taken.
struct PlanFileTaking {
    double tolerance_m = 0.5;         ///< gaps and overlaps that are wider are refused
    bool allow_parent_change = false; ///< ground may go from one parent to another
    bool dry_run = false;             ///< only tell what would be done
};

/// What came of a file.
struct PlanFileTaken {
    std::vector<PlanOp> ops;           ///< in their order; empty = the file shows the plan as it is
    std::size_t closed = 0;            ///< gaps and overlaps within the tolerance
    double widest_m = 0;               ///< of these
    data::PlanRow plan;                ///< as it stands now
    std::vector<PlanProblem> problems; ///< of the grids that the operations change
};

/// Brings back an edited file: what differs from the plan, as operations, each a revision of its own that can be undone. First
/// all of them are tried; where one cannot be done, none is. Throws ApiError{conflict} where the plan has moved on since the
/// file was written, and ApiError{bad_data} that names rows or places for what the file cannot mean.
[[nodiscard]] PlanFileTaken take_plan_file(PlanService &plans, const Caller &caller, std::int64_t id,
                                           const data::PlanFile &file, const PlanFileTaking &taking);

/// An operation in a line: what it does to which grids.
[[nodiscard]] std::string plan_op_line(const PlanOp &op);

} // namespace jingwei::server
