#pragma once

#include "spatial/defects.hpp"

namespace jingwei::spatial {

/// What the borders say at the place of the first suspicion, where it is thinner than GEOS can tell: an overlap of two units,
/// or a ring that runs over itself or out beside a node. Exact. There must be a suspicion. O(n) plus the rings around the
/// place.
[[nodiscard]] Defect name_contradiction(const Noding &noding, std::span<const Suspicion> suspicions);

} // namespace jingwei::spatial
