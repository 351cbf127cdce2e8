#pragma once

#include "data/gdal_protocol.hpp"
#include "data/import.hpp"

#include <span>
#include <string_view>

namespace jingwei::data {

using ColumnKind = gdal_protocol::FieldKind;

/// Stands in the example row of a form in the place of a code, and is none.
constexpr std::string_view example_code = "示例行（虚构，导入前请删除）";

/// Who may see a column: everybody who may see the layer, or only the holder of a key.
enum class ColumnAccess { layer, key };

/// A column of a layer as exports and templates write it.
struct LayerColumn {
    std::string_view name;        ///< as the importer knows it
    std::string_view short_name;  ///< at most ten bytes, for the table of a Shapefile
    ColumnKind kind;              ///< of its values
    std::string_view list;        ///< the code list of its values; empty = none
    std::string_view heading;     ///< Chinese, unique in its layer: the header of a template
    std::string_view example;     ///< of the template's fictional row
    std::string_view explanation; ///< Chinese, a sentence
    ColumnAccess access = ColumnAccess::layer;
    bool imported = true; ///< false = derived: an import passes over it
};

/// The columns of a layer beside its geometry, in the order in which they are written; none for what can only be
/// imported.
[[nodiscard]] std::span<const LayerColumn> columns_of(ImportLayer layer);

/// The columns that say where a row is, where there is no geometry to say it: longitude, latitude and their frame.
[[nodiscard]] std::span<const LayerColumn> place_columns();

/// The same in metres of a projected system: easting and northing.
[[nodiscard]] std::span<const LayerColumn> plane_columns();

/// Derived columns that grids have on demand: who answers for them, and their phones.
[[nodiscard]] std::span<const LayerColumn> people_columns();

/// The key that a source has for each row, on demand.
[[nodiscard]] std::span<const LayerColumn> key_columns();

} // namespace jingwei::data
