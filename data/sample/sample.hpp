#pragma once

#include "data/rows.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace jingwei::data {

/// A town of 103 grids, a district of 618 units, a city of 17,700, a province of 171,400.
enum class SampleSize { town, district, city, province };

/// What a sample holds, counted.
struct SampleSummary {
    std::size_t townships = 0, communities = 0, grids = 0; ///< of the base theme; grids of both kinds
    std::size_t dedicated_grids = 0;                       ///< carved out of the base
    std::size_t enterprise_grids = 0;                      ///< overlaid, in the theme `enterprise`
    std::size_t people = 0, grid_heads = 0, grid_workers = 0, police_officers = 0, other_staff = 0;
    std::size_t assignments = 0;
    std::size_t cameras = 0, existing_cameras = 0, new_cameras = 0, checkpoints = 0, hd_cameras = 0, boundary_cameras = 0;
    std::size_t key_sites = 0, police_service_stations = 0, mediation_orgs = 0, schools = 0;
    std::size_t streets = 0, reference_lines = 0, addresses = 0;
    std::size_t buildings = 0, households = 0, residents = 0, rental_houses = 0, enterprises = 0;
};

/// An invented place with everything a store of this size holds: a pure function of size and seed, the same to the last
/// bit on every machine and compiler. Nothing in it exists: codes begin with 99, phones with 199000. `progress`
/// is called with a fraction now and then and may throw to stop. Throws Error when streets cannot be laid out with the seed.
[[nodiscard]] StoreContent make_sample(SampleSize size, std::uint64_t seed, const std::function<void(double)> &progress = {});

[[nodiscard]] SampleSummary summarize(const StoreContent &content);

/// SHA-256 in hex over every row and point, for tests and for comparing machines.
[[nodiscard]] std::string fingerprint(const StoreContent &content);

} // namespace jingwei::data
