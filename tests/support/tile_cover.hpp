#pragma once

#include "tiles/dirty_tiles.hpp"

namespace jingwei::tests {

/// The tiles of a zoom of WebMercatorQuad that a box lies in, and so many more on every side.
inline std::vector<spatial::TileId> tiles_over(const spatial::LatticeBox &box, int zoom, std::uint32_t margin = 0) {
    const auto tile_of = [&](spatial::LatticePoint p) {
        return tiles::owning_tile(spatial::to_tile_position(p, spatial::TileGrid::web_mercator_quad), zoom);
    };
    const spatial::TileId first = tile_of({box.min_x, box.max_y});
    const spatial::TileId last = tile_of({box.max_x, box.min_y});
    std::vector<spatial::TileId> found;
    for (std::uint32_t x = first.x - margin; x <= last.x + margin; ++x) {
        for (std::uint32_t y = first.y - margin; y <= last.y + margin; ++y) {
            found.push_back({static_cast<std::uint8_t>(zoom), x, y});
        }
    }
    return found;
}

} // namespace jingwei::tests
