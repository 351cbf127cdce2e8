#pragma once

#include "data/rows.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace jingwei::data {

/// A theme's ground, and the ids of the grids that its labels stand for; [0] is nobody's.
struct LabelledGround {
    const spatial::Coverage &coverage;
    std::span<const std::int64_t> grids;
};

/// How the rows of one coverage become those of the next. Arcs and faces are numbered as a World has them, which is in the
/// order of their rows' ids.
struct CoverageStep {
    spatial::Coverage coverage;                 ///< the next, as a World loads it: the rows that stay, then the new ones
    std::size_t kept_arcs = 0;                  ///< the arcs from this one on are new
    std::vector<spatial::FaceIndex> kept_faces; ///< the faces that stay, by their numbers before; [0] is the outside
    std::vector<std::uint32_t> closed_arcs;     ///< by their numbers before
    std::vector<spatial::FaceIndex> closed_faces;
};

/// The step from a coverage to another. An arc stays where it runs as before, drawn from either end, between faces that stay;
/// a face stays where it has an arc in common with one of the same grid. The labels of the result are those of `now` by
/// `places`. Writes the same rows as `write_coverage`. O(points), a few milliseconds for a city. Thread-safe.
[[nodiscard]] CoverageStep step_coverage(const LabelledGround &before, const LabelledGround &now,
                                         std::span<const spatial::Label> places);

} // namespace jingwei::data
