#pragma once

#include <filesystem>

namespace jingwei::gdal {

/// Unpacks a zip into an existing private directory: at most 200 plain files with flat names, 1 GiB together and 100 times
/// the archive; links, folders and names with a path are refused. Throws Error{bad_data} saying which limit was passed.
void unpack(const std::filesystem::path &archive, const std::filesystem::path &into);

/// The one file in `folder` that can be imported (.shp, .geojson, .json, .gpkg, .csv). Throws Error{bad_data} when there is
/// none or more than one.
[[nodiscard]] std::filesystem::path importable_file(const std::filesystem::path &folder);

} // namespace jingwei::gdal
