#include "server/service/tile_service.hpp"

#include "server/api_error.hpp"
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
                                .label_point = grid.label_point});
    }
    source.coverage = &theme.coverage;
    return source;
}

/// Names of categories as cluster attributes want them: [a-z0-9_]+.
std::vector<std::string> attribute_names(const std::vector<std::string> &categories) {
    std::vector<std::string> names;
    for (const std::string &category : categories) {
        std::string name;
        for (const char c : category) {
            const bool upper = c >= 'A' && c <= 'Z';
            const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
            name += upper ? static_cast<char>(c - 'A' + 'a') : plain ? c : '_';
        }
        names.push_back(name.empty() ? "other" : name);
    }
    return names;
}

void add_known(tiles::FeatureWriter &feature, std::string_view key, const std::optional<double> &number) {
    if (number) {
        feature.add(key, *number);
    }
}

void write_attributes(const data::CameraRow &row, tiles::FeatureWriter &feature) {
    feature.add("code", row.code);
    feature.add("name", row.name);
    feature.add("kind", row.kind);
    add_known(feature, "azimuth", row.azimuth_deg);
    add_known(feature, "fov", row.fov_deg);
    add_known(feature, "range", row.range_m);
    feature.add("online", row.online);
}

void write_attributes(const data::KeySiteRow &row, tiles::FeatureWriter &feature) {
    feature.add("code", row.code);
    feature.add("name", row.name);
    feature.add("kind", row.kind);
    feature.add("attention", row.attention);
}

void write_attributes(const data::RentalHouseRow &row, tiles::FeatureWriter &feature) {
    feature.add("code", row.code);
    feature.add("building_use", row.building_use);
    feature.add("rental_use", row.rental_use);
    feature.add("let_kind", row.let_kind);
}

/// A point layer of a World to draw; the source keeps the layer alive.
template <class Row>
tiles::TileLayer draw_layer(std::string_view name, const std::shared_ptr<const data::Layer<Row>> &layer,
                            std::vector<std::string> states) {
    tiles::PointSource source;
    source.points = std::shared_ptr<const spatial::PointSet>(layer, &layer->points);
    source.categories = attribute_names(layer->categories);
    source.states = std::move(states);
    source.write_attributes = [layer](const spatial::PointEntry &entry, tiles::FeatureWriter &feature) {
        write_attributes(layer->rows[entry.slot], feature);
    };
    return tiles::point_layer(name, std::move(source));
}

std::uint64_t revision_of(const World &world, std::string_view layer) {
    if (layer == "cameras") {
        return world.cameras->revision;
    }
    if (layer == "key_sites") {
        return world.key_sites->revision;
    }
    return layer == "rental_houses" ? world.rental_houses->revision : world.grids_revision;
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
                           "There is no layer '" + std::string(name.substr(0, 40)) +
                               "'; there are grids, grid_edges, grid_labels, cameras, key_sites and rental_houses.",
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
        set.has_cameras = set.has_cameras || layer->name == "cameras";
    }
    return set;
}

std::string TileService::revisions(const World &world, const LayerSet &set) {
    std::string out;
    for (const tiles::LayerDefinition *layer : set.layers) {
        fmt::format_to(std::back_inserter(out), "{}{}", out.empty() ? "" : ".", revision_of(world, layer->name));
    }
    return out;
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
        layers.push_back(*std::ranges::find(all->layers, wanted, &tiles::TileLayer::definition));
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
    next->layers = {tiles::grids_layer(themes),
                    tiles::grid_edges_layer(themes),
                    tiles::grid_labels_layer(themes),
                    draw_layer("cameras", world->cameras, {"", "offline"}),
                    draw_layer("key_sites", world->key_sites, {"", "attention_low", "attention_medium", "attention_high"}),
                    draw_layer("rental_houses", world->rental_houses, {"", "hazard"})};
    m_drawn = next;
    return next;
}

} // namespace jingwei::server
