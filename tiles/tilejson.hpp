#pragma once

#include "spatial/lattice.hpp"
#include "tiles/layer_definition.hpp"

#include <optional>
#include <span>
#include <string>

namespace jingwei::tiles {

/// What a TileJSON says beside its layers. Longitudes and latitudes in degrees.
struct TileJsonInfo {
    std::string name, description, attribution;
    std::string tiles_url; ///< absolute, with {z}, {x} and {y}
    std::optional<spatial::LonLat> south_west, north_east;
};

/// A TileJSON 3.0.0 document with vector_layers and their fields. `promoteId`-ready: codes are in the field `code`.
[[nodiscard]] std::string tilejson(const TileJsonInfo &info, std::span<const LayerDefinition *const> layers);

} // namespace jingwei::tiles
