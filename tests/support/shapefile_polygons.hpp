#pragma once

#include "tests/support/geojson_polygons.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

namespace jingwei::tests {

/// The polygons of a zipped Shapefile in any projection, in degrees by GDAL's own program; nothing (said aloud) where that is
/// absent. `code_field` holds texts.
inline std::optional<GeoJsonPolygons> read_shapefile(const std::filesystem::path &zip, std::string_view code_field) {
    const ScratchFolder folder;
    const auto file = folder.path() / "polygons.geojson";
    const std::string command = "ogr2ogr -f GeoJSON -t_srs OGC:CRS84 -lco COORDINATE_PRECISION=9 '" + file.string() +
                                "' '/vsizip/" + zip.string() + "' 2>/dev/null";
    if (std::system(command.c_str()) != 0) {
        std::cerr << "skipped: no ogr2ogr (package gdal-bin) to read " << zip << "\n";
        return std::nullopt;
    }
    return read_geojson(file, code_field);
}

} // namespace jingwei::tests
