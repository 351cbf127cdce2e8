#pragma once

#include <filesystem>
#include <optional>

namespace jingwei::gdal {

/// The formats that may be imported, told by the file name's end.
enum class SourceKind { shapefile, geojson, geopackage, csv, zip };

/// Nothing for any other name.
[[nodiscard]] std::optional<SourceKind> kind_of(const std::filesystem::path &path);
/// GDAL's name of the one driver that may open this kind; none for zip.
[[nodiscard]] const char *driver_of(SourceKind kind);

} // namespace jingwei::gdal
