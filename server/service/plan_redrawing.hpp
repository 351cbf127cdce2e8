#pragma once

#include "server/service/plan_file.hpp"

namespace jingwei::server {

/// What an edited file changes in a plan.
struct Redrawing {
    std::vector<PlanOp> ops; ///< to be done in this order
    std::size_t closed = 0;  ///< gaps and overlaps within the tolerance
    double widest_m = 0;     ///< of these
};

/// Expresses what the rows of a file show otherwise than the plan as operations: grids that come to another parent, ground
/// divided anew (one `partition` for all grids that exchange ground with each other), codes, attributes, and grids without
/// ground that are gone. `drawn` are the units that the file holds. A row continues the grid of its `plan_code`; of several
/// with one `plan_code` the one that kept it as its code does, the others are new grids; a grid without a row ends. Throws
/// ApiError{bad_data} that names rows or places.
[[nodiscard]] Redrawing redrawing(const PlanDraft &draft, const std::vector<spatial::Label> &drawn, const data::PlanFile &file,
                                  const PlanFileTaking &taking);

} // namespace jingwei::server
