#pragma once

#include "data/gdal/source_kind.hpp"

#include <cstdint>
#include <map>
#include <ogrsf_frmts.h>
#include <optional>
#include <string>

namespace jingwei::gdal {

/// The ids that a format keeps beside the fields, as one field more: the key column of a GeoPackage or geodatabase under its
/// name, and `id` of a GeoJSON whose features have one. There is none where a field of that name exists already.
class FeatureIds {
  public:
    FeatureIds() = default;
    /// `ids` are those of a GeoJSON's features, by number.
    FeatureIds(OGRLayer &layer, SourceKind kind, std::map<std::int64_t, std::string> ids);

    /// Empty = there is no such field.
    [[nodiscard]] const std::string &name() const { return m_name; }
    /// As GDAL calls it.
    [[nodiscard]] const char *type() const { return m_ids.empty() ? "Integer64" : "String"; }
    /// `number` counts features from 1.
    [[nodiscard]] std::optional<std::string> of(const OGRFeature &feature, std::int64_t number) const;

  private:
    std::string m_name;
    std::map<std::int64_t, std::string> m_ids; ///< of a GeoJSON
};

} // namespace jingwei::gdal
