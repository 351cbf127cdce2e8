#pragma once

#include "data/sample/mesh.hpp"
#include "data/sample/random.hpp"

#include <optional>

namespace jingwei::data::sample {

/// Where a straight street enters and leaves a block: on the half-edge, at the place; at its origin when `at_node`.
struct CutEnd {
    HalfId half = 0;
    Vec at;
    bool at_node = false;
};

struct Cut {
    CutEnd from, to;
    double score = 0; ///< smaller is better
};

/// The best of several straight cuts through a block that leave `share` of the seeds on one side: short, meeting the
/// streets at both ends at wide angles, and at a crossroads rather than close beside one. Nothing when none is decent.
[[nodiscard]] std::optional<Cut> best_cut(const Mesh &mesh, BlockId block, const std::vector<Vec> &seeds, double share,
                                          Random &random);

} // namespace jingwei::data::sample
