#pragma once

#include "tests/support/geojson_polygons.hpp"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <unistd.h>

namespace jingwei::tests {

/// The polygons of a zipped Shapefile in any projection, in degrees by GDAL's own program; nothing (said aloud) where that is
/// absent. `code_field` holds texts.
inline std::optional<GeoJsonPolygons> read_shapefile(const std::filesystem::path &zip, std::string_view code_field) {
    const auto folder = std::filesystem::temp_directory_path();
    const auto file = folder / ("jingwei-polygons-" + std::to_string(::getpid()) + ".geojson");
    const std::string command = "ogr2ogr -f GeoJSON -t_srs OGC:CRS84 -lco COORDINATE_PRECISION=9 '" + file.string() +
                                "' '/vsizip/" + zip.string() + "' 2>/dev/null";
    std::filesystem::remove(file);
    if (std::system(command.c_str()) != 0) {
        std::cerr << "skipped: no ogr2ogr (package gdal-bin) to read " << zip << "\n";
        return std::nullopt;
    }
    auto polygons = read_geojson(file, code_field);
    std::filesystem::remove(file);
    return polygons;
}

} // namespace jingwei::tests
