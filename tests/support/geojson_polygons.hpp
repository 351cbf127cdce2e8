#pragma once

#include "spatial/coverage_build.hpp"

#include <simdjson.h>

#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::tests {

/// Polygons of a GeoJSON file rounded to the lattice; label i belongs to codes[i], codes[0] is "".
struct GeoJsonPolygons {
    std::vector<std::string> codes{""};
    std::vector<spatial::LabelledPolygon> polygons;
};

inline spatial::Ring read_ring(const simdjson::dom::element &coordinates) {
    spatial::Ring ring;
    for (const auto position : coordinates) {
        ring.push_back(spatial::to_lattice({double(position.at(0)), double(position.at(1))}));
    }
    if (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
    return ring;
}

inline spatial::Polygon read_polygon(const simdjson::dom::element &coordinates) {
    spatial::Polygon polygon;
    for (const auto ring : coordinates) {
        (polygon.outer.empty() ? polygon.outer : polygon.holes.emplace_back()) = read_ring(ring);
    }
    return polygon;
}

inline GeoJsonPolygons read_geojson(const std::filesystem::path &file, std::string_view code_field) {
    simdjson::dom::parser parser;
    GeoJsonPolygons result;
    for (const auto feature : parser.load(file.string())["features"]) {
        const auto label = static_cast<spatial::Label>(result.codes.size());
        result.codes.emplace_back(std::string_view(feature["properties"][code_field]));
        const auto geometry = feature["geometry"];
        const bool is_multi = std::string_view(geometry["type"]) == "MultiPolygon";
        if (!is_multi) {
            result.polygons.push_back({label, read_polygon(geometry["coordinates"])});
            continue;
        }
        for (const auto part : geometry["coordinates"]) {
            result.polygons.push_back({label, read_polygon(part)});
        }
    }
    return result;
}

} // namespace jingwei::tests
