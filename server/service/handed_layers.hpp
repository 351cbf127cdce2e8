#pragma once

#include "data/world_layers.hpp"

#include <array>
#include <cstddef>

/// The layers whose objects somebody answers for, and which therefore change hands with the ground they stand on: what a
/// comparison of editions counts and lists. A new layer of the World joins by a line in the table.
namespace jingwei::server {

/// What is told of a layer's objects.
template <class LayerRow> struct HandedLayer {
    using Row = LayerRow;
    std::string Row::*title;                       ///< its name, or where it is
    bool title_needs_key = false;                  ///< the title is personal
    bool needs_command = false;                    ///< only callers who may see cameras may see the layer
    std::optional<int> Row::*households = nullptr; ///< what it adds to its grid's, or null
    std::optional<int> Row::*residents = nullptr;

    [[nodiscard]] static const data::Layer<Row> &in(const data::World &world) { return data::layer_of<Row>(world); }
    [[nodiscard]] static constexpr std::string_view name() { return std::get<data::WorldLayer<Row>>(data::world_layers).name; }
};

/// Every such layer, in the order in which a hand-over lists them.
inline constexpr std::tuple handed_layers{
    HandedLayer<data::BuildingRow>{.title = &data::BuildingRow::name,
                                   .households = &data::BuildingRow::households,
                                   .residents = &data::BuildingRow::residents},
    HandedLayer<data::RentalHouseRow>{.title = &data::RentalHouseRow::address, .title_needs_key = true},
    HandedLayer<data::CameraRow>{.title = &data::CameraRow::name, .needs_command = true},
    HandedLayer<data::KeySiteRow>{.title = &data::KeySiteRow::name}};

constexpr std::size_t handed_layer_count = std::tuple_size_v<decltype(handed_layers)>;

/// Calls visit(index, layer) for each.
template <class Visit> void for_each_handed_layer(Visit &&visit) {
    std::size_t index = 0;
    std::apply([&](const auto &...layer) { (visit(index++, layer), ...); }, handed_layers);
}

/// A layer as it is named to people and programs.
struct HandedLayerName {
    std::string_view name;
    bool needs_command = false, title_needs_key = false;
};
[[nodiscard]] inline std::array<HandedLayerName, handed_layer_count> handed_layer_names() {
    std::array<HandedLayerName, handed_layer_count> names;
    for_each_handed_layer([&](std::size_t index, const auto &layer) {
        names.at(index) = {layer.name(), layer.needs_command, layer.title_needs_key};
    });
    return names;
}

} // namespace jingwei::server
