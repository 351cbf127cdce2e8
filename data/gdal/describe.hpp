#pragma once

#include "data/gdal/file_watch.hpp"
#include "data/gdal/request.hpp"

#include <filesystem>

namespace jingwei::gdal {

/// Writes a `layer` record for each layer of the file, or of every file in an archive, then the end. Texts whose encoding is
/// not known yet are read as UTF-8, else as GB18030. `scratch` takes what is unpacked. Throws Error{bad_data} when the file
/// cannot be opened; of several files in an archive that is told in a record of the one.
void describe(const Request &request, const std::filesystem::path &scratch, const FileWatch &watch);

} // namespace jingwei::gdal
