#pragma once

#include "spatial/coverage.hpp"
#include "spatial/stop_check.hpp"

namespace jingwei::spatial {

/// A face that is to be settled, and its measures for a report.
struct OpenGround {
    FaceIndex face = 0;
    Label label = no_label;
    MultiPolygon ground{};
    double area_m2 = 0;
    double width_m = 0;   ///< within 1 %, but for a shape hundreds of times longer than wide: of a chord across it
    LatticePoint place{}; ///< inside, or a corner where it is thinner than the lattice can tell
};

/// The given faces, in their order, by one walk over all borders. Asks `stop` before each is measured.
[[nodiscard]] std::vector<OpenGround> measure_faces(const Coverage &coverage, std::span<const FaceIndex> faces,
                                                    const StopCheck &stop = {});

/// Measures ground that is no face of a coverage.
[[nodiscard]] OpenGround measure_ground(MultiPolygon ground);

/// Whether ground of nobody is a hole that is meant: `min_hole_width_m` wide and `min_hole_area_m2` large.
[[nodiscard]] bool is_hole(const OpenGround &ground);

} // namespace jingwei::spatial
