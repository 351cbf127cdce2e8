#pragma once

#include "spatial/bursa_wolf.hpp"
#include "spatial/similarity.hpp"

#include <filesystem>
#include <string>
#include <variant>

namespace jingwei::gdal {

/// A similarity from the file's plane to a plane of CGCS2000.
struct FourParameters {
    spatial::PlaneSimilarity similarity;
    std::string target_crs; ///< "EPSG:4547"
};

struct SevenParameters {
    spatial::BursaWolf transformation;
    double height_m = 0; ///< of the area above the source's ellipsoid
};

using DatumParameters = std::variant<FourParameters, SevenParameters>;

/// Reads a JSON object: "kind": 4 with east_m, north_m, rotation_arcsec, rotation ("clockwise" or "counterclockwise"),
/// scale_ppm, target_crs; or "kind": 7 with x_m, y_m, z_m, rx_arcsec, ry_arcsec, rz_arcsec, scale_ppm, convention
/// ("position_vector" or "coordinate_frame") and optionally height_m. "comment" is free. Throws Error{bad_data} for a key that
/// is unknown or missing and for a number that cannot be in the unit its key names.
[[nodiscard]] DatumParameters read_datum_parameters(const std::filesystem::path &file);

} // namespace jingwei::gdal
