#pragma once

#include "spatial/arrangement.hpp"
#include "spatial/open_ground.hpp"
#include "spatial/stop_check.hpp"

namespace jingwei::spatial {

/// Ground that two labels claim, a < b.
struct PairOverlap {
    Label a = no_label;
    Label b = no_label;
    __int128 doubled_area = 0; ///< in square units, exact
    OpenGround ground{};       ///< with its measures; `ground.ground` is empty where there was too much to draw it all
};

struct OverlapPairs {
    std::vector<PairOverlap> named; ///< by their labels
    std::size_t others = 0;         ///< pairs beyond the most that are named
    std::size_t steps = 0;          ///< the work, whatever the machine
};

/// The pairs of labels below `first_passive`, or of one below and one not, that claim ground in common: found at the borders of
/// the common ground, where one of the two claims ends, so that no pair is tried that has none. Linear in the arcs and in the
/// borders of all common grounds that are named. Asks `stop` in all long loops.
[[nodiscard]] OverlapPairs find_overlap_pairs(const Arrangement &arrangement, Label first_passive, std::size_t most_named,
                                              const StopCheck &stop = {});

} // namespace jingwei::spatial
