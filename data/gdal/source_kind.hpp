#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace jingwei::gdal {

/// The formats that may be imported, told by the file name's end. A geodatabase is a folder and comes in a zip; zip and kmz
/// are archives that hold one of the others.
enum class SourceKind { shapefile, geojson, geopackage, csv, workbook, kml, flatgeobuf, geodatabase, drawing, kmz, zip };

/// Nothing for any other name.
[[nodiscard]] std::optional<SourceKind> kind_of(const std::filesystem::path &path);
/// GDAL's name of the one driver that may open this kind; "XLSX" for a workbook, which is read without GDAL; none for
/// archives.
[[nodiscard]] const char *driver_of(SourceKind kind);
[[nodiscard]] bool is_archive(SourceKind kind);

/// What can be given, for messages: "a .shp, … file, or a .zip of these or of a .gdb folder".
[[nodiscard]] std::string known_kinds();
/// What to do with a file of a kind that is well known and not taken (.xls, .dwg, .rar, …); empty for any other.
[[nodiscard]] std::string advice_on(const std::filesystem::path &path);

} // namespace jingwei::gdal
