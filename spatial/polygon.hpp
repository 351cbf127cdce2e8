#pragma once

#include "spatial/lattice.hpp"

#include <vector>

namespace jingwei::spatial {

/// A closed ring without the repeated last point. Outer rings turn left (counter-clockwise), holes right.
using Ring = std::vector<LatticePoint>;

struct Polygon {
    Ring outer;
    std::vector<Ring> holes;
    friend bool operator==(const Polygon &, const Polygon &) = default;
};

using MultiPolygon = std::vector<Polygon>;

/// Twice the signed area in square lattice units, exact: > 0 for a ring that turns left.
[[nodiscard]] __int128 doubled_area(const Ring &ring);

[[nodiscard]] LatticeBox bounds(const MultiPolygon &polygons);

} // namespace jingwei::spatial
