#pragma once

#include "data/rows.hpp"
#include "server/api_error.hpp"
#include "server/service/plan_draft.hpp"

/// Brushing buildings: which ground goes with them, and why it cannot.
namespace jingwei::server {

/// The units that the buildings stand in, of the grids that have them now: the units that suggestions are made of, cut by the
/// reference lines and into cells around buildings. Buildings that stand in the operation's grid already bring nothing.
/// `within` is the unit that the plan redraws, empty: all. Throws ApiError for a building that is not known or stands on
/// nobody's ground, and for what `gather` refuses. Tens of milliseconds for a grid of some hundred buildings.
[[nodiscard]] std::vector<MovedUnits> units_under(const PlanDraft &draft, const std::string &within,
                                                  const ReassignBuildings &op, const PlanDraft::LinesNear &lines);

/// Why units that do not touch the grid's ground cannot come to it; `place` is on the outline of one. Names the building that
/// stands there and how far from the grid its unit is.
[[nodiscard]] ApiError apart_from_grid(const PlanDraft &draft, const ReassignBuildings &op, spatial::LatticePoint place);

} // namespace jingwei::server
