#pragma once

#include "spatial/coverage_build.hpp"

namespace jingwei::spatial {

/// Ground that came from one unit to another. Nobody's ground is `no_label`.
struct GroundChange {
    Label from = no_label, to = no_label;
    __int128 doubled_area = 0; ///< exact, in square lattice units, of the ground as noded; slivers count
    MultiPolygon ground;       ///< its parts without slivers: less than two units (2 cm) wide, as the rounding of a node leaves
};

/// A border that only one of two partitions has.
struct BorderChange {
    std::vector<LatticePoint> points;
    Label left = no_label, right = no_label; ///< who lies beside it in the partition that has it
    bool is_new = false;                     ///< only the later one has it
};

/// What differs between two partitions.
struct GroundChanges {
    std::vector<GroundChange> moved;              ///< by `from`, then `to`
    std::vector<std::pair<Label, __int128>> kept; ///< twice the area that stayed with each unit, by label
    std::vector<BorderChange> borders;            ///< without those of slivers
};

/// Lays two partitions over each other, given as the polygons of their units; a label means the same unit in both. Units that
/// have the same ground in both may be left out of both. Where lines of the two cross, they are noded by snap rounding, so the
/// areas add up exactly: what a unit had is what it kept and what it lost. O(n log n). Throws Error{bad_data} for what is no
/// partition.
[[nodiscard]] GroundChanges find_ground_changes(std::span<const LabelledPolygon> before,
                                                std::span<const LabelledPolygon> after);

/// The labels of two coverages in one numbering: label l of the later one is `common[l]` in the earlier one's. A number that no
/// unit of the earlier one has stands for a new unit.
using CommonLabels = std::span<const Label>;

/// The same of two coverages: only units beside a line that only one of them has are looked at. Linear in points but for these.
[[nodiscard]] GroundChanges find_ground_changes(const Coverage &before, const Coverage &after, CommonLabels common);

} // namespace jingwei::spatial
