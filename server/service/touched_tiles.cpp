#include "server/service/touched_tiles.hpp"

#include "data/world_layers.hpp"
#include "tiles/sector_source.hpp"

#include <algorithm>

namespace jingwei::server {

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
std::vector<spatial::TileId> tiles_of_objects(const std::vector<RowChange<Row>> &changes, const spatial::TilePlane &plane,
                                              const std::vector<std::string> *categories) {
    std::vector<spatial::TileId> touched;
    for (const RowChange<Row> &change : changes) {
        for (const Row *row : {change.was, change.is}) {
            if (row != nullptr && is_shown(*row, categories)) {
                tiles::add_tiles_of(spatial::to_tile_position(row->at, plane), spatial::min_zoom(plane.grid), touched);
            }
        }
    }
    return touched;
}

void add_tiles_of_sector(const spatial::Sector &sector, const spatial::TilePlane &plane, int deepest, SectorTiles &touched) {
    constexpr double far_m = 2'000;
    for (int zoom = tiles::find_layer("camera_sectors")->min_zoom; zoom < deepest; ++zoom) {
        std::ranges::copy(tiles::tiles_of_sector(sector, plane, zoom), std::back_inserter(touched.compared));
    }
    if (sector.range_m > far_m) {
        touched.all_of_deepest = true;
        return;
    }
    std::ranges::copy(tiles::tiles_of_sector(sector, plane, deepest), std::back_inserter(touched.deepest));
}

template std::optional<std::vector<RowChange<data::CameraRow>>> changed_rows(const data::Layer<data::CameraRow> &,
                                                                             const data::Layer<data::CameraRow> &, std::size_t);
template std::optional<std::vector<RowChange<data::KeySiteRow>>>
changed_rows(const data::Layer<data::KeySiteRow> &, const data::Layer<data::KeySiteRow> &, std::size_t);
template std::optional<std::vector<RowChange<data::BuildingRow>>>
changed_rows(const data::Layer<data::BuildingRow> &, const data::Layer<data::BuildingRow> &, std::size_t);
template std::optional<std::vector<RowChange<data::RentalHouseRow>>>
changed_rows(const data::Layer<data::RentalHouseRow> &, const data::Layer<data::RentalHouseRow> &, std::size_t);
template std::vector<spatial::TileId> tiles_of_objects(const std::vector<RowChange<data::CameraRow>> &,
                                                       const spatial::TilePlane &, const std::vector<std::string> *);
template std::vector<spatial::TileId> tiles_of_objects(const std::vector<RowChange<data::KeySiteRow>> &,
                                                       const spatial::TilePlane &, const std::vector<std::string> *);
template std::vector<spatial::TileId> tiles_of_objects(const std::vector<RowChange<data::BuildingRow>> &,
                                                       const spatial::TilePlane &, const std::vector<std::string> *);
template std::vector<spatial::TileId> tiles_of_objects(const std::vector<RowChange<data::RentalHouseRow>> &,
                                                       const spatial::TilePlane &, const std::vector<std::string> *);

} // namespace jingwei::server
