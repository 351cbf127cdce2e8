#include "server/service/tile_service.hpp"

#include "server/api_error.hpp"
#include "server/service/object_layers.hpp"
#include "tiles/gzip.hpp"
#include "tiles/mvt_writer.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::World;
using data::WorldPtr;

namespace {

tiles::GridSource source_of(const data::ThemeWorld &theme) {
    tiles::GridSource source;
    source.theme = theme.code;
    for (const data::Level &level : theme.levels) {
        source.levels.push_back({level.code, level.position});
    }
    source.units.clear();
    for (const data::Grid &grid : theme.grids) {
        source.units.push_back({.id = grid.id,
                                .code = grid.code,
                                .name = grid.name,
                                .level = grid.level,
                                .dedicated = grid.dedicated,
                                .parent = grid.parent,
                                .label_point = grid.label_point,
                                .area_m2 = grid.area_m2});
    }
    source.coverage = &theme.coverage;
    return source;
}

constexpr std::string_view figures_name = "grid_figures";

std::uint64_t revision_of(const World &world, const tiles::LayerDefinition &layer) {
    if (layer.points) {
        return object_revision(world, layer.name);
    }
    return layer.name == "camera_sectors" ? world.cameras->revision : world.grids_revision;
}

std::string cache_key(const TileService::Question &question) {
    return fmt::format("{}/{}/{}/{}/{}{}", question.set.name, question.revisions, question.tile.z, question.tile.x,
                       question.tile.y, question.gzipped ? "z" : "");
}

} // namespace

LayerSet parse_layers(std::string_view text) {
    LayerSet set;
    while (!text.empty()) {
        const std::string_view name = text.substr(0, text.find(','));
        text.remove_prefix(std::min(name.size() + 1, text.size()));
        const tiles::LayerDefinition *layer = tiles::find_layer(name);
        if (layer == nullptr) {
            throw ApiError(ErrorCode::not_found, "unknown_layer",
                           fmt::format("There is no layer '{}'; there are {}.", name.substr(0, 40), tiles::layer_names()),
                           "layers");
        }
        if (std::ranges::find(set.layers, layer) != set.layers.end()) {
            continue;
        }
        if (set.layers.size() == max_layers) {
            throw ApiError(ErrorCode::bad_call, "too_many_layers", "A tile has at most 12 layers.", "layers");
        }
        set.layers.push_back(layer);
        set.name.append(set.name.empty() ? "" : ".").append(layer->name);
        set.needs_command = set.needs_command || layer->data_class == tiles::DataClass::command;
    }
    return set;
}

std::string TileService::revisions(const World &world, const LayerSet &set, bool command) const {
    std::string out;
    for (const tiles::LayerDefinition *layer : set.layers) {
        out += out.empty() ? "" : ".";
        if (layer->name == figures_name) {
            out += m_figures.revisions(world, command);
        } else {
            out += std::to_string(revision_of(world, *layer));
        }
    }
    return out;
}

const tiles::TileLayer &TileService::Drawn::layer(const tiles::LayerDefinition *wanted, bool command) const {
    return wanted->name == figures_name ? figures.at(command ? 1 : 0)
                                        : *std::ranges::find(layers, wanted, &tiles::TileLayer::definition);
}

tiles::TileBytes TileService::cached(const Question &question) {
    return m_cache.find(cache_key(question));
}

tiles::TileBytes TileService::tile(const WorldPtr &world, const Question &question) {
    if (!question.gzipped) {
        return m_cache.get_or_build(cache_key(question), [&] { return build(world, question); });
    }
    return m_cache.get_or_build(cache_key(question), [&]() -> std::string {
        Question plain = question;
        plain.gzipped = false;
        const tiles::TileBytes bytes = tile(world, plain);
        return bytes->empty() ? std::string() : tiles::gzip(*bytes);
    });
}

std::string TileService::build(const WorldPtr &world, const Question &question) {
    const auto all = drawn(world);
    std::vector<tiles::TileLayer> layers;
    for (const tiles::LayerDefinition *wanted : question.set.layers) {
        layers.push_back(all->layer(wanted, question.command));
    }
    return tiles::build_tile(layers, question.tile, spatial::TileGrid::web_mercator_quad);
}

tiles::ThemeTiles TileService::draw_themes(const World &world) {
    std::vector<DrawnTheme> next;
    tiles::ThemeTiles out;
    for (const auto &theme : world.themes) {
        const auto known = std::ranges::find(m_themes, theme, &DrawnTheme::theme);
        auto drawing = known != m_themes.end()
                           ? known->tiles
                           : std::make_shared<const tiles::GridTiles>(source_of(*theme), spatial::TileGrid::web_mercator_quad);
        out.push_back(drawing);
        next.push_back({theme, std::move(drawing)});
    }
    m_themes = std::move(next);
    return out;
}

std::shared_ptr<const TileService::Drawn> TileService::drawn(const WorldPtr &world) {
    const std::lock_guard lock(m_mutex);
    if (m_drawn && m_drawn->world == world) {
        return m_drawn;
    }
    const tiles::ThemeTiles themes = draw_themes(*world);
    auto next = std::make_shared<Drawn>();
    next->world = world;
    next->layers = {tiles::grids_layer(themes), tiles::grid_edges_layer(themes), tiles::grid_labels_layer(themes),
                    draw_sectors(m_sectors, world->cameras)};
    for (const tiles::LayerDefinition &layer : tiles::layer_definitions()) {
        if (layer.points) {
            next->layers.push_back(draw_objects(*world, layer));
        }
    }
    for (const bool command : {false, true}) {
        next->figures.at(command ? 1 : 0) = draw_figures(m_figures, world, themes, command);
    }
    m_drawn = next;
    return next;
}

} // namespace jingwei::server
