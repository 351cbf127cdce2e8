#pragma once

#include "data/world.hpp"
#include "server/service/object_places.hpp"
#include "spatial/sector.hpp"
#include "tiles/tile_difference.hpp"
#include "tiles/tile_ledger.hpp"

#include <optional>
#include <vector>

namespace jingwei::server {

/// A row of a layer before and after a change; null where there is none.
template <class Row> struct RowChange {
    const Row *was = nullptr;
    const Row *is = nullptr;
};

/// The rows that differ between two versions of a layer, which must outlive them; nothing where they are more than `most`.
template <class Row>
[[nodiscard]] std::optional<std::vector<RowChange<Row>>> changed_rows(const data::Layer<Row> &before,
                                                                      const data::Layer<Row> &after, std::size_t most);

/// The tiles of all zooms served that own the places of changed rows which are shown in a plane with these categories (null =
/// all).
template <class Row>
[[nodiscard]] std::vector<spatial::TileId> tiles_of_objects(const std::vector<RowChange<Row>> &changes,
                                                            const spatial::TilePlane &plane,
                                                            const std::vector<std::string> *categories);

/// Tiles of sectors that a change may have made new.
struct SectorTiles {
    std::vector<spatial::TileId> compared; ///< of the zooms before the last one: some may be as they were
    std::vector<spatial::TileId> deepest;  ///< of the last zoom that a ledger tells apart; stand for all tiles in them
    bool all_of_deepest = false;           ///< they would be too many to list

    [[nodiscard]] std::size_t size() const { return compared.size() + deepest.size(); }
};

/// Adds the tiles from the first zoom that sectors are drawn at to `deepest` which have ground of a sector, their buffers
/// included. A few microseconds a tile around it; those of the deepest zoom are not listed of sectors that see far.
void add_tiles_of_sector(const spatial::Sector &sector, const spatial::TilePlane &plane, int deepest, SectorTiles &touched);

} // namespace jingwei::server
