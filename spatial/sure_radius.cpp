#include "spatial/sure_radius.hpp"

#include "spatial/measure.hpp"

#include <algorithm>
#include <cstdlib>

namespace jingwei::spatial {

double sure_radius_m(LatticePoint p, double local_m) {
    constexpr std::int64_t pole = 900'000'000;
    constexpr std::int64_t last_meridian = 1'800'000'000;
    const auto latitude = std::abs(std::int64_t{p.y});
    const auto here = local_scale(p.y);
    const double least_north_m = local_scale(0).north_m;
    const double to_meridian_m = static_cast<double>(last_meridian - std::abs(std::int64_t{p.x})) * here.east_m;
    const double to_pole_m = static_cast<double>(pole - latitude) * least_north_m;
    const double radius_m = std::min({local_m, to_meridian_m, to_pole_m / 2});
    const auto band = static_cast<std::int64_t>(radius_m / least_north_m) + 1;
    const auto poleward = local_scale(static_cast<std::int32_t>(std::min(latitude + band, pole)));
    const auto equatorward = local_scale(static_cast<std::int32_t>(std::max<std::int64_t>(latitude - band, 0)));
    return radius_m * std::min(poleward.east_m / here.east_m, equatorward.north_m / here.north_m);
}

} // namespace jingwei::spatial
