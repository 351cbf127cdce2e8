#pragma once

#include "spatial/refusal.hpp"
#include "spatial/subdivision.hpp"

namespace jingwei::spatial {

/// Whether a line can be an arc by itself: it has segments, and meets itself in its ends only. O(n log n) in its points.
[[nodiscard]] std::optional<Refusal> refuse_shape(const ArcLine &line);

/// Whether the whole stays narrow enough with more in it.
[[nodiscard]] std::optional<Refusal> refuse_width(const Subdivision &ground, const LatticeBox &more);

/// Whether a line fits among the arcs: it meets them in common nodes only, and the whole stays narrow enough. `except` is the
/// arc that it takes the place of. Looks at what is near the line; adds the number of segments seen to `seen`.
[[nodiscard]] std::optional<Refusal> refuse_meeting(const Subdivision &ground, const ArcLine &line, ArcId except,
                                                    std::size_t &seen);

/// Whether an arc can be moved to a line that `refuse_meeting` let pass without sweeping over anything: the ground between
/// the old and the new holds no other arc, and no face turns over. PostGIS calls it edge motion (its pull request 1114).
[[nodiscard]] std::optional<Refusal> refuse_motion(const Subdivision &ground, ArcId arc, const ArcLine &line);

/// The invariants of all that was touched since the last commit: links both ways, arcs in order around their nodes, areas
/// with the right sign, the outside nobody's, Euler's formula, nothing lost of the sum of areas. Nothing is right.
[[nodiscard]] std::optional<Refusal> refuse_result(const Subdivision &ground);

} // namespace jingwei::spatial
