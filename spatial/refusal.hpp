#pragma once

#include "spatial/lattice.hpp"

#include <string_view>

namespace jingwei::spatial {

/// Why an edit was not made.
enum class RefusalKind {
    no_such_arc,      ///< the arc's number names none
    no_such_face,     ///< the face's number names none, or the outside where that cannot be
    no_such_node,     ///< there is no node at `place`
    degenerate_line,  ///< fewer than two points, a point twice in a row, or a ring of fewer than three corners
    too_wide,         ///< the whole would span more than 2^30 units
    crosses_itself,   ///< the line meets itself at `place`
    meets_border,     ///< the line meets a border at `place`, where there is no node
    off_the_arc,      ///< `place` does not lie on the arc
    already_a_node,   ///< an arc cannot be split at its end
    moved_end,        ///< a changed line must keep its ends; `place` is the one that moved
    sweeps_over,      ///< a changed line would pass over what lies at `place`
    turned_over,      ///< a changed line would turn a face inside out
    not_two_arcs,     ///< a node is healed only where exactly two arcs meet
    outer_border,     ///< the border to nobody's ground at `place` may not move
    parent_border,    ///< the border between two parents at `place` may not move
    outside_label,    ///< the outside belongs to nobody
    dangling_end,     ///< the line ends at `place`, farther from a border than allowed
    outside_of_label, ///< no part of the line divides ground of the label asked for
    too_near,         ///< rounding to the lattice would push a border over what lies at `place`
    divides_nothing,  ///< the line leaves the unit in one piece
    too_many_parts,   ///< more pieces come about than there are units for
    too_few_parts,    ///< fewer pieces come about than there are units for
    not_adjacent,     ///< the ground at `place` has no border with the rest
    no_ground,        ///< no ground changes hands, or the unit has none
    misses_border,    ///< the line does not come back to the border that it is to replace
    broken_invariant, ///< the result would not have been whole: a fault of the program; nothing was changed
};

/// An edit that was not made: the ground is as it was.
struct Refusal {
    RefusalKind kind = RefusalKind::broken_invariant;
    LatticePoint place;
    friend bool operator==(const Refusal &, const Refusal &) = default;
};

[[nodiscard]] std::string_view refusal_name(RefusalKind kind);

} // namespace jingwei::spatial
