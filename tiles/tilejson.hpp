#pragma once

#include "spatial/tile_plane.hpp"
#include "tiles/layer_definition.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jingwei::tiles {

/// The categories that layers declare, by the layer's name.
using LayerCategories = std::map<std::string_view, std::vector<std::string>>;

/// What a TileJSON says beside its layers. Longitudes and latitudes in degrees, in the plane's frame.
struct TileJsonInfo {
    std::string name, description, attribution;
    std::string tiles_url; ///< absolute, with {z}, {x} and {y}
    spatial::TilePlane plane;
    std::optional<spatial::LonLat> south_west, north_east;
    std::optional<spatial::LonLat> centre; ///< where a map opens; else the middle between those two
    LayerCategories categories;
};

/// A TileJSON 3.0.0 document with vector_layers and their fields. `promoteId`-ready: codes are in the field `code`. `tms` and
/// `frame` say where the tiles lie, `categories` of a layer what it may be filtered by: members of our own, which the
/// specification allows.
[[nodiscard]] std::string tilejson(const TileJsonInfo &info, std::span<const LayerDefinition *const> layers);

/// The array `vector_layers` alone, for zooms from `min_zoom` to `max_zoom`, as the metadata of an archive has it.
[[nodiscard]] std::string vector_layers(std::span<const LayerDefinition *const> layers, int min_zoom, int max_zoom,
                                        const LayerCategories &categories);

/// A text as JSON has it, in quotes.
[[nodiscard]] std::string json_text(std::string_view text);

} // namespace jingwei::tiles
