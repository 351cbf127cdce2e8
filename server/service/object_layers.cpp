#include "server/service/object_layers.hpp"

#include "data/layer.hpp"
#include "data/world_layers.hpp"
#include "tiles/mvt_writer.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

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

template <class Number>
void add_known(tiles::FeatureWriter &feature, std::string_view key, const std::optional<Number> &number) {
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

void write_attributes(const data::BuildingRow &row, tiles::FeatureWriter &feature) {
    feature.add("code", row.code);
    feature.add("name", row.name);
    feature.add("building_use", row.building_use);
    add_known(feature, "floors", row.floors);
}

void write_attributes(const data::RentalHouseRow &row, tiles::FeatureWriter &feature) {
    feature.add("code", row.code);
    feature.add("building_use", row.building_use);
    feature.add("rental_use", row.rental_use);
    feature.add("let_kind", row.let_kind);
}

/// The points of a layer as a plane has them, those of some categories only where they are given.
template <class Row>
spatial::PointSet placed_points(const data::Layer<Row> &layer, const spatial::TilePlane &plane,
                                const std::vector<std::string> *categories) {
    std::vector<bool> is_drawn(layer.categories.size(), categories == nullptr);
    for (std::size_t i = 0; i < is_drawn.size() && categories != nullptr; ++i) {
        is_drawn[i] = std::ranges::binary_search(*categories, layer.categories[i]);
    }
    std::vector<spatial::PointEntry> entries;
    layer.points.for_each_run(spatial::TileId{}, [&](std::span<const spatial::PointEntry> run) {
        std::ranges::copy_if(run, std::back_inserter(entries), [&](const auto &entry) { return is_drawn[entry.category]; });
    });
    return spatial::PointSet(std::move(entries), plane);
}

template <class Row>
tiles::PointSource source_of(const std::shared_ptr<const data::Layer<Row>> &layer, const spatial::TilePlane &plane,
                             const std::vector<std::string> *categories) {
    tiles::PointSource source;
    if (plane == spatial::TilePlane() && categories == nullptr) {
        source.points = {layer, &layer->points};
        source.pyramid = {layer, &layer->pyramid};
    } else {
        source.points = std::make_shared<const spatial::PointSet>(placed_points(*layer, plane, categories));
        source.pyramid = std::make_shared<const spatial::PointPyramid>(*source.points);
    }
    source.categories = attribute_names(layer->categories);
    source.write_attributes = [layer](const spatial::PointEntry &entry, tiles::FeatureWriter &feature) {
        write_attributes(layer->rows[entry.slot], feature);
    };
    source.fetch = [layer](const spatial::PointEntry &entry) { tiles::fetch_row(layer->rows[entry.slot]); };
    return source;
}

} // namespace

tiles::TileLayer draw_objects(const data::World &world, const tiles::LayerDefinition &layer, const spatial::TilePlane &plane,
                              const std::vector<std::string> *categories) {
    tiles::PointSource source;
    data::for_each_layer([&](const auto &known) {
        if (known.name == layer.name) {
            source = source_of(known.in(world), plane, categories);
        }
    });
    return tiles::point_layer(layer.name, std::move(source));
}

std::uint64_t object_revision(const data::World &world, std::string_view layer) {
    std::uint64_t revision = 0;
    data::for_each_layer([&](const auto &known) { revision = known.name == layer ? known.in(world)->revision : revision; });
    return revision;
}

} // namespace jingwei::server
