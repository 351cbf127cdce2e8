#include "server/service/plan_refusal.hpp"

#include <fmt/format.h>

namespace jingwei::server {

namespace {

using spatial::RefusalKind;

std::string sentence(RefusalKind kind) {
    switch (kind) {
    case RefusalKind::no_such_node:
        return "no border has a vertex there; pick a vertex of a border";
    case RefusalKind::degenerate_line:
        return "the line is too short; draw at least two different places";
    case RefusalKind::too_wide:
        return "the line leaves the map; draw it near the plan's grids";
    case RefusalKind::crosses_itself:
        return "the line crosses itself; draw it without a loop";
    case RefusalKind::meets_border:
    case RefusalKind::sweeps_over:
    case RefusalKind::turned_over:
        return "a border would pass over another one; move it less, or draw the new border instead";
    case RefusalKind::outer_border:
        return "the outer border of the grids would move; stay inside it";
    case RefusalKind::parent_border:
        return "the border between two parents would move; stay on one side, or allow it by allow_parent_change";
    case RefusalKind::dangling_end:
        return "the line ends inside a grid; draw it on to a border";
    case RefusalKind::outside_of_label:
        return "the line does not run through the grid; draw it across";
    case RefusalKind::too_near:
        return "borders lie too close there; draw the line a little aside";
    case RefusalKind::divides_nothing:
        return "the line leaves the grid in one piece; draw it from border to border";
    case RefusalKind::too_many_parts:
        return "the line cuts the grid into more pieces than there are new grids; name one for each, or draw it shorter";
    case RefusalKind::too_few_parts:
        return "the line cuts the grid into fewer pieces than there are new grids; name fewer";
    case RefusalKind::not_adjacent:
        return "the ground there has no border with the rest; name grids that touch";
    case RefusalKind::no_ground:
        return "no ground would change hands, as the grid has it or the border runs there already; draw around some of another "
               "grid";
    case RefusalKind::misses_border:
        return "the line does not come back to the grid's border; begin and end on it";
    default:
        return "the borders would not be whole";
    }
}

} // namespace

ApiError to_error(const spatial::Refusal &refusal) {
    const std::string name(spatial::refusal_name(refusal.kind));
    const auto text = sentence(refusal.kind);
    if (refusal.place == spatial::LatticePoint{}) {
        return {ErrorCode::bad_data, name, fmt::format("The operation was not done: {}.", text)};
    }
    const auto at = spatial::to_lonlat(refusal.place);
    return {ErrorCode::bad_data, name, fmt::format("The operation was not done: at {:.7f}, {:.7f} {}.", at.lon, at.lat, text)};
}

} // namespace jingwei::server
