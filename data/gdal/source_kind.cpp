#include "data/gdal/source_kind.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <utility>

namespace jingwei::gdal {

namespace {

constexpr std::array<std::pair<std::string_view, SourceKind>, 12> endings{{{".shp", SourceKind::shapefile},
                                                                           {".geojson", SourceKind::geojson},
                                                                           {".json", SourceKind::geojson},
                                                                           {".gpkg", SourceKind::geopackage},
                                                                           {".csv", SourceKind::csv},
                                                                           {".xlsx", SourceKind::workbook},
                                                                           {".kml", SourceKind::kml},
                                                                           {".fgb", SourceKind::flatgeobuf},
                                                                           {".gdb", SourceKind::geodatabase},
                                                                           {".dxf", SourceKind::drawing},
                                                                           {".kmz", SourceKind::kmz},
                                                                           {".zip", SourceKind::zip}}};

constexpr std::string_view save_as_xlsx = "open it in Excel or WPS and save it as .xlsx";
constexpr std::string_view pack_as_zip = "unpack it and pack the files as .zip";
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> advices{
    {{".xls", save_as_xlsx},
     {".xlsm", save_as_xlsx},
     {".et", save_as_xlsx},
     {".ods", save_as_xlsx},
     {".dwg", "open it in the CAD program and save it as .dxf"},
     {".mdb", "export its layers as a file geodatabase (.gdb) and pack that folder as .zip"},
     {".tab", "export the layer as .gpkg or Shapefile"},
     {".mif", "export the layer as .gpkg or Shapefile"},
     {".txt", "save the table as .csv or .xlsx"},
     {".rar", pack_as_zip},
     {".7z", pack_as_zip},
     {".tar", pack_as_zip},
     {".gz", pack_as_zip},
     {".dbf", "give the .shp beside it"}}};

std::string lower_ending(const std::filesystem::path &path) {
    std::string end = path.extension().string();
    std::ranges::transform(end, end.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return end;
}

} // namespace

std::optional<SourceKind> kind_of(const std::filesystem::path &path) {
    const auto *const found = std::ranges::find(endings, lower_ending(path), &std::pair<std::string_view, SourceKind>::first);
    return found != endings.end() ? std::optional(found->second) : std::nullopt;
}

const char *driver_of(SourceKind kind) {
    switch (kind) {
    case SourceKind::shapefile:
        return "ESRI Shapefile";
    case SourceKind::geojson:
        return "GeoJSON";
    case SourceKind::geopackage:
        return "GPKG";
    case SourceKind::csv:
        return "CSV";
    case SourceKind::workbook:
        return "XLSX";
    case SourceKind::kml:
        return "LIBKML";
    case SourceKind::flatgeobuf:
        return "FlatGeobuf";
    case SourceKind::geodatabase:
        return "OpenFileGDB";
    case SourceKind::drawing:
        return "DXF";
    case SourceKind::kmz:
    case SourceKind::zip:
        break;
    }
    return "";
}

bool is_archive(SourceKind kind) {
    return kind == SourceKind::zip || kind == SourceKind::kmz;
}

std::string known_kinds() {
    return "a .shp, .geojson, .gpkg, .fgb, .kml, .kmz, .dxf, .xlsx or .csv file, or a .zip of these or of a .gdb folder";
}

std::string advice_on(const std::filesystem::path &path) {
    const auto *const found =
        std::ranges::find(advices, lower_ending(path), &std::pair<std::string_view, std::string_view>::first);
    return found != advices.end() ? std::string(found->second) : "";
}

} // namespace jingwei::gdal
