#pragma once

#include "spatial/control_points.hpp"

#include <ogrsf_frmts.h>

namespace jingwei::gdal {

/// Where a layer's shapes lie, in the file's own coordinates.
struct LayerSurvey {
    OGREnvelope extent;         ///< of all that were looked at
    spatial::PlanePoint middle; ///< the median of the shapes' middles, so that one stray coordinate does not move it
    std::size_t shapes = 0;     ///< looked at; 0 = none has coordinates
};

/// Reads at most so many features. Headers of files are not believed.
[[nodiscard]] LayerSurvey survey(OGRLayer &layer, std::size_t most);

} // namespace jingwei::gdal
