#pragma once

#include "spatial/coverage_build.hpp"

#include <utility>
#include <vector>

namespace jingwei::tests {

/// Whether a ring passes above (p.x + e, p.y + e^2) an odd number of times. Exact; a ray to the north, where the locator looks
/// west.
inline bool odd_above(const spatial::Ring &ring, spatial::LatticePoint p) {
    bool odd = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        auto west = ring[i];
        auto east = ring[(i + 1) % ring.size()];
        if (west.x > east.x) {
            std::swap(west, east);
        }
        if (west.x <= p.x && p.x < east.x) {
            const auto turn = spatial::cross(west, east, p);
            odd = (turn < 0 || (turn == 0 && east.y > west.y)) != odd;
        }
    }
    return odd;
}

/// The units of every polygon that holds the point just north of east, by looking at all of them.
inline std::vector<spatial::Label> brute_owners(const std::vector<spatial::LabelledPolygon> &polygons,
                                                spatial::LatticePoint p) {
    std::vector<spatial::Label> owners;
    for (const auto &[label, polygon] : polygons) {
        bool inside = odd_above(polygon.outer, p);
        for (const spatial::Ring &hole : polygon.holes) {
            inside = inside != odd_above(hole, p);
        }
        if (inside) {
            owners.push_back(label);
        }
    }
    return owners;
}

} // namespace jingwei::tests
