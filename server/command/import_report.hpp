#pragma once

#include "data/import.hpp"

#include <iosfwd>
#include <string>

namespace jingwei::server {

/// The report for people: counts, then problems by line and findings by kind, the first 20 of each.
void print_import_report(std::ostream &out, const data::ImportReport &report);

/// All of the report as one JSON object.
[[nodiscard]] std::string import_report_json(const data::ImportReport &report);

} // namespace jingwei::server
