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

/// Tiles that a change may have made new, those of the zooms built and those of the deepest zoom that a ledger knows.
struct TouchedTiles {
    std::vector<spatial::TileId> built;
    std::vector<spatial::TileId> deepest; ///< stand for all tiles in them
};

/// The tiles that own the places of changed rows which are shown in a plane with these categories (null = all); of the deepest
/// zoom those of the last zoom served, which show a place exactly.
template <class Row>
[[nodiscard]] TouchedTiles tiles_of_objects(const std::vector<RowChange<Row>> &changes, const spatial::TilePlane &plane,
                                            const std::vector<std::string> *categories);

/// Adds the tiles of the zooms that sectors are drawn at which a sector may reach into, in a plane.
void add_tiles_near(const spatial::Sector &sector, const tiles::LayerDefinition &layer, const spatial::TilePlane &plane,
                    TouchedTiles &touched);

/// The tiles of the deepest zoom of a ledger that these tiles, which lie deeper, lie in.
[[nodiscard]] std::vector<spatial::TileId> deepest_above(std::vector<spatial::TileId> tiles);

} // namespace jingwei::server
