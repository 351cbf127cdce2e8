#include "tiles/tile_difference.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

std::string bytes_of(const TileLayer &layer, spatial::TileId tile) {
    LayerWriter writer(*layer.definition);
    layer.write(tile, writer);
    return writer.encode();
}

} // namespace

void add_tiles_of(spatial::TilePosition place, int min_zoom, std::vector<spatial::TileId> &tiles) {
    for (int zoom = min_zoom; zoom <= max_served_zoom; ++zoom) {
        tiles.push_back(owning_tile(place, zoom));
    }
}

std::vector<spatial::TileId> tiles_that_differ(const TileLayer &before, const TileLayer &after,
                                               std::vector<spatial::TileId> tiles) {
    std::ranges::sort(tiles);
    const auto rest = std::ranges::unique(tiles);
    tiles.erase(rest.begin(), rest.end());
    if (tiles.size() <= most_compared) {
        std::erase_if(tiles, [&](spatial::TileId tile) { return bytes_of(before, tile) == bytes_of(after, tile); });
    }
    return tiles;
}

} // namespace jingwei::tiles
