#pragma once

#include "spatial/snap_rounding.hpp"

namespace jingwei::spatial {

/// What the tags of strands stand for: tag 2i is the outer ring of polygon i, tag 2i + 1 its holes.
struct RingTags {
    std::vector<Label> label_of_polygon;
    [[nodiscard]] static std::uint32_t outer(std::uint32_t polygon) { return 2 * polygon; }
    [[nodiscard]] static std::uint32_t hole(std::uint32_t polygon) { return 2 * polygon + 1; }
};

/// Adds the edges of a ring as strands, tagged by its polygon's number.
void add_strands(const NodedRing &ring, std::vector<Strand> &strands);

/// How a unit's own rings may contradict each other.
enum class OwnConflictKind {
    shared_by_parts, ///< two parts of the unit hold the ground
    wound_wrongly,   ///< an outer ring winds around ground that the unit holds more than once, or the wrong way
    holes_overlap,   ///< holes wind around ground inside their shell more than once, or the wrong way: the part has none of it
    hole_outside,    ///< a hole winds around ground outside its shell
};

/// A face where a unit's own rings contradict each other.
struct OwnConflict {
    FaceIndex face = 0;
    Label label = no_label;
    OwnConflictKind kind = OwnConflictKind::shared_by_parts;
    std::uint32_t polygon = 0; ///< whose rings they are; says nothing for `shared_by_parts`
};

/// The faces that noded strands cut the plane into, and who claims each.
struct Arrangement {
    Coverage coverage;                      ///< faces are labelled with an index into `claims`
    std::vector<std::vector<Label>> claims; ///< [0] is empty, [i] ascending; none twice
    std::vector<OwnConflict> conflicts;
};

/// Builds the planar graph of the strands and walks it from the outside, counting how often each polygon's rings wind around
/// each face: a polygon holds what its outer ring winds around (in either direction) and its holes do not. The strands must
/// be joined and noded. O(n log n + claims). Throws Error{bad_data} when nearly every polygon lies on every other.
[[nodiscard]] Arrangement arrange(const std::vector<LatticePoint> &points, std::span<const Strand> strands,
                                  const RingTags &tags);

} // namespace jingwei::spatial
