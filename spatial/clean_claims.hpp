#pragma once

#include "spatial/clean_input.hpp"

#include <map>

namespace jingwei::spatial {

/// Who claims a piece of ground, inside which parent.
struct Claim {
    std::vector<Label> claimants; ///< those whose parent allows it; ascending
    std::vector<Label> refused;   ///< those whose parent does not
    std::vector<Label> loopers;   ///< those whose ring only loops around it, beside a spike
    Label parent = no_label;      ///< a label of the options' parents
    friend auto operator<=>(const Claim &, const Claim &) = default;
};

/// Ground as it is claimed: what one unit alone holds carries that unit's label, ground of nobody outside all parents
/// no_label, and everything that is to be decided a label from `first_open` on.
struct ClaimedGround {
    Coverage coverage;
    Label first_open = 0;
    std::vector<Claim> open; ///< of label first_open + i
    [[nodiscard]] const Claim &claim(Label label) const { return open[label - first_open]; }
};

/// Sorts the faces of an arrangement by who claims them; `input` says which labels are parents and loops.
[[nodiscard]] ClaimedGround sort_claims(const Arrangement &arrangement, const CleanInput &input, const CleanOptions &options);

} // namespace jingwei::spatial
