#pragma once

#include "spatial/gesture.hpp"

namespace jingwei::spatial {

/// Ground of one unit that is brushed.
struct BrushedGround {
    Label from = no_label;
    std::vector<Ring> pieces; ///< outer rings
    std::vector<Ring> kept;   ///< rings inside the pieces, whose ground stays with `from` unless a smaller piece lies in them
};

/// Gives pieces of other units' ground to a unit, in one stroke; whoever else has ground inside the rings keeps it. Each piece
/// has to have a border with the unit's ground, or with another piece that hangs together with it (`not_adjacent`, at a place
/// of the piece), unless the unit has no ground at all. Refused as `no_ground` when nothing changes hands, or for what `draw`
/// refuses.
struct Brush {
    Label unit = no_label;
    std::vector<BrushedGround> grounds;
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const Brush &brush, const EditRights &rights = {});

} // namespace jingwei::spatial
