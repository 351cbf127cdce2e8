#include "server/service/tile_revisions.hpp"

#include "data/world_layers.hpp"
#include "server/service/object_layers.hpp"
#include "tiles/tile_difference.hpp"

#include <algorithm>
#include <mutex>
#include <ranges>

namespace jingwei::server {

using data::World;
using data::WorldPtr;
using tiles::TileLedger;

namespace {

constexpr std::string_view sectors_name = "camera_sectors";

/// The layers that nothing but an edition changes.
auto edition_layers() {
    return tiles::layer_definitions() | std::views::filter(&tiles::LayerDefinition::of_edition);
}

std::size_t zoom_of(spatial::TileId tile) {
    return std::min<std::size_t>(tile.z, TileLedger::deepest_zoom);
}

/// The tiles of the zooms that sectors are drawn at which a sector may reach into.
void add_tiles_near(const spatial::Sector &sector, const tiles::LayerDefinition &layer, std::vector<spatial::TileId> &found) {
    spatial::LatticeBox place;
    place.add(sector.at);
    const spatial::LatticeBox box = spatial::widened(place, sector.range_m);
    const auto north_west = spatial::to_tile_position(spatial::LatticePoint{box.min_x, box.max_y}, spatial::TilePlane());
    const auto south_east = spatial::to_tile_position(spatial::LatticePoint{box.max_x, box.min_y}, spatial::TilePlane());
    for (int zoom = layer.min_zoom; zoom <= TileLedger::deepest_zoom; ++zoom) {
        // tiles reach a buffer of a 64th of their side into their neighbours; a 32nd is enough
        const std::uint32_t reach = (std::uint32_t{1} << (32U - static_cast<unsigned>(zoom))) / 32;
        const auto first = tiles::owning_tile({north_west.x - reach, north_west.y - reach}, zoom);
        const auto last = tiles::owning_tile({south_east.x + reach, south_east.y + reach}, zoom);
        for (std::uint32_t x = first.x; x <= last.x; ++x) {
            for (std::uint32_t y = first.y; y <= last.y; ++y) {
                found.push_back({static_cast<std::uint8_t>(zoom), x, y});
            }
        }
    }
}

/// Takes the tiles of the deepest zoom out: there all of them count, since tiles below show what these do not.
std::vector<spatial::TileId> take_deepest(std::vector<spatial::TileId> &tiles) {
    const auto is_deepest = [](spatial::TileId tile) { return tile.z == TileLedger::deepest_zoom; };
    std::vector<spatial::TileId> deepest;
    std::ranges::copy_if(tiles, std::back_inserter(deepest), is_deepest);
    std::erase_if(tiles, is_deepest);
    return deepest;
}

} // namespace

std::uint64_t layer_revision(const World &world, const tiles::LayerDefinition &layer) {
    if (layer.points) {
        return object_revision(world, layer.name);
    }
    return layer.name == sectors_name ? world.cameras->revision : world.grids_revision;
}

std::optional<TileRevisions::Look> TileRevisions::look(const WorldPtr &world, Layers layers, spatial::TileId tile) const {
    const std::shared_lock lock(m_mutex);
    return is_ready(world, layers, tile) ? std::optional(answer(layers, tile)) : std::nullopt;
}

TileRevisions::Look TileRevisions::follow(const WorldPtr &world, Layers layers, spatial::TileId tile) {
    const std::unique_lock lock(m_mutex);
    if (!m_world) {
        start(world);
    } else if (m_world->revision < world->revision) {
        advance(world);
    }
    if (!is_ready(world, layers, tile)) {
        compare_editions(static_cast<int>(zoom_of(tile)));
    }
    return answer(layers, tile);
}

bool TileRevisions::is_ready(const WorldPtr &world, Layers layers, spatial::TileId tile) const {
    const bool asks_edition =
        std::ranges::any_of(layers, [](const tiles::LayerDefinition *layer) { return layer->of_edition; });
    return m_world && m_world->revision >= world->revision && (!asks_edition || m_pending.at(zoom_of(tile)).empty());
}

TileRevisions::Look TileRevisions::answer(Layers layers, spatial::TileId tile) const {
    Look look{m_world, {}};
    for (const tiles::LayerDefinition *layer : layers) {
        const auto found = m_ledgers.find(layer->name);
        look.revisions.push_back(found == m_ledgers.end() ? 0 : found->second.revision(tile));
    }
    return look;
}

void TileRevisions::start(const WorldPtr &world) {
    m_world = world;
    for (const tiles::LayerDefinition &layer : tiles::layer_definitions()) {
        if (layer.of_edition || layer.points || layer.name == sectors_name) {
            m_ledgers.emplace(layer.name, TileLedger(layer_revision(*world, layer)));
        }
    }
}

void TileRevisions::advance(const WorldPtr &next) {
    data::for_each_layer([&](const auto &known) {
        const auto &before = known.in(*m_world);
        const auto &after = known.in(*next);
        const tiles::LayerDefinition *layer = tiles::find_layer(known.name);
        if (before != after && layer != nullptr) {
            follow_objects(*layer, *before, *after, *next);
        }
    });
    if (m_world->cameras != next->cameras) {
        follow_sectors(m_world->cameras, next->cameras);
    }
    if (m_world->themes != next->themes) {
        follow_edition(*next);
    }
    m_world = next;
}

template <class Row>
void TileRevisions::follow_objects(const tiles::LayerDefinition &layer, const data::Layer<Row> &before,
                                   const data::Layer<Row> &after, const World &next) {
    std::vector<spatial::TileId> touched;
    std::size_t count = 0;
    data::for_each_changed_row(before.rows, after.rows, [&](std::size_t /*slot*/, const Row *was, const Row *is) {
        ++count;
        for (const Row *row : {was, is}) {
            if (row != nullptr && count <= most_followed) {
                const auto place = spatial::to_tile_position(row->at, spatial::TilePlane());
                tiles::add_tiles_of(place, touched);
                touched.push_back(tiles::owning_tile(place, TileLedger::deepest_zoom));
            }
        }
    });
    TileLedger &tiles_of_layer = ledger(layer.name);
    if (count > most_followed) {
        tiles_of_layer.mark_all(after.revision);
        return;
    }
    const auto deepest = take_deepest(touched);
    tiles_of_layer.mark(tiles::tiles_that_differ(draw_objects(*m_world, layer, {}, nullptr),
                                                 draw_objects(next, layer, {}, nullptr), std::move(touched)),
                        after.revision);
    tiles_of_layer.mark(deepest, after.revision);
}

void TileRevisions::follow_sectors(const CameraSectors::CamerasPtr &before, const CameraSectors::CamerasPtr &after) {
    const tiles::LayerDefinition &layer = *tiles::find_layer(sectors_name);
    std::vector<spatial::TileId> touched;
    std::size_t count = 0;
    data::for_each_changed_row(before->rows, after->rows,
                               [&](std::size_t /*slot*/, const data::CameraRow *was, const data::CameraRow *is) {
                                   ++count;
                                   for (const data::CameraRow *row : {was, is}) {
                                       const auto sector = row == nullptr ? std::nullopt : sector_of(*row);
                                       if (sector && count <= most_followed && touched.size() < tiles::most_dirty_tiles) {
                                           add_tiles_near(*sector, layer, touched);
                                       }
                                   }
                               });
    TileLedger &tiles_of_layer = ledger(sectors_name);
    if (count > most_followed || touched.size() >= tiles::most_dirty_tiles) {
        tiles_of_layer.mark_all(after->revision);
        return;
    }
    const auto deepest = take_deepest(touched);
    // the older one first: sectors are followed forwards
    const auto drawn_before = draw_sectors(m_sectors, before, {});
    const auto drawn_after = draw_sectors(m_sectors, after, {});
    tiles_of_layer.mark(tiles::tiles_that_differ(drawn_before, drawn_after, std::move(touched)), after->revision);
    tiles_of_layer.mark(deepest, after->revision);
}

void TileRevisions::follow_edition(const World &next) {
    const tiles::ThemeTiles before = m_drawings.known(*m_world);
    for (int zoom = 0; zoom <= TileLedger::deepest_zoom; ++zoom) {
        tiles::ThemeTiles &pending = m_pending.at(static_cast<std::size_t>(zoom));
        const bool was_drawn = std::ranges::any_of(before, [&](const auto &theme) { return theme->has_drawn(zoom); });
        if (!pending.empty()) {
            continue; // not compared since: what came in between was never asked for
        }
        if (was_drawn) {
            pending = before;
        } else {
            for (const tiles::LayerDefinition &layer : edition_layers()) {
                ledger(layer.name).mark(zoom, {.all = true, .tiles = {}}, next.grids_revision);
            }
        }
    }
}

void TileRevisions::compare_editions(int zoom) {
    tiles::ThemeTiles &pending = m_pending.at(static_cast<std::size_t>(zoom));
    const tiles::ThemeTiles now = m_drawings.made(*m_world);
    for (const tiles::LayerDefinition &layer : edition_layers()) {
        const auto changed = layer.name == "grids"        ? &tiles::GridTiles::changed_fills
                             : layer.name == "grid_edges" ? &tiles::GridTiles::changed_edges
                                                          : &tiles::GridTiles::changed_labels;
        if (pending.size() != now.size()) {
            ledger(layer.name).mark(zoom, {.all = true, .tiles = {}}, m_world->grids_revision);
            continue;
        }
        for (std::size_t theme = 0; theme < now.size(); ++theme) {
            if (pending[theme] != now[theme]) {
                ledger(layer.name).mark(zoom, (now[theme].get()->*changed)(*pending[theme], zoom), m_world->grids_revision);
            }
        }
    }
    pending.clear();
}

} // namespace jingwei::server
