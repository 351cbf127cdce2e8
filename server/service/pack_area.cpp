#include "server/service/pack_area.hpp"

#include "data/world_layers.hpp"
#include "spatial/box_meeting.hpp"
#include "spatial/error.hpp"
#include "spatial/sector.hpp"
#include "tiles/pmtiles.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace jingwei::server {

namespace {

constexpr int tile_buffer = 64; ///< 4096ths of a tile's side, as tiles are cut
const spatial::MultiPolygon *ground_within(const data::World &world, const PackWithin &within) {
    if (within.grid.empty()) {
        return nullptr;
    }
    const data::ThemeWorld *theme = world.theme(within.theme);
    if (theme == nullptr) {
        throw Error(ErrorCode::not_found, fmt::format("there is no theme '{}'", within.theme));
    }
    const data::GridIndex grid = theme->find(within.grid);
    if (grid == 0) {
        throw Error(ErrorCode::not_found, fmt::format("there is no grid '{}' in the theme {}; 'jingwei export' lists them",
                                                      within.grid, within.theme));
    }
    return &theme->shapes[grid];
}

bool is_of_grids(std::string_view layer) {
    return layer.starts_with("grid");
}

spatial::LatticeBox common(const spatial::LatticeBox &a, const spatial::LatticeBox &b) {
    return {std::max(a.min_x, b.min_x), std::max(a.min_y, b.min_y), std::min(a.max_x, b.max_x), std::min(a.max_y, b.max_y)};
}

/// Calls `visit` with the box of each thing that a layer of objects draws.
template <class Visit> void for_each_box(const data::World &world, std::string_view layer, Visit &&visit) {
    data::for_each_layer([&](const auto &known) {
        if (known.name != layer) {
            return;
        }
        known.in(world)->points.for_each_run(spatial::TileId{}, [&](std::span<const spatial::PointEntry> run) {
            std::ranges::for_each(run, [&](const auto &entry) { visit({entry.at.x, entry.at.y, entry.at.x, entry.at.y}); });
        });
    });
}

/// What cameras overlook lies within their range.
template <class Visit> void for_each_sector_box(const data::World &world, Visit &&visit) {
    world.cameras->points.for_each_run(spatial::TileId{}, [&](std::span<const spatial::PointEntry> run) {
        for (const auto &entry : run) {
            const auto sector = sector_of(world.cameras->rows[entry.slot]);
            if (sector) {
                visit(spatial::widened({entry.at.x, entry.at.y, entry.at.x, entry.at.y}, sector->range_m));
            }
        }
    });
}

std::array<spatial::TileId, 4> children_of(spatial::TileId tile) {
    const auto z = static_cast<std::uint8_t>(tile.z + 1);
    return {{{z, 2 * tile.x, 2 * tile.y},
             {z, 2 * tile.x + 1, 2 * tile.y},
             {z, 2 * tile.x, 2 * tile.y + 1},
             {z, 2 * tile.x + 1, 2 * tile.y + 1}}};
}

} // namespace

PackArea::PackArea(const data::World &world, const LayerSet &set, spatial::Frame frame, const PackWithin &within)
    : m_plane(spatial::TileGrid::web_mercator_quad, frame), m_within(ground_within(world, within)),
      m_margin_m(within.margin_m) {
    std::vector<spatial::TileBox> boxes;
    const auto add_box = [&](const spatial::LatticeBox &box) { add(box, boxes); };
    bool has_grids = false;
    for (const tiles::LayerDefinition *layer : set.layers) {
        has_grids = has_grids || is_of_grids(layer->name);
        if (layer->name == "camera_sectors") {
            for_each_sector_box(world, add_box);
        } else {
            for_each_box(world, layer->name, add_box);
        }
    }
    for (const auto &theme : world.themes) {
        for (std::size_t i = 1; has_grids && i < theme->shapes.size(); ++i) {
            if (!theme->shapes[i].empty()) {
                add_box(spatial::bounds(theme->shapes[i]));
            }
        }
    }
    m_boxes = spatial::BoxIndex(boxes);
    if (m_within != nullptr) {
        m_bounds = common(m_bounds, spatial::drawn_box(spatial::widened(spatial::bounds(*m_within), m_margin_m), m_plane));
    }
}

void PackArea::add(const spatial::LatticeBox &box, std::vector<spatial::TileBox> &boxes) {
    const auto drawn = spatial::drawn_box(box, m_plane);
    m_bounds.add({drawn.min_x, drawn.min_y});
    m_bounds.add({drawn.max_x, drawn.max_y});
    spatial::TileBox &added = boxes.emplace_back();
    added.add(spatial::to_tile_position(spatial::LatticePoint{drawn.min_x, drawn.max_y}, m_plane.grid));
    added.add(spatial::to_tile_position(spatial::LatticePoint{drawn.max_x, drawn.min_y}, m_plane.grid));
}

bool PackArea::wants(spatial::TileId tile) const {
    return m_boxes.any(spatial::tile_box(tile, tile_buffer)) &&
           (m_within == nullptr ||
            spatial::meets(*m_within, spatial::widened(spatial::ground_of(tile, m_plane, 0), m_margin_m)));
}

std::vector<spatial::TileId> PackArea::tiles(int min_zoom, int max_zoom) const {
    std::vector<spatial::TileId> found;
    std::vector<spatial::TileId> zoom;
    if (wants({})) {
        zoom.push_back({});
    }
    for (int z = 0; z <= max_zoom; ++z) {
        if (z >= min_zoom) {
            std::ranges::sort(zoom, {}, tiles::pmtiles_number);
            found.insert(found.end(), zoom.begin(), zoom.end());
        }
        std::vector<spatial::TileId> next;
        for (const spatial::TileId tile : zoom) {
            std::ranges::copy_if(children_of(tile), std::back_inserter(next),
                                 [&](spatial::TileId child) { return wants(child); });
        }
        zoom = std::move(next);
    }
    return found;
}

} // namespace jingwei::server
