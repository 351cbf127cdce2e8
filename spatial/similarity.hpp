#pragma once

#include "spatial/control_points.hpp"

namespace jingwei::spatial {

/// A similarity of the plane (the 4 parameters of a 2D Helmert transformation, 平面四参数):
///
///   E' = east_m + (1 + s)·(E·cos θ − N·sin θ)
///   N' = north_m + (1 + s)·(E·sin θ + N·cos θ)
///
/// θ turns counter-clockwise as seen on a map with north up and east to the right. Kept about two origins, so that
/// coordinates of 4e7 m lose no digits.
class PlaneSimilarity {
  public:
    /// From the four parameters: metres, arc-seconds counter-clockwise, parts per million.
    static PlaneSimilarity from_parameters(double east_m, double north_m, double rotation_arcsec, double scale_ppm);

    /// The least-squares fit. Throws Error{bad_data} for fewer than two points or for points that all are one.
    static PlaneSimilarity fit(std::span<const PlanePoint> sources, std::span<const PlanePoint> targets);

    [[nodiscard]] PlanePoint apply(PlanePoint source) const;
    [[nodiscard]] double east_m() const { return apply({}).east_m; }
    [[nodiscard]] double north_m() const { return apply({}).north_m; }
    [[nodiscard]] double rotation_arcsec() const;
    [[nodiscard]] double scale_ppm() const;

  private:
    PlaneSimilarity() = default;
    PlanePoint m_source_origin, m_target_origin;
    double m_cosine = 1; ///< times the scale
    double m_sine = 0;   ///< times the scale
};

/// Computed minus given, of every point.
[[nodiscard]] std::vector<Residual> residuals_of(const PlaneSimilarity &similarity, std::span<const PlanePoint> sources,
                                                 std::span<const PlanePoint> targets);

} // namespace jingwei::spatial
