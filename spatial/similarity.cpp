#include "spatial/similarity.hpp"

#include "spatial/error.hpp"

#include <cmath>
#include <numbers>

namespace jingwei::spatial {

namespace {

constexpr double arcsec = std::numbers::pi / (180.0 * 3600.0);
constexpr double ppm = 1e-6;

} // namespace

PlaneSimilarity PlaneSimilarity::from_parameters(double east_m, double north_m, double rotation_arcsec, double scale_ppm) {
    PlaneSimilarity made;
    made.m_target_origin = {east_m, north_m};
    made.m_cosine = (1 + scale_ppm * ppm) * std::cos(rotation_arcsec * arcsec);
    made.m_sine = (1 + scale_ppm * ppm) * std::sin(rotation_arcsec * arcsec);
    return made;
}

PlaneSimilarity PlaneSimilarity::fit(std::span<const PlanePoint> sources, std::span<const PlanePoint> targets) {
    PlaneSimilarity made;
    made.m_source_origin = mean_of(sources);
    made.m_target_origin = mean_of(targets);
    double along = 0;
    double across = 0;
    double squares = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const double e = sources[i].east_m - made.m_source_origin.east_m;
        const double n = sources[i].north_m - made.m_source_origin.north_m;
        const double to_e = targets[i].east_m - made.m_target_origin.east_m;
        const double to_n = targets[i].north_m - made.m_target_origin.north_m;
        along += e * to_e + n * to_n;
        across += e * to_n - n * to_e;
        squares += e * e + n * n;
    }
    if (sources.size() < 2 || !(squares > 0) || !(std::hypot(along, across) > 0)) {
        throw Error(ErrorCode::bad_data, "the control points all lie in one place; give points that surround the area");
    }
    made.m_cosine = along / squares;
    made.m_sine = across / squares;
    return made;
}

PlanePoint PlaneSimilarity::apply(PlanePoint source) const {
    const double e = source.east_m - m_source_origin.east_m;
    const double n = source.north_m - m_source_origin.north_m;
    return {m_target_origin.east_m + m_cosine * e - m_sine * n, m_target_origin.north_m + m_sine * e + m_cosine * n};
}

double PlaneSimilarity::rotation_arcsec() const {
    return std::atan2(m_sine, m_cosine) / arcsec;
}

double PlaneSimilarity::scale_ppm() const {
    return (std::hypot(m_cosine, m_sine) - 1) / ppm;
}

std::vector<Residual> residuals_of(const PlaneSimilarity &similarity, std::span<const PlanePoint> sources,
                                   std::span<const PlanePoint> targets) {
    std::vector<Residual> residuals;
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto computed = similarity.apply(sources[i]);
        residuals.push_back({computed.east_m - targets[i].east_m, computed.north_m - targets[i].north_m});
    }
    return residuals;
}

} // namespace jingwei::spatial
