#pragma once

#include <string>
#include <vector>

namespace jingwei::gdal {

/// Writes the tables that come on standard input to one file in a private folder, and answers with an end record.
/// `arguments` are what follows --write: format, folder, encoding. Throws Error.
void write_tables(const std::vector<std::string> &arguments);

} // namespace jingwei::gdal
