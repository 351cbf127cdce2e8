#pragma once

#include "bench/locate/engine.hpp"

#include <filesystem>

namespace jingwei::bench {

/// Writes what a database copies in, tab-separated, geometry as EWKT in degrees: grids.tsv (id, multipolygon), uniform.tsv and
/// clustered.tsv (id, our owner, point; 100,000 each, the first of those that the contest asks about). Throws Error.
void write_tables(const Ground &ground, const std::filesystem::path &folder);

} // namespace jingwei::bench
