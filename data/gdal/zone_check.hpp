#pragma once

#include "data/gdal/layer_survey.hpp"
#include "data/gdal/request.hpp"

#include <ogr_spatialref.h>
#include <string>

namespace jingwei::gdal {

/// Refuses a Gauss-Krüger zone that the coordinates contradict, naming the EPSG code that they speak for: another or no number
/// in the millions of the eastings, northings in the first place, more degrees off the central meridian than the zone has
/// (unless
/// --crs says it), or ground apart from the store's that another meridian would put onto it. Throws Error{bad_data}.
void check_zone(const OGRSpatialReference &source, const LayerSurvey &survey, const Request &request);

/// Refuses metres where the system says degrees. Throws Error{bad_data}.
void check_degrees(const LayerSurvey &survey, const Request &request);

/// What may be said about coordinates without a system: "; its eastings carry the number of …". Empty for degrees.
[[nodiscard]] std::string system_advice(const LayerSurvey &survey, const Request &request);

} // namespace jingwei::gdal
