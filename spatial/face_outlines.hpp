#pragma once

#include "spatial/coverage.hpp"

namespace jingwei::spatial {

/// Like `outlines`, of groups of faces: `group_of_face` has one entry a face, 0 = none.
[[nodiscard]] std::vector<MultiPolygon> face_outlines(const Coverage &coverage, std::span<const Label> group_of_face,
                                                      std::size_t group_count);

} // namespace jingwei::spatial
