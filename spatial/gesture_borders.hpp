#pragma once

#include "spatial/gesture.hpp"

/// The borders that gestures move, as lines.
namespace jingwei::spatial {

/// A piece of a border as it runs, with the units on its sides.
struct BorderPiece {
    Label left = no_label, right = no_label;
    std::vector<LatticePoint> line;
    friend bool operator==(const BorderPiece &, const BorderPiece &) = default;
};

/// What gestures did to borders.
struct BorderShift {
    std::vector<BorderPiece> drawn;    ///< where a border runs now and none did
    std::vector<BorderPiece> given_up; ///< where a border ran and none does now
};

/// Compares the borders before and after gestures, which must be the last ones: takes them back and does them again, so it
/// leaves the editor as it was. A node more in a border that stays moves nothing. O(their changes).
[[nodiscard]] BorderShift border_shift(CoverageEditor &editor, std::span<Gesture> gestures);

/// The border between two units as lines with `a` on the left, in a stable order; a closed line begins and ends at one place.
/// O(arcs of a).
[[nodiscard]] std::vector<std::vector<LatticePoint>> borders_between(const Subdivision &ground, Label a, Label b);

} // namespace jingwei::spatial
