#pragma once

#include "spatial/lattice.hpp"

#include <vector>

namespace jingwei::spatial {

/// The ground that somebody at a place overlooks: a piece of a disc, or the whole disc.
struct Sector {
    LatticePoint at;
    double azimuth_deg = 0; ///< of its middle, clockwise from north
    double fov_deg = 360;   ///< 360 and more = all around; above 0
    double range_m = 0;     ///< above 0
};

/// The outline of a sector in degrees, clockwise, without the repeated last point: the place and an arc about it, or a circle.
/// The arc's points lie `range_m` from the place along geodesics on the CGCS2000 ellipsoid, within a millimetre, as close as it
/// takes that no chord runs more than `tolerance_m` inside the arc, but not closer than a tenth of a degree. Thread-safe; tens
/// of nanoseconds a point below five kilometres.
[[nodiscard]] std::vector<LonLat> sector_outline(const Sector &sector, double tolerance_m);

/// A box widened by so many metres on every side, or by a little more.
[[nodiscard]] LatticeBox widened(const LatticeBox &box, double metres);

} // namespace jingwei::spatial
