#pragma once

#include "data/import.hpp"
#include "server/json_writer.hpp"
#include "spatial/error.hpp"

#include <iosfwd>
#include <string>

namespace jingwei::server {

/// The report for people: counts, then problems by line and findings by kind, the first 20 of each.
void print_import_report(std::ostream &out, const data::ImportReport &report);

/// All of the report as one JSON object.
[[nodiscard]] std::string import_report_json(const data::ImportReport &report);

/// The member `error` of an import that failed; `detail` is what is told of it.
void write_import_error(JsonWriter &json, ErrorCode code, std::string_view detail);

/// The report of an import that ended before it had one, with the error as the API tells that of an upload.
[[nodiscard]] std::string import_error_json(data::ImportLayer layer, const std::string &source_layer, const Error &error);

} // namespace jingwei::server
