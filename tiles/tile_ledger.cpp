#include "tiles/tile_ledger.hpp"

#include <algorithm>

namespace jingwei::tiles {

namespace {

std::uint64_t key_of(spatial::TileId tile) {
    return (std::uint64_t{tile.x} << 32U) | tile.y;
}

} // namespace

std::uint64_t TileLedger::revision(spatial::TileId tile) const {
    if (tile.z > m_deepest) {
        const auto up = static_cast<unsigned>(tile.z - m_deepest);
        tile = {static_cast<std::uint8_t>(m_deepest), tile.x >> up, tile.y >> up};
    }
    const Zoom &zoom = m_zooms.at(tile.z);
    const auto found = zoom.noted.find(key_of(tile));
    return found == zoom.noted.end() ? zoom.revision : found->second;
}

void TileLedger::mark(int zoom, const DirtyTiles &dirty, std::uint64_t revision) {
    Zoom &marked = m_zooms.at(static_cast<std::size_t>(zoom));
    if (dirty.all || marked.noted.size() + dirty.tiles.size() > most_tiles) {
        marked = {revision, {}};
        return;
    }
    for (const spatial::TileId tile : dirty.tiles) {
        marked.noted[key_of(tile)] = revision;
    }
}

void TileLedger::mark(std::span<const spatial::TileId> tiles, std::uint64_t revision) {
    std::array<DirtyTiles, max_served_zoom + 1> by_zoom;
    for (const spatial::TileId tile : tiles) {
        by_zoom.at(tile.z).tiles.push_back(tile);
    }
    for (int zoom = 0; zoom <= m_deepest; ++zoom) {
        mark(zoom, by_zoom.at(static_cast<std::size_t>(zoom)), revision);
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
