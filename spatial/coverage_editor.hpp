#pragma once

#include "spatial/refusal.hpp"
#include "spatial/subdivision.hpp"

#include <string>
#include <variant>

namespace jingwei::spatial {

/// What an edit may do beside dividing ground of one unit.
struct EditRights {
    bool outer_border = false;   ///< give ground to nobody or take ground from nobody
    bool parent_borders = false; ///< give ground of one parent to another
    bool rounding = true;        ///< bend such borders by a unit (1 cm) where a sketch's end gets its node
};

/// An edit's change, or why there was none.
using Outcome = std::variant<Change, Refusal>;

enum class Side { left, right };

/// How `draw` treats a sketch.
struct SketchOptions {
    std::int64_t tolerance = 0; ///< how far an end may miss a border, or reach beyond it, in lattice units (about 11 mm)
    Label only = no_label;      ///< divide ground of this unit only; no_label: of all that it passes
    Label ends_on = no_label;   ///< the unit whose border an end that misses it is led to; no_label: any border
    EditRights rights{};
    bool may_add_nothing = false; ///< a sketch that runs along borders all the way is no mistake
    bool drop_loose_ends = false; ///< an end beyond the last border that the sketch meets is left out, instead of refused
};

struct Sketched {
    Change change;
    std::vector<ArcId> arcs;   ///< the arcs that the sketch became, along it
    std::vector<FaceId> faces; ///< faces that it made, ascending; each with the label of what it was cut from
    std::vector<LatticePoint>
        path;             ///< the sketch as it was noded: all its points are vertices of borders now, but at loose ends
    std::size_t bent = 0; ///< vertices that borders got off their straight line, by less than a unit
    std::vector<LatticePoint> made_vertices; ///< all vertices that borders got
};

/// A coverage that is edited by invertible operations. Each is checked in O(what it touches) and made whole, or refused with
/// kind and place while nothing changes. No sequence of them can leave a gap or an overlap. One thread at a time edits;
/// while none does, any number may read. docs/coverage.md explains the structure.
class CoverageEditor {
  public:
    /// Takes a coverage without violations: O(n log n). Arcs and faces keep their numbers.
    explicit CoverageEditor(const Coverage &coverage) : m_ground(coverage) {}

    [[nodiscard]] const Subdivision &ground() const { return m_ground; }
    /// The parent of each label, so that borders between parents are kept; labels beyond the array have parent 0.
    void set_parents(std::vector<Label> parent_of) { m_parent_of = std::move(parent_of); }
    /// The label of the ground just east and much less north of p. O(cells to the west).
    [[nodiscard]] Label label_at(LatticePoint p) const { return m_ground.face(m_ground.face_at(p)).label; }

    /// \name The five operations, each the inverse of one of them.
    ///@{
    /// Makes a node at a point of an arc: at a vertex, or at a lattice point exactly between two. The rest is a new arc.
    [[nodiscard]] Outcome split_arc(ArcId arc, LatticePoint place);
    /// Joins the two arcs that meet at a node; the lower number stays.
    [[nodiscard]] Outcome heal_node(LatticePoint place);
    /// A line between nodes or from, to or on free ground. Splits a face (its new part, with the same label, is the one that
    /// has less area or lies within), joins two components, or makes a new one.
    [[nodiscard]] Outcome add_arc(std::vector<LatticePoint> points);
    /// Removes an arc and gives the ground on both sides to the unit on one.
    [[nodiscard]] Outcome remove_arc(ArcId arc, Side keep, const EditRights &rights = {});
    /// Moves an arc to another line between the same nodes; refused where that would pass over anything.
    [[nodiscard]] Outcome change_arc(ArcId arc, std::vector<LatticePoint> points, const EditRights &rights = {});
    ///@}

    /// Nodes a sketch into the arcs: crossings are rounded to the lattice, and what passes through the pixel of a new point
    /// goes through the point. Ends on no border are led to one, or cut back to it, within the tolerance.
    [[nodiscard]] std::variant<Sketched, Refusal> draw(std::span<const LatticePoint> sketch, const SketchOptions &options = {});
    /// Gives faces to a unit.
    [[nodiscard]] Outcome relabel(std::span<const FaceId> faces, Label label, const EditRights &rights = {});
    /// Removes the arcs around faces that have one label on both sides, and heals the nodes that this leaves with two arcs.
    [[nodiscard]] Outcome drop_same_label(std::span<const FaceId> faces);
    /// Takes vertices out of borders where no arc begins or ends at them and the border goes straight on, as it does where a
    /// sketch met it that came to nothing there. What cannot go without its vertex keeps it; other places are passed over.
    [[nodiscard]] Outcome straighten(std::span<const LatticePoint> places);

    /// Takes back, or does again, a change whose other end is the present state; else answers false and does nothing.
    [[nodiscard]] bool undo(Change &change) { return m_ground.undo(change); }
    [[nodiscard]] bool redo(Change &change) { return m_ground.redo(change); }

    /// The coverage as it is now, without borders inside one unit. Depends on the ground only, not on how it came about.
    [[nodiscard]] Coverage coverage() const;

  private:
    [[nodiscard]] Outcome finish();
    [[nodiscard]] std::optional<Refusal> refuse_transfer(Label from, Label to, LatticePoint place,
                                                         const EditRights &rights) const;
    void heal_around(const std::vector<LatticePoint> &places);

    Subdivision m_ground;
    std::vector<Label> m_parent_of;
};

/// Changes in the order they were made, to be taken back and done again without limit.
class EditLog {
  public:
    /// Appends a change, which ends what could be done again.
    void push(Change change);
    [[nodiscard]] bool undo(CoverageEditor &editor);
    [[nodiscard]] bool redo(CoverageEditor &editor);
    [[nodiscard]] std::size_t undo_count() const { return m_done; }
    [[nodiscard]] std::size_t redo_count() const { return m_changes.size() - m_done; }
    [[nodiscard]] std::size_t bytes() const;

  private:
    std::vector<Change> m_changes;
    std::size_t m_done = 0;
};

} // namespace jingwei::spatial
