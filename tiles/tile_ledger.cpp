#include "tiles/tile_ledger.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

std::uint64_t key_of(spatial::TileId tile) {
    return (std::uint64_t{tile.x} << 32U) | tile.y;
}

} // namespace

std::uint64_t TileLedger::revision(spatial::TileId tile) const {
    if (tile.z > max_built_zoom) {
        const auto up = static_cast<unsigned>(tile.z - max_built_zoom);
        tile = {static_cast<std::uint8_t>(max_built_zoom), tile.x >> up, tile.y >> up};
    }
    const Zoom &zoom = m_zooms.at(tile.z);
    const auto found = zoom.noted.find(key_of(tile));
    return found == zoom.noted.end() ? zoom.revision : found->second;
}

void TileLedger::mark(int zoom, const DirtyTiles &dirty, std::uint64_t revision) {
    if (zoom > max_built_zoom) {
        return;
    }
    Zoom &marked = m_zooms.at(static_cast<std::size_t>(zoom));
    if (dirty.all || marked.noted.size() + dirty.tiles.size() > most_tiles) {
        marked = {revision, {}};
        return;
    }
    for (const spatial::TileId tile : dirty.tiles) {
        marked.noted[key_of(tile)] = revision;
    }
}

void TileLedger::mark_all(std::uint64_t revision) {
    m_zooms.fill({revision, {}});
}

std::size_t TileLedger::size() const {
    std::size_t sum = 0;
    for (const Zoom &zoom : m_zooms) {
        sum += zoom.noted.size();
    }
    return sum;
}

} // namespace jingwei::tiles
