#pragma once

#include "data/gdal/file_watch.hpp"
#include "data/gdal/request.hpp"

#include <filesystem>

namespace jingwei::gdal {

/// Writes a `layer` record for each layer of the file, then the end. Texts whose encoding is not known yet are read as UTF-8,
/// else as GB18030. Throws Error{bad_data} when the file cannot be opened.
void describe(const std::filesystem::path &file, const Request &request, const FileWatch &watch);

} // namespace jingwei::gdal
