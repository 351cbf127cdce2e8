#pragma once

#include "spatial/gap_border.hpp"

namespace jingwei::spatial {

/// What of lines lies inside a gap whose border is nobody's in part: they are cut where they cross it. Rounded, so that they
/// meet the border there. Each line costs what lies west of it and near it.
[[nodiscard]] std::vector<Segment> inside_of(const GapBorder &border, std::span<const Segment> lines);

} // namespace jingwei::spatial
