#pragma once

#include "data/world.hpp"
#include "tiles/layer_definition.hpp"

#include <span>

namespace jingwei::server {

/// A box that holds the grids, and all that the layers hold, wherever it is; empty when there is nothing. For sectors all
/// cameras are looked at: milliseconds for a city.
[[nodiscard]] spatial::LatticeBox bounds_of(const data::World &world, std::span<const tiles::LayerDefinition *const> layers);

} // namespace jingwei::server
