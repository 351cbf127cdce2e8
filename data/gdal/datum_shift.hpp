#pragma once

#include "data/gdal/datum_parameters.hpp"
#include "spatial/datum_report.hpp"

#include <memory>
#include <ogr_spatialref.h>
#include <span>

namespace jingwei::gdal {

/// The way from a file's coordinates to CGCS2000 through 4 or 7 parameters. What becomes of a vertex depends on its two
/// coordinates alone, so that both sides of a border come out alike.
class DatumShift {
  public:
    /// `to_plane` leads from the file's coordinates to the similarity's plane, null = they are in it; `to_degrees` from the
    /// plane that it leads to.
    DatumShift(std::unique_ptr<OGRCoordinateTransformation> to_plane, const spatial::PlaneSimilarity &similarity,
               std::unique_ptr<OGRCoordinateTransformation> to_degrees);
    /// `to_source_degrees` leads from the file's coordinates to degrees on the source's ellipsoid, null = they are that.
    DatumShift(std::unique_ptr<OGRCoordinateTransformation> to_source_degrees, const SevenParameters &seven,
               const spatial::Ellipsoid &source_ellipsoid);

    /// Carries coordinates in place, to longitude and latitude in CGCS2000. False where one lies outside of the system.
    [[nodiscard]] bool apply(std::span<double> x, std::span<double> y) const;

    spatial::DatumReport report;

  private:
    struct Seven {
        SevenParameters parameters;
        spatial::Ellipsoid ellipsoid;
    };
    std::unique_ptr<OGRCoordinateTransformation> m_before, m_after;
    std::variant<spatial::PlaneSimilarity, Seven> m_step;
};

} // namespace jingwei::gdal
