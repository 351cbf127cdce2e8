#pragma once

#include "data/gdal_protocol.hpp"
#include "data/gdal_records.hpp"

#include <optional>
#include <string>
#include <vector>

namespace jingwei::gdal {

struct TableField {
    std::string name;
    gdal_protocol::FieldKind kind = gdal_protocol::FieldKind::text;
};

/// What a table record says.
struct Table {
    std::string name, geometry;
    std::optional<std::string> crs, reproject_to; ///< "EPSG:n"
    gdal_protocol::SheetStyle style = gdal_protocol::SheetStyle::data;
    std::vector<TableField> fields;
};

struct TableRow {
    std::optional<std::string> wkb;
    std::vector<std::optional<std::string>> values;
};

struct TableChoices {
    std::uint32_t field = 0;
    bool others = false; ///< another value is warned of, not refused
    std::vector<std::string> values;
};

/// Reads a record's body; the type has been taken.
[[nodiscard]] Table read_table(data::RecordReader &reader);
[[nodiscard]] TableRow read_row(data::RecordReader &reader);
[[nodiscard]] TableChoices read_choices(data::RecordReader &reader);

} // namespace jingwei::gdal
