#pragma once

#include "bench/locate/engine.hpp"
#include "spatial/coverage_build.hpp"

#include <filesystem>
#include <random>

namespace jingwei::bench {

/// The grids of an invented place (district, city, province), without anything that stands on them; or the output areas of
/// Leeds when `leeds` names their file and `size` is "leeds". Throws Error for another size.
[[nodiscard]] Ground make_ground(const std::string &size, const std::filesystem::path &leeds);

/// The ground as a file would bring it: polygons, each with its unit.
[[nodiscard]] std::vector<spatial::LabelledPolygon> labelled_polygons(const Ground &ground);

using Points = std::vector<LatticePoint>;

/// Evenly over the ground; points of nobody's, which are easy for every engine, are left out.
[[nodiscard]] Points uniform_points(const Ground &ground, std::size_t count);
/// As many in each unit, so thick where people live: units are drawn to hold about as many each.
[[nodiscard]] Points clustered_points(const Ground &ground, std::size_t count);
/// Vertices of borders, and middles of segments where these are lattice points; all lie exactly on a border.
[[nodiscard]] Points border_points(const Ground &ground, std::size_t count);

} // namespace jingwei::bench
