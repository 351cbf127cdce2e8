#include "server/service/object_layers.hpp"

#include "data/layer.hpp"
#include "data/world_layers.hpp"
#include "tiles/count_names.hpp"
#include "tiles/mvt_writer.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

/// Names of categories as cluster attributes want them.
std::vector<std::string> attribute_names(const std::vector<std::string> &categories) {
    std::vector<std::string> names;
    std::ranges::transform(categories, std::back_inserter(names), tiles::category_name);
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

template <class Row>
tiles::PointSource source_of(std::string_view name, const std::shared_ptr<const data::Layer<Row>> &layer, ObjectPlaces &places,
                             const std::vector<std::string> *categories) {
    tiles::PointSource source;
    auto shown = places.of(name, layer, categories);
    source.points = std::move(shown.points);
    source.pyramid = std::move(shown.pyramid);
    source.categories = attribute_names(layer->categories);
    source.write_attributes = [layer](const spatial::PointEntry &entry, tiles::FeatureWriter &feature) {
        write_attributes(layer->rows[entry.slot], feature);
    };
    source.fetch = [layer](const spatial::PointEntry &entry) { tiles::fetch_row(layer->rows[entry.slot]); };
    return source;
}

} // namespace

tiles::TileLayer draw_objects(const data::World &world, const tiles::LayerDefinition &layer, ObjectPlaces &places,
                              const std::vector<std::string> *categories) {
    tiles::PointSource source;
    data::for_each_layer([&](const auto &known) {
        if (known.name == layer.name) {
            source = source_of(known.name, known.in(world), places, categories);
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
