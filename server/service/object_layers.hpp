#pragma once

#include "data/world.hpp"
#include "tiles/tile_builder.hpp"

namespace jingwei::server {

/// A layer of objects of a World, to draw; it keeps what it draws alive. `layer` is one of the World's layers that tiles have.
/// Cheap: names of categories are made, nothing is walked over.
[[nodiscard]] tiles::TileLayer draw_objects(const data::World &world, const tiles::LayerDefinition &layer);

/// The revision of the World's layer of this name, or 0 where there is none.
[[nodiscard]] std::uint64_t object_revision(const data::World &world, std::string_view layer);

} // namespace jingwei::server
