#pragma once

#include "spatial/coverage_clean.hpp"

#include <set>

namespace jingwei::spatial {

/// Ground that several units claim, none of which is fixed.
struct NeededFace {
    std::uint32_t face = 0; ///< the caller's number
    double area_m2 = 0;
    std::span<const Label> claimants; ///< ascending
};

/// Ground that goes to a unit which would have none otherwise.
struct NeedyOwner {
    std::uint32_t face = 0; ///< the caller's number
    Label owner = no_label;
    /// Or same_ground, where another with the same claims is left with nothing; or priority, where the order says so anyway.
    RepairReason reason = RepairReason::only_ground;
};

/// Whether somebody said who comes first.
enum class ClaimOrder { unstated, stated };

/// Sees to it that as many units as can be get ground, of those that claim some of the faces and hold none besides
/// (`grounded` lists those that do): first a face is found for each, so that no unit takes the only one of another. Without a
/// stated order the units then take what is left of their claims, those that claim least first: the innermost of nested units.
/// In a stated order each gets that one face only, and the rest is left to the order: a face where it comes first alone, else
/// one where it comes first together with others, else one whose first claimant comes as late as can be; of equal ones the
/// largest, and of those the first. `rank` is a unit's place in the order, the smallest first. O(claims) where units are
/// nested; beyond 20 million steps units may be left out.
[[nodiscard]] std::vector<NeedyOwner> provide_needy(std::span<const NeededFace> faces, const std::set<Label> &grounded,
                                                    ClaimOrder order, const std::function<std::uint32_t(Label)> &rank);

} // namespace jingwei::spatial
