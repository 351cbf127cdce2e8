#pragma once

#include "spatial/coverage_build.hpp"
#include "spatial/overlay.hpp"

#include <functional>
#include <optional>
#include <unordered_map>

namespace jingwei::spatial {

/// Ground with a label: a unit of one level, whole.
struct LabelledGround {
    Label label = no_label;
    const MultiPolygon *ground = nullptr; ///< not owned
};

/// The unit that holds the largest share of a polygon.
struct ParentShare {
    Label parent = no_label; ///< no_label when none touches it
    double share = 0;        ///< 0..1 of the child's area inside `parent`
    double outside_m2 = 0;   ///< the child's area not inside `parent`; 0 when it is covered
    LatticePoint place{};    ///< in the largest piece outside, when there is one
};

/// Finds parents by area. Holds GEOS objects: one a thread, also for the const calls.
class ParentFinder {
  public:
    /// `parents` must not overlap and must outlive the finder; `box` is around everything.
    ParentFinder(std::span<const LabelledGround> parents, const LatticeBox &box);

    /// What lies outside counts from a hundredth of a square metre: below that it is the lattice's rounding.
    [[nodiscard]] ParentShare find(const MultiPolygon &child) const;
    /// The same of one parent, however small its share; nothing where the parent has no ground.
    [[nodiscard]] ParentShare find_in(const MultiPolygon &child, Label parent) const;
    /// What of the child lies inside the parent; empty when nothing does.
    [[nodiscard]] MultiPolygon cut(const MultiPolygon &child, Label parent) const;

  private:
    struct Candidate {
        LabelledGround ground;
        LatticeBox box;
    };
    struct Ground {
        Overlay::Geometry geometry;
        Overlay::Prepared prepared;
    };
    [[nodiscard]] const Ground &ground(std::size_t candidate) const;
    [[nodiscard]] std::optional<std::size_t> candidate_of(Label parent) const;
    void measure_outside(const Overlay::Geometry &child, std::size_t candidate, ParentShare &share) const;

    std::vector<Candidate> m_candidates;             ///< by the west of their boxes
    std::unordered_map<Label, std::size_t> m_places; ///< in m_candidates
    Overlay m_overlay;
    mutable std::vector<std::unique_ptr<const Ground>> m_grounds; ///< made when first needed
};

/// What is left of some ground under others.
struct Residue {
    std::vector<Piece> kept; ///< >= 5 m wide and >= 500 m2
    MultiPolygon slivers;    ///< the others, as far as they are wider than the rounding of the lattice
};

/// `ground` without `covers` (those whose boxes meet it are looked at).
[[nodiscard]] Residue residue(const MultiPolygon &ground, std::span<const LabelledGround> covers, const LatticeBox &box);

/// A face whose unit is still to be settled, with the units around it and the length of border each shares with it.
struct UnsettledFace {
    FaceIndex face = 0;
    Label label = no_label;
    MultiPolygon ground{};
    double area_m2 = 0;
    double width_m = 0;
    LatticePoint place{};
    std::vector<std::pair<Label, double>> neighbours{}; ///< by falling length in metres; settled units only
};
/// The enclosed faces of nobody, and the faces of labels from `first_unsettled` on.
[[nodiscard]] std::vector<UnsettledFace> unsettled_faces(const Coverage &coverage, Label first_unsettled);

/// The same ground with new labels for its faces (`labels[0]` must be no_label); borders inside one label are dissolved.
[[nodiscard]] Coverage relabel(const Coverage &coverage, std::span<const Label> labels);

} // namespace jingwei::spatial
