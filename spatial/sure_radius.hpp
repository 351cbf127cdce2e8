#pragma once

#include "spatial/lattice.hpp"

namespace jingwei::spatial {

/// A radius in metres along the ground within which every place around `p` lies nearer than `local_m` by the local scale at
/// `p`: locators measure by that scale, and it changes on the way. Take a way of s <= `local_m` metres from `p`. A radian of
/// latitude is worth at least M0 = a(1 - e2) metres (the meridian's radius of curvature, least at the equator), so the way
/// stays within `local_m` / M0 of the latitude of `p`. In that band a degree east (N cos(lat), falling towards the poles) is
/// worth at least a share c of what it is at `p`, and a degree north (M(lat), growing towards the poles) at least a share m.
/// So by the scale at `p` the way is at most s / min(c, m) long, and `local_m` x min(c, m) is the answer: about
/// r - r^2 tan(lat) / a. For the same reason a length by the scale of any place within that radius is at least min(c, m) times
/// what it is by the scale at `p`. (Both radii of curvature: Torge, Geodesy, §4.1; d(N cos(lat)) = -M(lat) sin(lat) dlat and
/// M(lat) = a(1 - e2) / (1 - e2 sin2(lat))^1.5 show that they are monotone.)
/// The lattice ends at the poles and at 180 degrees of longitude, and so does the radius, before the poles half-way.
/// Thread-safe.
[[nodiscard]] double sure_radius_m(LatticePoint p, double local_m);

} // namespace jingwei::spatial
