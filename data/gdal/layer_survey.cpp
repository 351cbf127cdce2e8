#include "data/gdal/layer_survey.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::gdal {

namespace {

double median(std::vector<double> &values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

LayerSurvey survey(OGRLayer &layer, std::size_t most) {
    LayerSurvey found;
    std::vector<double> east;
    std::vector<double> north;
    layer.ResetReading();
    while (east.size() < most) {
        const OGRFeatureUniquePtr feature{layer.GetNextFeature()};
        if (!feature) {
            break;
        }
        const OGRGeometry *shape = feature->GetGeometryRef();
        if (shape == nullptr || shape->IsEmpty() != 0) {
            continue;
        }
        OGREnvelope box;
        shape->getEnvelope(&box);
        const double x = (box.MinX + box.MaxX) / 2;
        const double y = (box.MinY + box.MaxY) / 2;
        if (std::isfinite(x) && std::isfinite(y)) {
            found.extent.Merge(box);
            east.push_back(x);
            north.push_back(y);
        }
    }
    layer.ResetReading();
    found.shapes = east.size();
    if (found.shapes > 0) {
        found.middle = {median(east), median(north)};
    }
    return found;
}

} // namespace jingwei::gdal
