#pragma once

#include "spatial/coverage_clean.hpp"

#include <functional>

namespace jingwei::spatial {

/// Who may get a face.
using MayGet = std::function<bool(FaceIndex face, Label label)>;

/// Labels for the faces of a coverage whose label is `first_open` or more: each gets the permitted neighbour with the
/// longest shared border (whole millimetres; equal ones by label). A face without one waits until a face beside it has
/// been settled. Those that never can keep no_label. `labels` has one entry a face and is changed in place. O(arcs).
void settle_open_faces(const Coverage &coverage, Label first_open, const MayGet &may_get, std::vector<Label> &labels);

/// Twice the area of each face in square units, exact; that of the outside is negative.
[[nodiscard]] std::vector<__int128> doubled_face_areas(const Coverage &coverage);

} // namespace jingwei::spatial
