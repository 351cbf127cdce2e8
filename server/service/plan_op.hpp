#pragma once

#include "server/service/plan_moved_units.hpp"
#include "server/service/plan_partition.hpp"
#include "spatial/frames.hpp"
#include "spatial/lattice.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What a planner can do to a plan, as values and as the JSON that calls and the store say it in.
namespace jingwei::server {

/// A grid that an operation brings.
struct NewGrid {
    std::string code, name;
};

/// Places in the store's frame; distances in metres; grids by code.
struct SplitGrid {
    std::string grid;
    std::vector<spatial::LatticePoint> line;
    std::vector<NewGrid> parts; ///< for the pieces but the largest, the larger first
    double tolerance_m = 1;     ///< how far an end of the line may miss the border
};
struct MergeGrids {
    std::string into;
    std::vector<std::string> grids;
};
struct TakeOverArea {
    std::string grid;
    std::vector<spatial::LatticePoint> ring;
    std::vector<std::string> from; ///< empty = whoever has it
};
struct ReshapeBorder {
    std::string grid;
    std::vector<spatial::LatticePoint> line;
    std::string to; ///< who gets what is cut off; empty = the neighbour with most border
    double tolerance_m = 1;
};
struct MoveBorderVertex {
    spatial::LatticePoint from, to;
};
/// A dedicated grid is carved out of the ground of others, in an overlaid theme out of nobody's too.
struct CarveGrid {
    NewGrid grid;
    std::string beside; ///< whose level, parent and division it gets; in an overlaid theme it may be empty
    std::vector<spatial::LatticePoint> ring;
};
struct SetGrid {
    std::string grid;
    std::optional<std::string> name, fallback_org;
    std::optional<int> households, residents;
};
struct MoveToParent {
    std::vector<std::string> grids;
    std::string parent;
};
/// `codes`, or all grids of a parent (or some) by the city's code profile, in rows from north to south and from west to east in
/// each; settled, it is the codes.
struct RenumberGrids {
    std::vector<std::pair<std::string, std::string>> codes{}; ///< old, new
    std::string by{};                                         ///< profile, or empty where the codes are given
    std::string parent{};
    std::vector<std::string> grids{};
};
/// A grid's border is led along a piece of a reference line, from one place on the border to another.
struct FollowLine {
    std::string grid;
    std::string line; ///< code of the reference line
    spatial::LatticePoint from, to;
    std::string heir;                         ///< as ReshapeBorder::to
    std::vector<spatial::LatticePoint> along; ///< the piece; settled
};
/// The units that some buildings stand in, or only the ground under them. Settled, it has `ground`, or `outlines`.
struct ReassignBuildings {
    std::string grid;
    std::vector<std::string> buildings;
    bool footprint = false;                                     ///< only what lies under the buildings, each as a whole
    std::vector<std::vector<spatial::LatticePoint>> outlines{}; ///< one a building
    std::vector<MovedUnits> ground{};
};
/// A dedicated grid, or one without ground, ends.
struct RemoveGrid {
    std::string grid;
    std::string to; ///< who gets its ground; empty = for each part the neighbour with most border, in an overlaid theme nobody
};
/// A dedicated grid goes from one theme to another, from carved to overlaid or back, by one such operation in a plan of each.
/// Settled, it is the removal where the plan's own theme has the grid, else the carving of the ground that another theme gives
/// it.
struct ArrangeGrid {
    std::string grid;
    std::string code;   ///< that it gets where it comes to; empty = the one that it has
    std::string beside; ///< as CarveGrid::beside; empty = the grid that has its middle
    std::string to;     ///< as RemoveGrid::to
};
struct MoveBorder {
    std::string a, b; ///< the grids on its sides
    double east_m = 0, north_m = 0;
};

struct PlanOp {
    using What =
        std::variant<SplitGrid, MergeGrids, TakeOverArea, ReshapeBorder, MoveBorderVertex, CarveGrid, SetGrid, MoveToParent,
                     RenumberGrids, FollowLine, ReassignBuildings, RemoveGrid, MoveBorder, PartitionGrids, ArrangeGrid>;
    What what;
    bool allow_parent_change = false; ///< ground may go from one parent to another inside the plan's own area
    double near_m = 2;                ///< objects this near to a border that it draws are listed; not kept
};

/// Reads an operation whose places are in a frame. Throws ApiError{bad_call} that names the field.
[[nodiscard]] PlanOp read_plan_op(std::string_view json, spatial::Frame frame = spatial::Frame::cgcs2000);
/// The same as JSON in the store's frame.
[[nodiscard]] std::string plan_op_json(const PlanOp &op);
/// The word for its kind, "split".
[[nodiscard]] std::string_view plan_op_name(const PlanOp &op);

} // namespace jingwei::server
