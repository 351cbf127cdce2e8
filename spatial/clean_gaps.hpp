#pragma once

#include "spatial/clean_owners.hpp"
#include "spatial/nesting.hpp"
#include "spatial/open_ground.hpp"

namespace jingwei::spatial {

/// A gap that several units touch, which is to be divided among them.
struct DividedGap {
    const OpenGround *face = nullptr;
    std::function<bool(Label)> may_get;
    std::vector<RepairShare> shares{}; ///< out: by falling area
};

/// Divides gaps. `labels` holds the settled label of each face of the coverage; those of the gaps are not looked at. The answer
/// is a coverage of `labels` and of the gaps' parts with their new owners. `first_open` lies above all labels. Asks `stop` for
/// each gap.
[[nodiscard]] Coverage divide_gaps(const Coverage &coverage, std::vector<Label> labels, Label first_open,
                                   std::vector<DividedGap> &gaps, const StopCheck &stop = {});

} // namespace jingwei::spatial
