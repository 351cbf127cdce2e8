#pragma once

#include "spatial/coverage_clean.hpp"

#include <functional>

namespace jingwei::spatial {

/// Who may get a face, and who comes first among them.
struct OwnerRule {
    std::function<bool(FaceIndex face, Label label)> may_get;
    std::function<std::uint32_t(Label label)> rank; ///< smaller comes first; among equal ones the longest border decides
};

/// Labels for the faces of a coverage whose label is `first_open` or more: each gets the permitted neighbour of best rank
/// and then longest shared border (whole millimetres; equal ones by label). A face without one waits until a face beside it has
/// been settled. Those that never can keep no_label. `labels` has one entry a face and is changed in place. O(arcs).
void settle_open_faces(const Coverage &coverage, Label first_open, const OwnerRule &rule, std::vector<Label> &labels);

/// Twice the area of each face in square units, exact; that of the outside is negative.
[[nodiscard]] std::vector<__int128> doubled_face_areas(const Coverage &coverage);

} // namespace jingwei::spatial
