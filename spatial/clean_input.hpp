#pragma once

#include "spatial/arrangement.hpp"
#include "spatial/coverage_clean.hpp"

namespace jingwei::spatial {

/// Polygons to clean, noded and without what can be told about each by itself.
struct CleanInput {
    std::vector<LatticePoint> points;
    std::vector<Strand> strands;
    RingTags tags;
    Label first_parent = 0; ///< labels from here on are parents: options' label + first_parent - 1
    Label first_loop = 0;   ///< labels from here on are what rings loop around beside a spike: unit + first_loop
    CleanEffort effort;
};

/// Checks the extent, drops duplicates and what has no area, cuts spikes, closes rounding and nodes the rest. What was repaired
/// is added to `repairs`. Asks `stop` in all long loops.
[[nodiscard]] CleanInput prepare_polygons(std::span<const LabelledPolygon> polygons, const CleanOptions &options,
                                          std::vector<Repair> &repairs, const StopCheck &stop = {});

} // namespace jingwei::spatial
