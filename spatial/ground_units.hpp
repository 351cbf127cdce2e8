#pragma once

#include "spatial/coverage_build.hpp"
#include "spatial/partition.hpp"

/// The units that suggestions are made of: blocks between lines, and cells around buildings where blocks are heavy.
namespace jingwei::spatial {

/// A line that parts ground.
struct UnitLine {
    std::vector<LatticePoint> points;
    bool street = true; ///< people know it: a street or a river, so that parts shall rather end there; not a parcel's edge
};

/// What stands at a point and is never divided: a building.
struct UnitPlace {
    LatticePoint at;
    std::int64_t weight = 0;
    std::int64_t residents = 0;
};

struct UnitWish {
    std::vector<LabelledPolygon> ground; ///< noded among each other; labelled by present owner
    std::vector<UnitLine> lines;         ///< in any state: they may cross, run beyond the ground, or end inside it
    std::vector<UnitPlace> places;
    std::vector<Ring> whole; ///< in any state; units are cut along them, and those inside one ring are of one group
    /// Blocks that weigh more are cut into cells, each nearest to one place. Where no place weighs anything, area is the
    /// weight (in square metres), and cells are as good as square.
    std::int64_t most_weight = INT64_MAX;
    double most_area_m2 = 1e300; ///< the same where area is the weight
    double narrow_m = 5;         ///< empty blocks that are narrower, or smaller than `small_m2`, join a neighbour
    double small_m2 = 500;
};

constexpr std::uint32_t no_unit = UINT32_MAX;

struct GroundUnits {
    Coverage coverage;                        ///< labelled by unit + 1; borders may run inside one unit
    UnitGraph graph;                          ///< owners are the labels of the ground
    std::vector<std::uint32_t> unit_of_place; ///< no_unit outside of the ground
    bool by_area = false;                     ///< weights are square metres
    std::size_t cells = 0;                    ///< units that are cells of a block
    std::vector<LatticePoint> corners;        ///< the ground's own vertices, ascending, each once
};

/// Cuts ground into units, exactly along its own borders: those bend by less than a lattice unit where a line meets them
/// between two lattice points. A border counts as a street's where it runs within 3 m of one. O(n log n) and the diagram of
/// cells. Throws Error{bad_data} where lines cross beyond all measure. Thread-safe.
[[nodiscard]] GroundUnits make_units(const UnitWish &wish);

/// Lets pieces of ground that hang together with nothing else, and weigh less, be one part with the nearest other: adds a
/// bridge for each. O(pieces x units).
void bridge_light_pieces(GroundUnits &units, std::int64_t least_weight);

/// The ground of each part of a partition of units, without borders inside. Where a line inside a part met a border it leaves
/// no vertex: the border is the ground's own again. O(n log n).
[[nodiscard]] std::vector<MultiPolygon> ground_of_parts(const GroundUnits &units, const std::vector<std::uint32_t> &part_of,
                                                        std::uint32_t parts);

} // namespace jingwei::spatial
