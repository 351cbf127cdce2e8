#pragma once

#include "data/store.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::bench {

/// A sample store that scripts/bench has made, e.g. town.sqlite, and its World once somebody asked for it.
struct Sample {
    std::string name;
    std::filesystem::path file;
    std::unique_ptr<data::Store> store;

    [[nodiscard]] const data::World &world();
};

/// The samples in the folder, smallest file first.
[[nodiscard]] std::vector<Sample> find_samples(const std::filesystem::path &folder);

/// Points spread evenly over the box of the base theme; the same every time.
[[nodiscard]] std::vector<spatial::LatticePoint> uniform_points(const data::World &world, std::size_t count);

/// Points around rental houses and cameras, within about 100 m: where questions come from.
[[nodiscard]] std::vector<spatial::LatticePoint> clustered_points(const data::World &world, std::size_t count);

void add_locate_benchmarks(Sample &sample);
void add_world_benchmarks(Sample &sample);
void add_shape_benchmarks(Sample &sample);
void add_point_benchmarks(Sample &sample);
void add_clean_benchmarks(); ///< on drawn grids, the same every time

} // namespace jingwei::bench
