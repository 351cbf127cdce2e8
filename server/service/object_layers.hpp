#pragma once

#include "data/world.hpp"
#include "server/service/object_places.hpp"
#include "tiles/tile_builder.hpp"

namespace jingwei::server {

/// A layer of objects of a World, to draw; it keeps what it draws alive. `layer` is one of the World's layers that tiles have.
/// `places` knows where the plane drawn shows them; `categories` are the values of those that are drawn, sorted; null = all.
[[nodiscard]] tiles::TileLayer draw_objects(const data::World &world, const tiles::LayerDefinition &layer, ObjectPlaces &places,
                                            const std::vector<std::string> *categories);

/// The revision of the World's layer of this name, or 0 where there is none.
[[nodiscard]] std::uint64_t object_revision(const data::World &world, std::string_view layer);

} // namespace jingwei::server
