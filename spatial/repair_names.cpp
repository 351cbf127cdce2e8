#include "spatial/coverage_clean.hpp"

namespace jingwei::spatial {

std::string_view repair_name(RepairKind kind) {
    switch (kind) {
    case RepairKind::overlap_assigned:
        return "overlap_assigned";
    case RepairKind::gap_divided:
        return "gap_divided";
    case RepairKind::gap_closed:
        return "gap_closed";
    case RepairKind::spike_cut:
        return "spike_cut";
    case RepairKind::crossing_ring_resolved:
        return "crossing_ring_resolved";
    case RepairKind::duplicate_dropped:
        return "duplicate_dropped";
    case RepairKind::ring_dropped:
        return "ring_dropped";
    case RepairKind::parent_border_kept:
        return "parent_border_kept";
    case RepairKind::hole_kept:
        return "hole_kept";
    case RepairKind::rounding:
        return "rounding";
    case RepairKind::unit_without_ground:
        return "unit_without_ground";
    }
    return "repair";
}

std::string_view reason_name(RepairReason reason) {
    switch (reason) {
    case RepairReason::none:
        return "none";
    case RepairReason::longest_border:
        return "longest_border";
    case RepairReason::priority:
        return "priority";
    case RepairReason::only_ground:
        return "only_ground";
    case RepairReason::same_ground:
        return "same_ground";
    case RepairReason::nearest_border:
        return "nearest_border";
    case RepairReason::only_neighbour:
        return "only_neighbour";
    case RepairReason::only_taker:
        return "only_taker";
    case RepairReason::parent:
        return "parent";
    case RepairReason::spike_loop:
        return "spike_loop";
    case RepairReason::own_ground:
        return "own_ground";
    case RepairReason::own_holes:
        return "own_holes";
    case RepairReason::hole_outside:
        return "hole_outside";
    case RepairReason::outside_parent:
        return "outside_parent";
    case RepairReason::large_hole:
        return "large_hole";
    case RepairReason::no_area:
        return "no_area";
    }
    return "none";
}

} // namespace jingwei::spatial
