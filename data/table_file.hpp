#pragma once

#include "data/export.hpp"
#include "data/table_sink.hpp"

namespace jingwei::data {

/// Fills a sink: begin, rows and finish; a workbook takes several tables, each with a begin of its own, and one finish.
using FillTable = std::function<void(TableSink &)>;

/// Writes a table to a file, CSV, GeoJSON or a workbook by the end of its name: whole, under its name, or not at all, as
/// export_to_file. Throws Error{bad_call} for another end and for a file that is there unless `overwrite`.
void write_table_file(const std::filesystem::path &file, bool overwrite, const FillTable &fill);

/// The same as bytes.
[[nodiscard]] std::string table_bytes(ExportFormat format, const FillTable &fill);

} // namespace jingwei::data
