#include "data/gdal/feature_ids.hpp"

namespace jingwei::gdal {

FeatureIds::FeatureIds(OGRLayer &layer, const std::filesystem::path &file, SourceKind kind) {
    const std::string name = kind == SourceKind::geojson ? "id" : layer.GetFIDColumn();
    if (name.empty() || layer.GetLayerDefn()->GetFieldIndex(name.c_str()) >= 0) {
        return;
    }
    if (kind == SourceKind::geojson) {
        if (mentions(file, "\"id\"")) {
            m_remarks = json_remarks(file);
        }
        if (m_remarks.ids.empty()) {
            return;
        }
    }
    m_name = name;
}

std::optional<std::string> FeatureIds::of(const OGRFeature &feature, std::int64_t number) const {
    if (m_remarks.ids.empty()) {
        return feature.GetFID() == OGRNullFID ? std::nullopt : std::optional(std::to_string(feature.GetFID()));
    }
    const auto found = m_remarks.ids.find(number);
    return found != m_remarks.ids.end() ? std::optional(found->second) : std::nullopt;
}

} // namespace jingwei::gdal
