#pragma once

#include "data/sample/figures.hpp"
#include "data/sample/land.hpp"

namespace jingwei::data::sample {

/// A place where people live close together.
struct Centre {
    Vec at;
    double spread_m = 0;
    double share = 0; ///< of all people
};

/// Where everything will lie, before a street is drawn.
struct Layout {
    Loop outline;
    std::vector<Centre> centres;
};

[[nodiscard]] Layout lay_out(const Figures &figures, std::uint64_t seed);

/// The territory of a sample: units by rank, cut along streets, dense where the centres are.
[[nodiscard]] Territory settle_territory(const Figures &figures, const Layout &layout, std::uint64_t seed);

/// An enclave, a detached part of a grid and a reservoir of nobody, in wide blocks of neighbouring communities.
[[nodiscard]] std::vector<Patch> choose_patches(const Territory &territory, std::uint64_t seed);

/// An irregular round loop, turning left. `wobble` is a share of the radius.
[[nodiscard]] Loop round_loop(Vec centre, double radius_m, double wobble, int points, std::uint64_t wave);

/// Splits `total` into `parts` of at least `least`, uneven by `spread` (0 = even).
[[nodiscard]] std::vector<int> uneven_parts(int total, std::size_t parts, int least, double spread, Random &random);

} // namespace jingwei::data::sample
