#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::gdal {

/// The command line of `jingwei-gdal`: one file and what the user said about it. Empty = not said.
struct Request {
    std::filesystem::path file;
    std::filesystem::path scratch; ///< a private folder for unpacking; empty = make one
    std::string layer;             ///< a name, or a number from 1
    std::string encoding;
    std::string crs;       ///< "EPSG:n"
    std::string frame;     ///< cgcs2000, wgs84, gcj02, bd09: coordinates pass unchanged
    bool outlines = false; ///< of a drawing, closed lines are polygons
};

/// Throws Error{bad_call} for an unknown option, a refused name, and values of the wrong form.
[[nodiscard]] Request parse_request(const std::vector<std::string> &arguments);

} // namespace jingwei::gdal
