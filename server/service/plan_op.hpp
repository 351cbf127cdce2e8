#pragma once

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
/// A dedicated grid is carved out of the ground of others.
struct CarveGrid {
    NewGrid grid;
    std::string beside; ///< whose level, parent and division it gets
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
struct RenumberGrids {
    std::vector<std::pair<std::string, std::string>> codes; ///< old, new
};

struct PlanOp {
    using What = std::variant<SplitGrid, MergeGrids, TakeOverArea, ReshapeBorder, MoveBorderVertex, CarveGrid, SetGrid,
                              MoveToParent, RenumberGrids, PartitionGrids>;
    What what;
    bool allow_parent_change = false; ///< ground may go from one parent to another inside the plan's own area
};

/// Reads an operation whose places are in a frame. Throws ApiError{bad_call} that names the field.
[[nodiscard]] PlanOp read_plan_op(std::string_view json, spatial::Frame frame = spatial::Frame::cgcs2000);
/// The same as JSON in the store's frame.
[[nodiscard]] std::string plan_op_json(const PlanOp &op);
/// The word for its kind, "split".
[[nodiscard]] std::string_view plan_op_name(const PlanOp &op);

} // namespace jingwei::server
