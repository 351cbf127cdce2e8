#pragma once

#include "data/gdal/json_remarks.hpp"
#include "data/gdal/source_kind.hpp"

#include <ogrsf_frmts.h>
#include <optional>
#include <string>

namespace jingwei::gdal {

/// The ids that a format keeps beside the fields, as one field more: the key column of a GeoPackage or geodatabase under its
/// name, and `id` of a GeoJSON whose features have one. There is none where a field of that name exists already.
class FeatureIds {
  public:
    FeatureIds() = default;
    /// May read a GeoJSON once.
    FeatureIds(OGRLayer &layer, const std::filesystem::path &file, SourceKind kind);

    /// Empty = there is no such field.
    [[nodiscard]] const std::string &name() const { return m_name; }
    /// As GDAL calls it.
    [[nodiscard]] const char *type() const { return m_remarks.ids.empty() ? "Integer64" : "String"; }
    /// `number` counts features from 1.
    [[nodiscard]] std::optional<std::string> of(const OGRFeature &feature, std::int64_t number) const;

  private:
    std::string m_name;
    JsonRemarks m_remarks;
};

} // namespace jingwei::gdal
