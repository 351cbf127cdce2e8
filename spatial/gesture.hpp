#pragma once

#include "spatial/coverage_editor.hpp"

#include <functional>

/// What a planner does with one stroke. Each gesture is made of the editor's operations and made whole, or refused while
/// nothing changes; both sides of a border always follow. docs/coverage.md explains them.
namespace jingwei::spatial {

/// How much ground a unit won (or lost), exact, in square lattice units.
struct GroundShift {
    Label label = no_label;
    __int128 doubled_area = 0;
    friend bool operator==(const GroundShift &, const GroundShift &) = default;
};

/// A gesture that was made.
struct Gesture {
    std::vector<Change> changes;     ///< in their order; taken back from the last
    std::vector<GroundShift> shifts; ///< by label, ascending; nobody's ground included; only what is not 0
    std::vector<GroundShift> bends;  ///< the same of borders that a sketch's end bent by rounding, less than a unit wide
    std::vector<LatticeBox> places;  ///< outside of them every point has the owner that it had
};

/// A gesture, or why there was none.
using GestureOutcome = std::variant<Gesture, Refusal>;

/// Takes a gesture back, or does it again; like `CoverageEditor::undo` it must be the last one, else false and nothing done.
[[nodiscard]] bool undo(CoverageEditor &editor, Gesture &gesture);
[[nodiscard]] bool redo(CoverageEditor &editor, Gesture &gesture);

/// Divides a unit along a sketch. The largest piece keeps the label, the others get `parts`, the larger first; there must be as
/// many as pieces come about. Refused as `divides_nothing`, `too_many_parts`, `too_few_parts`, or for what `draw` refuses.
struct Split {
    Label unit = no_label;
    std::vector<LatticePoint> sketch;
    std::vector<Label> parts;
    std::int64_t tolerance = 0; ///< lattice units, as in SketchOptions
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const Split &split, const EditRights &rights = {});

/// Gives all ground of some units to another. They must hang together with it by more than a point (`not_adjacent`).
struct Merge {
    Label into = no_label;
    std::vector<Label> gone;
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const Merge &merge, const EditRights &rights = {});

/// Gives what lies inside a drawn ring to a unit: everything, or only the ground of some. Nobody's ground stays nobody's unless
/// `rights.outer_border`, and then only where it is enclosed. `no_ground` when nothing changes hands.
struct TakeOver {
    Label unit = no_label;
    std::vector<LatticePoint> ring; ///< closed or not, in either direction
    std::vector<Label> from{};      ///< empty: whoever has it
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const TakeOver &take_over, const EditRights &rights = {});

/// Moves a unit's border to a sketch, wherever the sketch runs from that border to that border. Ground that it encloses outside
/// the unit comes to the unit; where it cuts the unit, the smaller piece goes to `to`, or to the neighbour that shares most of
/// the piece's border. `misses_border` when the sketch encloses nothing with the border.
struct Reshape {
    Label unit = no_label;
    std::vector<LatticePoint> sketch;
    Label to = no_label; ///< who gets what is cut off; no_label: the neighbour with most border
    std::int64_t tolerance = 0;
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const Reshape &reshape, const EditRights &rights = {});

/// Ends a unit: each part of its ground goes to `to`, or to the neighbour with most border among those that may have it.
/// Refused as `outer_border` where there is none, as `not_adjacent` where `to` has no border with a part.
struct Dissolve {
    Label unit = no_label;
    Label to = no_label;
    std::function<bool(Label)> may_have{}; ///< unset: any neighbour
    bool to_nobody = false;                ///< its ground becomes nobody's, which needs `rights.outer_border`
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const Dissolve &dissolve, const EditRights &rights = {});

/// Moves the whole border between two units by a step; its ends are led to the new place. Refused as `not_adjacent` where they
/// have none, as `misses_border` where it has several parts or is closed, as `meets_border` where ground of a third unit would
/// change hands.
struct ShiftBorder {
    Label a = no_label, b = no_label;
    std::int32_t east = 0, north = 0; ///< lattice units
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const ShiftBorder &shift, const EditRights &rights = {});

/// Moves a vertex of a border, with all borders that meet there. Refused where a border would pass over anything.
struct MoveVertex {
    LatticePoint from;
    LatticePoint to;
};
[[nodiscard]] GestureOutcome make(CoverageEditor &editor, const MoveVertex &move, const EditRights &rights = {});

} // namespace jingwei::spatial
