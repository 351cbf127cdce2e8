#pragma once

#include "spatial/coverage.hpp"
#include "spatial/stop_check.hpp"

namespace jingwei::spatial {

/// Narrow ground of nobody between units that is open to the outside: nowhere as wide as a hole may be (`min_hole_width_m`),
/// and with border of at least two units beside it, in sum eight times as long as its widest mouth: as two borders that run
/// beside each other for four times their distance.
struct OpenSlits {
    /// The ground with each slit closed at its mouths by straight lids, as a face labelled `first_slit` and up; the rest of the
    /// outer border stays, but for nodes at the ends of ways. Empty where there are none.
    Coverage coverage;
    Label first_slit = no_label; ///< above all labels of the coverage
    std::size_t count = 0;
    std::size_t steps = 0; ///< sides of the outer border that were tried: the work, whatever the machine
};

/// Finds slits: from corners of the outer border straight ways lead to the nearest border of another unit, if it lies nearer
/// than a hole is wide; they cut the outside into pieces, and pieces beside each other that are narrow make a slit. Lengths
/// are whole micrometres. Ground that widens with no corner on either side is outside. Near-linear in the outer border's
/// corners; where more than some hundreds of sides lie near each corner, the corners after that are let pass. Where there is a
/// way at all, the coverage is noded with it: O(n log n). Asks `stop` now and then. Thread-safe.
[[nodiscard]] OpenSlits find_open_slits(const Coverage &coverage, const StopCheck &stop = {});

} // namespace jingwei::spatial
