#pragma once

#include "data/gdal/datum_shift.hpp"
#include "data/gdal/layer_survey.hpp"
#include "data/gdal/request.hpp"

#include <optional>

namespace jingwei::gdal {

/// Makes the shift that the request asks for, from its parameters or fitted to its control points. `source` is the file's
/// coordinate system or nothing for a plain grid in metres; `survey` is of the whole layer. Throws Error{bad_data} where they
/// do not fit together (docs/frames.md lists the cases), where the points are refused, and where a datum of China would move by
/// more than 500 m.
[[nodiscard]] std::unique_ptr<DatumShift> plan_datum(const std::optional<OGRSpatialReference> &source,
                                                     const LayerSurvey &survey, const Request &request);

} // namespace jingwei::gdal
