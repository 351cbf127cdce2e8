#pragma once

#include "data/gdal/control_point_file.hpp"
#include "spatial/bursa_wolf.hpp"
#include "spatial/similarity.hpp"

#include <vector>

namespace jingwei::gdal {

/// Control points, ready to be fitted: the same places in metres on the plane of the source, and what they shall become.
struct FitPoints {
    std::vector<std::string> ids;
    std::vector<spatial::PlanePoint> sources; ///< in metres; of a fit of 7 on a plane that only tells how they lie
    std::vector<spatial::PlanePoint> targets; ///< of a fit of 4
    std::vector<spatial::Geocentric> source_places, target_places; ///< of a fit of 7, at height 0
    std::vector<spatial::LonLat> target_degrees;
};

template <class Transformation> struct DatumFit {
    Transformation transformation;
    std::vector<spatial::Residual> residuals;
};

/// The fits, judged: refused (Error{bad_data}) when the points lie on one line, when a residual is larger than the limit (the
/// one point that contradicts all others is named, and so are axes that changed places), or when the scale is not that of
/// metres.
[[nodiscard]] DatumFit<spatial::PlaneSimilarity> fit_four(const FitPoints &points, double limit_m);
[[nodiscard]] DatumFit<spatial::BursaWolf> fit_seven(const FitPoints &points, double limit_m);

/// Refuses a file that reaches farther out of the control points' box than the box is long corner to corner. Answers the
/// error gain in the file's worst corner. `corners` are on the plane of `sources`.
double check_reach(const FitPoints &points, std::span<const spatial::PlanePoint> corners);

} // namespace jingwei::gdal
