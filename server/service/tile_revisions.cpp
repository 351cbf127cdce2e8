#include "server/service/tile_revisions.hpp"

#include "data/world_layers.hpp"
#include "server/service/object_layers.hpp"
#include "server/service/touched_tiles.hpp"

#include <algorithm>
#include <mutex>
#include <ranges>
#include <utility>

namespace jingwei::server {

using data::World;
using data::WorldPtr;
using tiles::DirtyTiles;
using tiles::ThemeTiles;
using tiles::TileLedger;

namespace {

constexpr std::string_view sectors_name = "camera_sectors";
constexpr std::string_view labels_name = "grid_labels";

/// Tiles of grids that may differ between two editions are built of both where they are no more than this at a zoom.
constexpr std::size_t most_built = 128;

/// The layers that nothing but an edition changes.
auto edition_layers() {
    return tiles::layer_definitions() | std::views::filter(&tiles::LayerDefinition::of_edition);
}

std::size_t zoom_of(spatial::TileId tile) {
    return std::min<std::size_t>(tile.z, TileLedger::deepest_zoom);
}

std::string name_of(std::string_view layer, const std::vector<std::string> &categories) {
    std::string name(layer);
    for (const std::string &category : categories) {
        name.append("\n").append(category);
    }
    return name;
}

/// How many of the changes show with these categories; null = all.
template <class Row>
std::size_t shown_changes(const std::vector<RowChange<Row>> &changes, const std::vector<std::string> *categories) {
    const auto shows = [&](const Row *row) { return row != nullptr && is_shown(*row, categories); };
    return static_cast<std::size_t>(
        std::ranges::count_if(changes, [&](const RowChange<Row> &change) { return shows(change.was) || shows(change.is); }));
}

/// Whether a tile with ground or borders may have been made of the themes at a zoom.
bool was_drawn(const ThemeTiles &themes, int zoom) {
    return std::ranges::any_of(themes, [&](const auto &theme) { return theme->has_drawn(zoom); });
}

/// The tiles of a zoom whose lines or ground of a layer are not those of the themes before.
DirtyTiles redrawn(std::string_view layer, const ThemeTiles &before, const ThemeTiles &now, int zoom) {
    const auto changed = layer == "grids"        ? &tiles::GridTiles::changed_fills
                         : layer == "grid_edges" ? &tiles::GridTiles::changed_edges
                                                 : &tiles::GridTiles::changed_labels;
    DirtyTiles all;
    for (std::size_t theme = 0; theme < now.size() && !all.all; ++theme) {
        if (before[theme] != now[theme]) {
            DirtyTiles dirty = (now[theme].get()->*changed)(*before[theme], zoom);
            all.all = dirty.all;
            all.tiles.insert(all.tiles.end(), dirty.tiles.begin(), dirty.tiles.end());
        }
    }
    return all;
}

/// The same, and where they are few those whose bytes differ.
DirtyTiles redrawn_exactly(std::string_view layer, const ThemeTiles &before, const ThemeTiles &now, int zoom) {
    if (before.size() != now.size()) {
        return {.all = true, .tiles = {}};
    }
    DirtyTiles dirty = redrawn(layer, before, now, zoom);
    if (!dirty.all && dirty.tiles.size() <= most_built && zoom < TileLedger::deepest_zoom) {
        dirty.tiles = tiles::tiles_that_differ(tiles::edition_layer(layer, before), tiles::edition_layer(layer, now),
                                               std::move(dirty.tiles));
    }
    return dirty;
}

/// The last zoom whose tiles of a layer are told apart. An object has one tile a zoom, so all zooms served are; a sector may
/// have thousands beyond zoom 19, where a tile is some sixty metres wide.
int deepest_told(const tiles::LayerDefinition &layer) {
    constexpr int of_sectors = 19;
    if (layer.points) {
        return tiles::max_served_zoom;
    }
    return layer.name == sectors_name ? of_sectors : TileLedger::deepest_zoom;
}

/// A layer's ledger that begins with its last change.
TileLedger new_ledger(const World &world, const tiles::LayerDefinition &layer) {
    return TileLedger(layer_revision(world, layer), deepest_told(layer));
}

/// The tiles that the old or the new sectors of changed cameras reach; nothing where they are too many.
std::optional<SectorTiles> tiles_of_sectors(const std::vector<RowChange<data::CameraRow>> &changes,
                                            const spatial::TilePlane &plane, int deepest) {
    SectorTiles touched;
    for (const auto &[was, is] : changes) {
        if (was != nullptr && is != nullptr && has_same_sector(*was, *is)) {
            continue;
        }
        for (const data::CameraRow *row : {was, is}) {
            if (const auto sector = row == nullptr ? std::nullopt : sector_of(*row)) {
                add_tiles_of_sector(*sector, plane, deepest, touched);
            }
        }
        if (touched.size() > tiles::most_dirty_tiles) {
            return std::nullopt;
        }
    }
    return touched;
}

} // namespace

std::uint64_t layer_revision(const World &world, const tiles::LayerDefinition &layer) {
    if (layer.points) {
        return object_revision(world, layer.name);
    }
    return layer.name == sectors_name ? world.cameras->revision : world.grids_revision;
}

std::optional<TileRevisions::Look> TileRevisions::look(const WorldPtr &world, Layers layers, const TileView &view,
                                                       spatial::TileId tile) const {
    const std::shared_lock lock(m_mutex, std::try_to_lock);
    return lock && is_ready(world, layers, view, tile) ? std::optional(answer(layers, view, tile)) : std::nullopt;
}

TileRevisions::Look TileRevisions::follow(const WorldPtr &world, Layers layers, const TileView &view, spatial::TileId tile) {
    const std::unique_lock lock(m_mutex);
    if (!m_world) {
        start(world);
    } else if (m_world->revision < world->revision) {
        advance(world);
    }
    start_filters(layers, view);
    if (!is_ready(world, layers, view, tile)) {
        compare_editions(static_cast<int>(zoom_of(tile)));
    }
    return answer(layers, view, tile);
}

void TileRevisions::let_go(const WorldPtr &world) {
    const std::unique_lock lock(m_mutex, std::try_to_lock);
    if (!lock || !m_world || m_world->edition + most_behind > world->edition) {
        return;
    }
    follow_layers(*world);
    for (const tiles::LayerDefinition &layer : edition_layers()) {
        ledger(layer.name).mark_all(layer_revision(*world, layer));
    }
    m_pending = {};
    std::ranges::fill(m_labelled, false);
    m_world = world;
}

bool TileRevisions::is_ready(const WorldPtr &world, Layers layers, const TileView &view, spatial::TileId tile) const {
    if (!m_world || m_world->revision < world->revision) {
        return false;
    }
    const auto is_known = [&](const tiles::LayerDefinition *layer) {
        return layer->of_edition ? m_pending.at(zoom_of(tile)).empty()
                                 : view.categories_of(layer->name) == nullptr || find_ledger(*layer, view) != nullptr;
    };
    return std::ranges::all_of(layers, is_known);
}

const TileLedger *TileRevisions::find_ledger(const tiles::LayerDefinition &layer, const TileView &view) const {
    if (const auto *categories = view.categories_of(layer.name)) {
        const auto found = m_filtered.find(name_of(layer.name, *categories));
        return found == m_filtered.end() ? nullptr : &found->second.ledger;
    }
    const auto found = m_ledgers.find(layer.name);
    return found == m_ledgers.end() ? nullptr : &found->second;
}

TileRevisions::Look TileRevisions::answer(Layers layers, const TileView &view, spatial::TileId tile) const {
    Look look{m_world, {}};
    for (const tiles::LayerDefinition *layer : layers) {
        note_asked(*layer, tile);
        const TileLedger *ledger = find_ledger(*layer, view);
        look.revisions.push_back(ledger == nullptr ? 0 : ledger->revision(tile));
    }
    return look;
}

/// Written once a zoom and edition: who reads beside others keeps the cache line.
void TileRevisions::note_asked(const tiles::LayerDefinition &layer, spatial::TileId tile) const {
    std::atomic<bool> &labelled = m_labelled.at(zoom_of(tile));
    if (layer.name == labels_name && !labelled.load(std::memory_order_relaxed)) {
        labelled.store(true, std::memory_order_relaxed);
    }
}

void TileRevisions::start(const WorldPtr &world) {
    m_world = world;
    for (const tiles::LayerDefinition &layer : tiles::layer_definitions()) {
        if (layer.of_edition || layer.points || layer.name == sectors_name) {
            m_ledgers.emplace(layer.name, new_ledger(*world, layer));
        }
    }
}

/// A filter that was not asked for before begins with the last change of its layer.
void TileRevisions::start_filters(Layers layers, const TileView &view) {
    for (const tiles::LayerDefinition *layer : layers) {
        const auto *categories = view.categories_of(layer->name);
        if (categories == nullptr || find_ledger(*layer, view) != nullptr) {
            continue;
        }
        if (m_filtered.size() >= most_filters) {
            m_filtered.erase(std::ranges::min_element(m_filtered, {}, [](const auto &entry) { return entry.second.number; }));
        }
        m_filtered.emplace(
            name_of(layer->name, *categories),
            Filtered{.layer = layer, .categories = *categories, .number = ++m_filters, .ledger = new_ledger(*m_world, *layer)});
    }
}

void TileRevisions::advance(const WorldPtr &next) {
    follow_layers(*next);
    if (m_world->themes != next->themes) {
        follow_edition(*next);
    }
    m_world = next;
}

void TileRevisions::follow_layers(const World &next) {
    data::for_each_layer([&](const auto &known) {
        const auto &before = known.in(*m_world);
        const auto &after = known.in(next);
        const tiles::LayerDefinition *layer = tiles::find_layer(known.name);
        if (before != after && layer != nullptr) {
            follow_objects(*layer, *before, *after, next);
        }
    });
    if (m_world->cameras != next.cameras) {
        follow_sectors(m_world->cameras, next.cameras);
    }
}

template <class Row>
void TileRevisions::follow_objects(const tiles::LayerDefinition &layer, const data::Layer<Row> &before,
                                   const data::Layer<Row> &after, const World &next) {
    const auto changes = changed_rows(before, after, most_followed);
    std::size_t left = most_followed;
    const auto follow_in = [&](TileLedger &marked, const std::vector<std::string> *categories) {
        const std::size_t shown = changes ? shown_changes(*changes, categories) : 0;
        if (!changes || shown > left) {
            marked.mark_all(after.revision);
            return;
        }
        left -= shown;
        auto touched = tiles_of_objects(*changes, m_places->plane(), categories);
        if (!touched.empty()) { // the older one first: places are followed forwards
            const auto drawn_before = draw_objects(*m_world, layer, *m_places, categories);
            const auto drawn_after = draw_objects(next, layer, *m_places, categories);
            marked.mark(tiles::tiles_that_differ(drawn_before, drawn_after, std::move(touched)), after.revision);
        }
    };
    follow_in(ledger(layer.name), nullptr);
    for (auto &[name, filtered] : m_filtered) {
        if (filtered.layer == &layer) {
            follow_in(filtered.ledger, &filtered.categories);
        }
    }
}

void TileRevisions::follow_sectors(const CameraSectors::CamerasPtr &before, const CameraSectors::CamerasPtr &after) {
    TileLedger &marked = ledger(sectors_name);
    const auto changes = changed_rows(*before, *after, most_followed);
    auto touched = changes ? tiles_of_sectors(*changes, m_places->plane(), marked.deepest()) : std::nullopt;
    if (!touched) {
        marked.mark_all(after->revision);
        return;
    }
    // the older one first: sectors are followed forwards
    const auto drawn_before = draw_sectors(m_sectors, before, m_places->plane());
    const auto drawn_after = draw_sectors(m_sectors, after, m_places->plane());
    marked.mark(tiles::tiles_that_differ(drawn_before, drawn_after, std::move(touched->compared)), after->revision);
    marked.mark(touched->deepest, after->revision);
    if (touched->all_of_deepest) {
        marked.mark(marked.deepest(), {.all = true, .tiles = {}}, after->revision);
    }
}

void TileRevisions::follow_edition(const World &next) {
    // themes can differ without an edition: where levels do
    m_edition_revision = next.grids_revision != m_world->grids_revision ? next.grids_revision : next.revision;
    const ThemeTiles before = m_drawings.known(*m_world);
    for (int zoom = 0; zoom <= TileLedger::deepest_zoom; ++zoom) {
        ThemeTiles &pending = m_pending.at(static_cast<std::size_t>(zoom));
        const bool was_labelled = m_labelled.at(static_cast<std::size_t>(zoom)).exchange(false);
        if (!pending.empty()) {
            continue; // not compared since: what came in between was never asked for
        }
        if (!before.empty() && (was_labelled || was_drawn(before, zoom))) {
            pending = before;
        } else {
            for (const tiles::LayerDefinition &layer : edition_layers()) {
                ledger(layer.name).mark(zoom, {.all = true, .tiles = {}}, m_edition_revision);
            }
        }
    }
}

void TileRevisions::compare_editions(int zoom) {
    ThemeTiles &pending = m_pending.at(static_cast<std::size_t>(zoom));
    const ThemeTiles now = m_drawings.made(*m_world);
    const auto ahead = compared_ahead(pending, now, zoom);
    const DirtyLayers dirty = ahead ? *ahead : compare(pending, now, zoom);
    auto of_layer = dirty.begin();
    for (const tiles::LayerDefinition &layer : edition_layers()) {
        ledger(layer.name).mark(zoom, *of_layer++, m_edition_revision);
    }
    pending.clear();
}

TileRevisions::DirtyLayers TileRevisions::compare(const ThemeTiles &before, const ThemeTiles &now, int zoom) {
    DirtyLayers dirty;
    const bool has_lines = was_drawn(before, zoom);
    for (const tiles::LayerDefinition &layer : edition_layers()) {
        dirty.push_back(has_lines || layer.name == labels_name ? redrawn_exactly(layer.name, before, now, zoom)
                                                               : DirtyTiles{.all = true, .tiles = {}});
    }
    return dirty;
}

void TileRevisions::compare_ahead(const ThemeTiles &before, const ThemeTiles &now) {
    {
        const std::scoped_lock lock(m_ahead_mutex);
        m_ahead = {.before = {before.begin(), before.end()}, .now = {now.begin(), now.end()}, .zooms = {}};
    }
    for (int zoom = 0; zoom <= TileLedger::deepest_zoom; ++zoom) {
        if (was_drawn(before, zoom)) {
            auto dirty = compare(before, now, zoom);
            const std::scoped_lock lock(m_ahead_mutex);
            m_ahead.zooms.at(static_cast<std::size_t>(zoom)) = std::move(dirty);
        }
    }
}

std::optional<TileRevisions::DirtyLayers> TileRevisions::compared_ahead(const ThemeTiles &before, const ThemeTiles &now,
                                                                        int zoom) {
    const auto is_it = [](const std::weak_ptr<const tiles::GridTiles> &weak,
                          const std::shared_ptr<const tiles::GridTiles> &tiles) {
        return !weak.owner_before(tiles) && !tiles.owner_before(weak);
    };
    const std::scoped_lock lock(m_ahead_mutex);
    if (!std::ranges::equal(m_ahead.before, before, is_it) || !std::ranges::equal(m_ahead.now, now, is_it)) {
        return std::nullopt;
    }
    return std::exchange(m_ahead.zooms.at(static_cast<std::size_t>(zoom)), std::nullopt);
}

} // namespace jingwei::server
