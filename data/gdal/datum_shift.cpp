#include "data/gdal/datum_shift.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::gdal {

namespace {

bool run(const std::unique_ptr<OGRCoordinateTransformation> &transformation, std::span<double> x, std::span<double> y) {
    return !transformation || transformation->Transform(static_cast<int>(x.size()), x.data(), y.data()) != 0;
}

} // namespace

DatumShift::DatumShift(std::unique_ptr<OGRCoordinateTransformation> to_plane, const spatial::PlaneSimilarity &similarity,
                       std::unique_ptr<OGRCoordinateTransformation> to_degrees)
    : m_before(std::move(to_plane)), m_after(std::move(to_degrees)), m_step(similarity) {
    report.kind = 4;
    report.parameters = {{"east_m", similarity.east_m()},
                         {"north_m", similarity.north_m()},
                         {"rotation_arcsec", similarity.rotation_arcsec()},
                         {"scale_ppm", similarity.scale_ppm()}};
}

DatumShift::DatumShift(std::unique_ptr<OGRCoordinateTransformation> to_source_degrees, const SevenParameters &seven,
                       const spatial::Ellipsoid &source_ellipsoid)
    : m_before(std::move(to_source_degrees)), m_step(Seven{seven, source_ellipsoid}) {
    const auto &t = seven.transformation;
    report.kind = 7;
    report.about = spatial::rotation_convention_name(t.convention);
    report.parameters = {{"x_m", t.x_m},
                         {"y_m", t.y_m},
                         {"z_m", t.z_m},
                         {"rx_arcsec", t.rx_arcsec},
                         {"ry_arcsec", t.ry_arcsec},
                         {"rz_arcsec", t.rz_arcsec},
                         {"scale_ppm", t.scale_ppm}};
}

bool DatumShift::apply(std::span<double> x, std::span<double> y) const {
    if (!run(m_before, x, y)) {
        return false;
    }
    const auto *similarity = std::get_if<spatial::PlaneSimilarity>(&m_step);
    const auto *seven = std::get_if<Seven>(&m_step);
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (similarity != nullptr) {
            const auto moved = similarity->apply({x[i], y[i]});
            x[i] = moved.east_m;
            y[i] = moved.north_m;
        } else {
            const auto source = spatial::to_geocentric({{x[i], y[i]}, seven->parameters.height_m}, seven->ellipsoid);
            const auto moved =
                spatial::to_geodetic(seven->parameters.transformation.apply(source), spatial::cgcs2000_ellipsoid);
            x[i] = moved.at.lon;
            y[i] = moved.at.lat;
        }
    }
    const auto is_finite = [](double value) { return std::isfinite(value); };
    return run(m_after, x, y) && std::ranges::all_of(x, is_finite) && std::ranges::all_of(y, is_finite);
}

} // namespace jingwei::gdal
