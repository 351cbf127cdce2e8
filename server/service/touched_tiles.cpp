#include "server/service/touched_tiles.hpp"

#include "data/world_layers.hpp"

#include <algorithm>

namespace jingwei::server {

using tiles::TileLedger;

namespace {

/// Where a sector's ground is drawn: a shift moves all of it alike, but for less than a hundredth of its size.
spatial::LatticeBox drawn_near(const spatial::Sector &sector, const spatial::TilePlane &plane) {
    spatial::LatticeBox place;
    place.add(sector.at);
    spatial::LatticeBox box = spatial::widened(place, plane.shifts() ? sector.range_m * 1.01 + 1 : sector.range_m);
    if (plane.shifts()) {
        const spatial::LatticePoint at =
            spatial::to_lattice(spatial::from_store_frame(spatial::to_lonlat(sector.at), plane.frame));
        box = {box.min_x + at.x - sector.at.x, box.min_y + at.y - sector.at.y, box.max_x + at.x - sector.at.x,
               box.max_y + at.y - sector.at.y};
    }
    return box;
}

std::uint32_t less(std::uint32_t v, std::uint32_t by) {
    return v > by ? v - by : 0;
}

std::uint32_t more(std::uint32_t v, std::uint32_t by) {
    return v < UINT32_MAX - by ? v + by : UINT32_MAX;
}

} // namespace

template <class Row>
std::optional<std::vector<RowChange<Row>>> changed_rows(const data::Layer<Row> &before, const data::Layer<Row> &after,
                                                        std::size_t most) {
    std::vector<RowChange<Row>> changes;
    std::size_t count = 0;
    data::for_each_changed_row(before.rows, after.rows, [&](std::size_t /*slot*/, const Row *was, const Row *is) {
        if (++count <= most) {
            changes.push_back({was, is});
        }
    });
    return count <= most ? std::optional(std::move(changes)) : std::nullopt;
}

template <class Row>
TouchedTiles tiles_of_objects(const std::vector<RowChange<Row>> &changes, const spatial::TilePlane &plane,
                              const std::vector<std::string> *categories) {
    TouchedTiles touched;
    for (const RowChange<Row> &change : changes) {
        for (const Row *row : {change.was, change.is}) {
            if (row != nullptr && is_shown(*row, categories)) {
                const auto place = spatial::to_tile_position(row->at, plane);
                tiles::add_tiles_of(place, spatial::min_zoom(plane.grid), touched.built);
                touched.deepest.push_back(tiles::owning_tile(place, tiles::max_served_zoom));
            }
        }
    }
    return touched;
}

void add_tiles_near(const spatial::Sector &sector, const tiles::LayerDefinition &layer, const spatial::TilePlane &plane,
                    TouchedTiles &touched) {
    const spatial::LatticeBox box = drawn_near(sector, plane);
    const auto north_west = spatial::to_tile_position(spatial::LatticePoint{box.min_x, box.max_y}, plane.grid);
    const auto south_east = spatial::to_tile_position(spatial::LatticePoint{box.max_x, box.min_y}, plane.grid);
    for (int zoom = layer.min_zoom; zoom <= TileLedger::deepest_zoom; ++zoom) {
        // tiles reach a buffer of a 64th of their side into their neighbours; a 32nd is enough
        const std::uint32_t reach = (std::uint32_t{1} << (32U - static_cast<unsigned>(zoom))) / 32;
        const auto first = tiles::owning_tile({less(north_west.x, reach), less(north_west.y, reach)}, zoom);
        const auto last = tiles::owning_tile({more(south_east.x, reach), more(south_east.y, reach)}, zoom);
        auto &found = zoom == TileLedger::deepest_zoom ? touched.deepest : touched.built;
        for (std::uint32_t x = first.x; x <= last.x; ++x) {
            for (std::uint32_t y = first.y; y <= last.y; ++y) {
                found.push_back({static_cast<std::uint8_t>(zoom), x, y});
            }
        }
    }
}

std::vector<spatial::TileId> deepest_above(std::vector<spatial::TileId> tiles) {
    for (spatial::TileId &tile : tiles) {
        const auto up = static_cast<unsigned>(tile.z - TileLedger::deepest_zoom);
        tile = {static_cast<std::uint8_t>(TileLedger::deepest_zoom), tile.x >> up, tile.y >> up};
    }
    return tiles;
}

template std::optional<std::vector<RowChange<data::CameraRow>>> changed_rows(const data::Layer<data::CameraRow> &,
                                                                             const data::Layer<data::CameraRow> &, std::size_t);
template std::optional<std::vector<RowChange<data::KeySiteRow>>>
changed_rows(const data::Layer<data::KeySiteRow> &, const data::Layer<data::KeySiteRow> &, std::size_t);
template std::optional<std::vector<RowChange<data::BuildingRow>>>
changed_rows(const data::Layer<data::BuildingRow> &, const data::Layer<data::BuildingRow> &, std::size_t);
template std::optional<std::vector<RowChange<data::RentalHouseRow>>>
changed_rows(const data::Layer<data::RentalHouseRow> &, const data::Layer<data::RentalHouseRow> &, std::size_t);
template TouchedTiles tiles_of_objects(const std::vector<RowChange<data::CameraRow>> &, const spatial::TilePlane &,
                                       const std::vector<std::string> *);
template TouchedTiles tiles_of_objects(const std::vector<RowChange<data::KeySiteRow>> &, const spatial::TilePlane &,
                                       const std::vector<std::string> *);
template TouchedTiles tiles_of_objects(const std::vector<RowChange<data::BuildingRow>> &, const spatial::TilePlane &,
                                       const std::vector<std::string> *);
template TouchedTiles tiles_of_objects(const std::vector<RowChange<data::RentalHouseRow>> &, const spatial::TilePlane &,
                                       const std::vector<std::string> *);

} // namespace jingwei::server
