#pragma once

#include "spatial/gesture.hpp"

#include <functional>
#include <map>
#include <set>

namespace jingwei::spatial {

/// The operations of one gesture. What is not finished is taken back.
class GestureRun {
  public:
    explicit GestureRun(CoverageEditor &editor) : m_editor(editor) {}
    ~GestureRun();
    GestureRun(const GestureRun &) = delete;
    GestureRun &operator=(const GestureRun &) = delete;

    [[nodiscard]] CoverageEditor &editor() { return m_editor; }
    [[nodiscard]] const Subdivision &ground() const { return m_editor.ground(); }

    /// Notes an operation; false when it was refused.
    [[nodiscard]] bool take(Outcome outcome) { return take(std::move(outcome), m_shifts); }
    /// Draws; null when it was refused.
    [[nodiscard]] const Sketched *draw(std::span<const LatticePoint> sketch, const SketchOptions &options);
    /// Gives faces to a unit; nothing when there are none.
    [[nodiscard]] bool give(std::span<const FaceId> faces, Label label, const EditRights &rights);
    /// Drops the borders inside one unit around faces that are there, and along the last drawn line; then what lines left on
    /// borders where they came to nothing.
    [[nodiscard]] bool tidy(std::set<FaceId> faces);
    void touch(const LatticeBox &box) { m_gesture.places.push_back(box); }

    [[nodiscard]] GestureOutcome refuse(RefusalKind kind, LatticePoint place) const { return Refusal{kind, place}; }
    [[nodiscard]] GestureOutcome refused() const { return m_refusal; }
    [[nodiscard]] GestureOutcome finish();

  private:
    using Shifts = std::map<Label, __int128>;
    bool take(Outcome outcome, Shifts &shifts);
    void note(Change change, Shifts &shifts);
    static std::vector<GroundShift> listed(const Shifts &shifts);

    CoverageEditor &m_editor;
    Gesture m_gesture;
    Shifts m_shifts;
    Shifts m_bends;
    Sketched m_drawn{};
    std::vector<LatticePoint> m_made_vertices; ///< by all lines
    Refusal m_refusal;
    bool m_finished = false;
};

/// The faces of a unit, ascending. O(faces).
[[nodiscard]] std::vector<FaceId> faces_of(const Subdivision &ground, Label label);
/// A place on a face's outline.
[[nodiscard]] LatticePoint place_of(const Subdivision &ground, FaceId face);
/// The unit that may be it with most border around some faces; the lower label among equals, no_label where there is none. Who
/// lies within a face is no neighbour.
[[nodiscard]] Label longest_neighbour(const Subdivision &ground, const std::set<FaceId> &faces,
                                      const std::function<bool(Label)> &may_be);
[[nodiscard]] LatticeBox box_of(const Subdivision &ground, FaceId face);

/// The half arc that leaves a point with its first segment to another; no_id when none does.
[[nodiscard]] HalfArc half_towards(const Subdivision &ground, LatticePoint from, LatticePoint to);
/// The half arcs that a noded path runs along, in its order; parts of it that begin or end inside an arc are left out.
[[nodiscard]] std::vector<HalfArc> halves_along(const Subdivision &ground, std::span<const LatticePoint> path);

/// Finds the faces that can be reached from one without crossing a wall, step by step.
class FaceFlood {
  public:
    /// Whether a half arc cannot be crossed, from its left to its right.
    using IsWall = std::function<bool(HalfArc)>;
    FaceFlood(const Subdivision &ground, FaceId start, IsWall is_wall)
        : m_ground(ground), m_is_wall(std::move(is_wall)), m_reached{start}, m_open{start} {}

    [[nodiscard]] bool done() const { return m_open.empty(); }
    /// Looks across the borders of one face more.
    void step();
    void run() {
        while (!done()) {
            step();
        }
    }
    [[nodiscard]] const std::set<FaceId> &reached() const { return m_reached; }
    [[nodiscard]] __int128 doubled_area() const;

  private:
    const Subdivision &m_ground;
    IsWall m_is_wall;
    std::set<FaceId> m_reached;
    std::vector<FaceId> m_open;
};

/// The faces that a closed walk encloses.
[[nodiscard]] std::set<FaceId> enclosed_by(const Subdivision &ground, std::span<const HalfArc> walk);

} // namespace jingwei::spatial
