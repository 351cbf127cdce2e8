#pragma once

#include "spatial/coverage_build.hpp"

#include <string_view>

namespace jingwei::spatial {

enum class RepairKind {
    overlap_assigned,       ///< ground claimed by several units went to one of them
    gap_divided,            ///< ground of nobody was divided among the units around it
    gap_closed,             ///< ground of nobody went to the only unit that touches it
    spike_cut,              ///< a border that ran out and straight back was taken away
    crossing_ring_resolved, ///< a ring that crosses itself, or parts of one unit that overlap: its ground counts once
    duplicate_dropped,      ///< the same ground was given a second time
    ring_dropped,           ///< a ring without area, or a hole outside its shell, was left out
    parent_border_kept,     ///< ground outside the unit's parent was taken from it
    hole_kept,              ///< ground of nobody >= 5 m wide and >= 500 m2: left as it is
    rounding,               ///< vertices moved by at most 2 units, or given to a segment beside them; `count`
    unit_without_ground,    ///< nothing is left of a unit: a person must decide, so the result is not `clean`
};
[[nodiscard]] std::string_view repair_name(RepairKind kind);

/// Why the ground went where it went.
enum class RepairReason {
    none,
    longest_border, ///< the claimant that shares most border with it
    priority,       ///< the claimant that comes first by the caller's order, or whose ground is fixed
    only_ground,    ///< the unit would have no ground without it
    same_ground,    ///< all claimants have the same ground; the first one keeps it
    nearest_border, ///< each neighbour got what lies nearest to its border
    only_neighbour, ///< nobody else touches it
    parent,         ///< the unit lies in the parent that holds the ground
    spike_loop,     ///< the other's ring only loops around it beside a spike
    only_taker,     ///< of those that touch it nobody else may get any: they are fixed, or of another parent
    own_ground,     ///< the unit's own ground lies on both sides
    own_holes,      ///< holes of the unit lie over each other: they are taken out once
    hole_outside,   ///< a hole lies outside its shell: nothing is taken from anybody
    outside_parent, ///< it reaches beyond its parent, and no unit that may have the ground there touches it
    large_hole,
    no_area,
};
[[nodiscard]] std::string_view reason_name(RepairReason reason);

/// What one unit got of a repair.
struct RepairShare {
    Label label = no_label;
    double area_m2 = 0;
};

/// One thing that was not clean, and what became of it.
struct Repair {
    RepairKind kind = RepairKind::rounding;
    RepairReason reason = RepairReason::none;
    LatticePoint place{}; ///< inside the ground, or at the tip of a spike
    double width_m = 0;   ///< twice the largest inscribed radius
    double area_m2 = 0;
    std::size_t count = 1;
    std::vector<RepairShare> gained{}; ///< by falling area
    std::vector<Label> lost{};         ///< claimed it and have it no more; where a ring was mended: whose it is
};

/// How to clean. Spans are read during the call only and may be empty.
struct CleanOptions {
    /// By label: ground goes to the claimant with the smallest number; among equal ones the longest border decides.
    std::span<const std::uint32_t> priority{};
    /// By label: units whose ground nothing takes and which take none (those that stand in a store beside a file).
    std::span<const std::uint8_t> fixed{};
    /// Ground of parents, with labels of their own kind; valid, none over another. Ground never moves across their borders.
    std::span<const LabelledPolygon> parents{};
    std::span<const Label> parent_of{}; ///< by label of a unit: a label of `parents`; no_label = may lie anywhere
    std::function<void(double)> progress{};
};

/// How much work it was: for tests and reports.
struct CleanEffort {
    std::size_t segments = 0;   ///< distinct ones, after rounding was closed
    std::size_t candidates = 0; ///< pairs of segments whose boxes were found to meet
    std::size_t crossings = 0;
    int rounds = 0; ///< of snap rounding
};

struct CleanResult {
    Coverage coverage; ///< always valid: find_violations finds nothing
    std::vector<Repair> repairs;
    CleanEffort effort;
    [[nodiscard]] bool clean() const; ///< no unit is without ground
};

/// Makes a coverage of polygons however dirty: borders are closed within 2 units, noded by snap rounding on the lattice,
/// and every face gets one owner: overlaps go to the claimant with the longest shared border, gaps are divided among their
/// neighbours, real holes stay. Away from what is repaired no border moves more than 2 units. Exact; the same input gives
/// the same result. O(n log n + crossings). Labels are 1 and up. Thread-safe. Throws Error{bad_data} when the whole is
/// wider than 2^30 units, or crosses itself so often that it cannot be a map of grids; both name a place. docs/cleaning.md
[[nodiscard]] CleanResult clean_coverage(std::span<const LabelledPolygon> polygons, const CleanOptions &options = {});

} // namespace jingwei::spatial
