#pragma once

#include "spatial/lattice.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace jingwei::gdal {

/// The command line of `jingwei-gdal`: one file and what the user said about it. Empty = not said.
struct Request {
    std::filesystem::path file;
    std::filesystem::path scratch; ///< a private folder for unpacking; empty = make one
    std::string layer;             ///< a name, or a number from 1
    std::string encoding;
    std::string crs;                                 ///< "EPSG:n"
    std::string frame;                               ///< cgcs2000, wgs84, gcj02, bd09: coordinates pass unchanged
    std::string system_kept_for;                     ///< crs or frame were not said but are kept for this source
    std::string encoding_kept_for;                   ///< so was encoding
    bool outlines = false;                           ///< of a drawing, closed lines are polygons
    std::optional<std::pair<int, int>> place_fields; ///< of a table: the fields of easting and northing, counted from 0
    bool describe = false;                           ///< say what layers there are instead of sending one
    std::string datum_parameters, control_points;    ///< files; at most one of them
    int fit = 4;                                     ///< how many parameters are fitted to control points: 4 or 7
    double residual_limit_m = 0.5;                   ///< the largest residual of a control point
    std::optional<spatial::LatticeBox> near;         ///< the ground of the store that the file is probably near

    /// Whether the file is to be carried from an older datum or a city's own grid.
    [[nodiscard]] bool asks_for_datum() const { return !datum_parameters.empty() || !control_points.empty(); }
};

/// Throws Error{bad_call} for an unknown option, a refused name, and values of the wrong form.
[[nodiscard]] Request parse_request(const std::vector<std::string> &arguments);

} // namespace jingwei::gdal
