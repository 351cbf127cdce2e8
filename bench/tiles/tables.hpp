#pragma once

#include "bench/tiles/styled_city.hpp"

#include <filesystem>

namespace jingwei::bench {

/// Writes what the peers read: a file `<layer>.geojsonl` for each layer, a feature a line, in longitude and latitude, and
/// `tiles.txt`, "z x y" a line.
void write_tables(const StyledCity &city, std::span<const spatial::TileId> tiles, const std::filesystem::path &folder);

} // namespace jingwei::bench
