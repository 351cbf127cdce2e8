#include "data/gdal/feature_ids.hpp"

#include <utility>

namespace jingwei::gdal {

FeatureIds::FeatureIds(OGRLayer &layer, SourceKind kind, std::map<std::int64_t, std::string> ids) {
    const std::string name = kind == SourceKind::geojson ? "id" : layer.GetFIDColumn();
    if (name.empty() || layer.GetLayerDefn()->GetFieldIndex(name.c_str()) >= 0 ||
        (kind == SourceKind::geojson && ids.empty())) {
        return;
    }
    m_name = name;
    m_ids = std::move(ids);
}

std::optional<std::string> FeatureIds::of(const OGRFeature &feature, std::int64_t number) const {
    if (m_ids.empty()) {
        return feature.GetFID() == OGRNullFID ? std::nullopt : std::optional(std::to_string(feature.GetFID()));
    }
    const auto found = m_ids.find(number);
    return found != m_ids.end() ? std::optional(found->second) : std::nullopt;
}

} // namespace jingwei::gdal
