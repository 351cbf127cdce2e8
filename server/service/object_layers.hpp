#pragma once

#include "data/world.hpp"
#include "tiles/tile_builder.hpp"

namespace jingwei::server {

/// A layer of objects of a World, to draw; it keeps what it draws alive. `layer` is one of the World's layers that tiles have.
/// `categories` are the values of those that are drawn, sorted; null = all. Where all are, in the store's own frame in
/// WebMercatorQuad, this is cheap: names of categories are made, nothing is walked over. Else the points are sorted and tallied
/// anew, 0.2 s for 300,000.
[[nodiscard]] tiles::TileLayer draw_objects(const data::World &world, const tiles::LayerDefinition &layer,
                                            const spatial::TilePlane &plane, const std::vector<std::string> *categories);

/// The revision of the World's layer of this name, or 0 where there is none.
[[nodiscard]] std::uint64_t object_revision(const data::World &world, std::string_view layer);

} // namespace jingwei::server
