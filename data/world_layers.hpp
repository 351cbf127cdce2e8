#pragma once

#include "data/world.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

/// The point layers of the World as one table: what is done with every layer (loading, tiles, figures, revisions) goes over it.
namespace jingwei::data {

/// A point layer: its name in paths, tiles and files, where the World keeps it, and the code list of its categories.
template <class LayerRow> struct WorldLayer {
    using Row = LayerRow;
    using Member = std::shared_ptr<const Layer<Row>> World::*;
    std::string_view name;
    Member member;
    std::string_view category_list;
    [[nodiscard]] const std::shared_ptr<const Layer<Row>> &in(const World &world) const { return world.*member; }
};

/// Every point layer, in the order of loading: rental houses name their buildings.
inline constexpr std::tuple world_layers{WorldLayer<CameraRow>{"cameras", &World::cameras, "camera_kind"},
                                         WorldLayer<KeySiteRow>{"key_sites", &World::key_sites, "key_site_kind"},
                                         WorldLayer<BuildingRow>{"buildings", &World::buildings, "building_use"},
                                         WorldLayer<RentalHouseRow>{"rental_houses", &World::rental_houses, "rental_use"}};

/// Calls `visit` with each WorldLayer.
template <class Visit> void for_each_layer(Visit &&visit) {
    std::apply([&visit](const auto &...layer) { (visit(layer), ...); }, world_layers);
}

/// One `Of<Row>` for each layer, in a tuple.
template <template <class> class Of, class... Layers> std::tuple<Of<typename Layers::Row>...> each_of(std::tuple<Layers...>);
template <template <class> class Of>
using EachLayer = decltype(each_of<Of>(std::declval<std::remove_const_t<decltype(world_layers)>>()));

/// The layer of a World that holds rows of this type.
template <class Row> [[nodiscard]] const Layer<Row> &layer_of(const World &world) {
    return *std::get<WorldLayer<Row>>(world_layers).in(world);
}

/// Calls `visit(slot, old, new)` for each slot whose row differs between two versions of a layer; null where there is no row.
/// Slots of chunks that the versions share are passed over.
template <class Row, class Visit> void for_each_changed_row(const Rows<Row> &before, const Rows<Row> &after, Visit &&visit) {
    constexpr std::size_t size = Rows<Row>::chunk_size;
    const auto row_of = [](const Rows<Row> &rows, std::size_t slot) {
        return slot < rows.size() && rows[slot].id != 0 ? &rows[slot] : nullptr;
    };
    for (std::size_t chunk = 0; chunk < std::max(before.chunk_count(), after.chunk_count()); ++chunk) {
        if (chunk < before.chunk_count() && chunk < after.chunk_count() &&
            before.chunk_identity(chunk) == after.chunk_identity(chunk)) {
            continue;
        }
        for (std::size_t slot = chunk * size; slot < (chunk + 1) * size; ++slot) {
            const Row *old_row = row_of(before, slot);
            const Row *new_row = row_of(after, slot);
            const bool same = old_row != nullptr && new_row != nullptr && *old_row == *new_row;
            if (!same && (old_row != nullptr || new_row != nullptr)) {
                visit(slot, old_row, new_row);
            }
        }
    }
}

} // namespace jingwei::data
