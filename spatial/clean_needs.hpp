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
    RepairReason reason =
        RepairReason::only_ground; ///< or same_ground, where another with the same claims is left with nothing
};

/// Sees to it that as many units as can be get ground, of those that claim some of the faces and hold none besides
/// (`grounded` lists those that do): first a face is found for each, so that no unit takes the only one of another; then
/// the units take what is left of their claims, those of better rank (smaller) first, and of equal ones those that claim least:
/// the innermost of nested units. O(claims) where units are nested; beyond 20 million steps units may be left out.
[[nodiscard]] std::vector<NeedyOwner> provide_needy(std::span<const NeededFace> faces, const std::set<Label> &grounded,
                                                    const std::function<std::uint32_t(Label)> &rank);

} // namespace jingwei::spatial
