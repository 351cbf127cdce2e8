#include "bench/tiles/styled_city.hpp"

#include "bench/tiles/attributes.hpp"
#include "spatial/colouring.hpp"
#include "tiles/ring_cutter.hpp"

namespace jingwei::bench {

namespace {

using spatial::Label;

tiles::LayerDefinition named(std::string_view name, std::string_view like, int min_zoom) {
    tiles::LayerDefinition definition = *tiles::find_layer(like);
    definition.name = name;
    definition.min_zoom = min_zoom;
    return definition;
}

constexpr std::size_t level_count = 3;

/// The whole ground as the server's tiles are cut from it; `step` is the one level that is drawn, of `level_count`.
tiles::GridSource source_of(const data::ThemeWorld &theme, std::size_t step) {
    constexpr int every_zoom = 30;
    constexpr int no_zoom = -1;
    tiles::GridSource source;
    source.theme = theme.code;
    for (const data::Level &level : theme.levels) {
        source.levels.push_back({level.code, level.position});
    }
    source.units.clear();
    for (const data::Grid &grid : theme.grids) {
        source.units.push_back({grid.id, grid.code, grid.name, grid.level, grid.dedicated, grid.parent, grid.label_point, 0});
    }
    source.coverage = &theme.coverage;
    source.level_zooms.assign(step, no_zoom);
    source.level_zooms.push_back(every_zoom);
    return source;
}

std::vector<Label> groups_at(const data::ThemeWorld &theme, std::uint16_t level) {
    std::vector<Label> groups(theme.grids.size());
    for (Label label = 1; label < groups.size(); ++label) {
        Label unit = label;
        while (theme.grids[unit].level > level && theme.grids[unit].parent != spatial::no_label) {
            unit = theme.grids[unit].parent;
        }
        groups[label] = unit;
    }
    return groups;
}

DrawnLevel level_of(const data::ThemeWorld &theme, std::size_t step) {
    constexpr int zoom = 16;
    DrawnLevel level;
    level.layer = &styled_definitions()[step];
    level.served = std::make_shared<const tiles::GridTiles>(source_of(theme, step), spatial::TilePlane());
    level.group_of_label = groups_at(theme, level.served->level_at(zoom));
    level.coverage = std::make_shared<const spatial::LevelCoverage>(theme.coverage, level.group_of_label, theme.grids.size(),
                                                                    spatial::TilePlane());
    const auto every_vertex = level.coverage->simplified(spatial::LevelCoverage::full_zoom);
    for (int z = 0; z <= zoom; ++z) {
        level.whole.emplace_back(every_vertex, level.coverage->arcs().size(), z);
    }
    std::vector<std::int64_t> names;
    for (const data::Grid &grid : theme.grids) {
        names.push_back(grid.id);
    }
    level.colours = spatial::colour_groups(level.coverage->arcs(), theme.grids.size(), names);
    return level;
}

template <class Row> tiles::PointSource objects_of(const std::shared_ptr<const data::Layer<Row>> &layer) {
    tiles::PointSource source;
    source.points = {layer, &layer->points};
    source.pyramid = {layer, &layer->pyramid};
    source.categories = layer->categories;
    source.write_attributes = [layer](const spatial::PointEntry &entry, tiles::FeatureWriter &feature) {
        tell(layer->rows[entry.slot], feature);
    };
    source.fetch = [layer](const spatial::PointEntry &entry) { tiles::fetch_row(layer->rows[entry.slot]); };
    return source;
}

/// The sources of the layers of objects, in drawing order.
std::array<tiles::PointSource, 3> objects_of(const data::World &world) {
    return {objects_of(world.key_sites), objects_of(world.cameras), objects_of(world.rental_houses)};
}

tiles::TileLayer each_object(const tiles::LayerDefinition &layer, tiles::PointSource source) {
    return {&layer, [source = std::move(source)](spatial::TileId tile, tiles::LayerWriter &writer) {
                const tiles::TileFrame frame(tile);
                tiles::for_each_fetched(source, tile, [&](const spatial::PointEntry &entry) {
                    tiles::FeatureWriter feature(writer);
                    feature.set_id(static_cast<std::uint64_t>(entry.id));
                    feature.add_point(frame.owned(entry.position));
                    source.write_attributes(entry, feature);
                    feature.commit();
                });
            }};
}

} // namespace

std::span<const tiles::LayerDefinition> styled_definitions() {
    static const std::array definitions{named("towns", "grids", 8),      named("villages", "grids", 10),
                                        named("grids", "grids", 12),     named("key_sites", "key_sites", 12),
                                        named("cameras", "cameras", 13), named("rental_houses", "rental_houses", 15)};
    return definitions;
}

StyledCity::StyledCity(data::WorldPtr world) : m_world(std::move(world)) {
    for (std::size_t step = 0; step < level_count; ++step) {
        m_levels.push_back(level_of(theme(), step));
    }
}

std::vector<tiles::TileLayer> StyledCity::served_layers() const {
    std::vector<tiles::TileLayer> layers;
    for (const DrawnLevel &level : m_levels) {
        layers.push_back(tiles::grids_layer({level.served}));
    }
    for (tiles::PointSource &source : objects_of(*m_world)) {
        layers.push_back(tiles::point_layer(styled_definitions()[layers.size()].name, std::move(source)));
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
        layers[i].definition = &styled_definitions()[i];
    }
    return layers;
}

std::vector<tiles::TileLayer> StyledCity::whole_layers() const {
    std::vector<tiles::TileLayer> layers;
    for (const DrawnLevel &level : m_levels) {
        layers.push_back(whole_ground(level));
    }
    for (tiles::PointSource &source : objects_of(*m_world)) {
        layers.push_back(each_object(styled_definitions()[layers.size()], std::move(source)));
    }
    return layers;
}

tiles::TileLayer StyledCity::whole_ground(const DrawnLevel &level) const {
    return {level.layer, [this, &level](spatial::TileId tile, tiles::LayerWriter &writer) {
                tiles::RingCutter cutter(tile, *level.coverage, level.whole[tile.z]);
                for (const Label unit : level.coverage->groups_in(cutter.box())) {
                    tiles::FeatureWriter feature(writer);
                    cutter.add_polygons(unit, feature);
                    if (feature.has_geometry()) {
                        feature.set_id(static_cast<std::uint64_t>(theme().grids[unit].id));
                        tell(level, unit, feature);
                        feature.commit();
                    }
                }
            }};
}

} // namespace jingwei::bench
