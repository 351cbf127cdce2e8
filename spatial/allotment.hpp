#pragma once

#include "spatial/gesture.hpp"

namespace jingwei::spatial {

/// Ground that a unit shall have.
struct AllottedPart {
    Label unit = no_label;
    std::vector<Ring> rings; ///< outer rings; holes are where a ring of another part, or other ground, lies inside
};

/// Divides the ground of some units anew, in one stroke. Where rings lie in each other the inner one has its ground; ground of
/// other units inside a ring stays theirs, and what no ring encloses stays with whom has it, but for strips of less than two
/// units' width that bent borders left of a unit without a part. Refused as `no_ground` when nothing changes hands, or for
/// what `draw` refuses. The same allotment on the same ground gives the same.
struct Allotment {
    std::vector<Label> from;
    std::vector<AllottedPart> parts;
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const Allotment &allotment, const EditRights &rights = {});

} // namespace jingwei::spatial
