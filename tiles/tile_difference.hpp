#pragma once

#include "tiles/dirty_tiles.hpp"
#include "tiles/tile_builder.hpp"

namespace jingwei::tiles {

/// The tiles that own a place, one a zoom from `min_zoom` to max_served_zoom: all that a change of an object there can touch in
/// a layer of objects.
void add_tiles_of(spatial::TilePosition place, int min_zoom, std::vector<spatial::TileId> &tiles);

/// Those of the tiles, ascending and each once, whose bytes differ between two states of a layer. Builds each of them twice, so
/// it is meant for a few changes; more than `most_compared` tiles are all taken to differ.
[[nodiscard]] std::vector<spatial::TileId> tiles_that_differ(const TileLayer &before, const TileLayer &after,
                                                             std::vector<spatial::TileId> tiles);
constexpr std::size_t most_compared = 600;

} // namespace jingwei::tiles
