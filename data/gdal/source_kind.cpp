#include "data/gdal/source_kind.hpp"

#include <algorithm>
#include <cctype>
#include <string>

namespace jingwei::gdal {

std::optional<SourceKind> kind_of(const std::filesystem::path &path) {
    std::string end = path.extension().string();
    std::ranges::transform(end, end.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (end == ".shp") {
        return SourceKind::shapefile;
    }
    if (end == ".geojson" || end == ".json") {
        return SourceKind::geojson;
    }
    if (end == ".gpkg") {
        return SourceKind::geopackage;
    }
    if (end == ".csv") {
        return SourceKind::csv;
    }
    if (end == ".zip") {
        return SourceKind::zip;
    }
    return std::nullopt;
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
    case SourceKind::zip:
        break;
    }
    return "";
}

} // namespace jingwei::gdal
