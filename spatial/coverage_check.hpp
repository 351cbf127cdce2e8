#pragma once

#include "spatial/coverage.hpp"

#include <string_view>

namespace jingwei::spatial {

enum class ViolationKind {
    crossing,         ///< two segments meet elsewhere than in a common end
    cyclic_order,     ///< around a node, the right face of one sector is not the left face of the next
    degenerate_arc,   ///< fewer than two points, a repeated point, or a closed arc without area
    same_face,        ///< an arc with one face on both sides
    area_sum,         ///< a face's signed area is not positive, or the faces do not sum to the outer outline
    wrong_enclosure,  ///< a component lies in a face that is not the one its outer side names
    unlabelled_index, ///< a face index out of range
};

/// A broken promise of a coverage: what, where, which faces.
struct Violation {
    ViolationKind kind = ViolationKind::crossing;
    LatticePoint place;
    FaceIndex a = 0;
    FaceIndex b = 0;
};

[[nodiscard]] std::string_view violation_name(ViolationKind kind);

/// Every invariant of a whole coverage, exact arithmetic only: empty means that each point of the plane has exactly one
/// face. Stops after `limit` findings. Thread-safe.
[[nodiscard]] std::vector<Violation> find_violations(const Coverage &coverage, std::size_t limit = 1000);

} // namespace jingwei::spatial
