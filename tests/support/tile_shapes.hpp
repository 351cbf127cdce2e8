#pragma once

#include "tests/support/mvt_reader.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

/// What shapes of decoded tiles hold.
namespace jingwei::tests {

/// A place in units of a tile.
struct Real {
    double x = 0;
    double y = 0;
};

/// By the shoelace formula, with the sign of the ring's sense.
inline double area_of(const std::vector<Real> &ring) {
    double sum = 0;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const Real a = ring[i];
        const Real b = ring[(i + 1) % ring.size()];
        sum += a.x * b.y - b.x * a.y;
    }
    return sum / 2;
}

/// The area of a ring inside the tile itself, without its buffer.
inline double area_inside(const mvt::Path &path) {
    std::vector<Real> ring;
    for (const auto &p : path) {
        ring.push_back({static_cast<double>(p.x), static_cast<double>(p.y)});
    }
    for (int side = 0; side < 4 && !ring.empty(); ++side) {
        const auto depth = [&](Real p) {
            const double v = side < 2 ? p.x : p.y;
            return side % 2 == 0 ? v : 4096 - v;
        };
        std::vector<Real> kept;
        Real a = ring.back();
        for (const Real b : ring) {
            if ((depth(a) >= 0) != (depth(b) >= 0)) {
                const double t = depth(a) / (depth(a) - depth(b));
                kept.push_back({a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)});
            }
            if (depth(b) >= 0) {
                kept.push_back(b);
            }
            a = b;
        }
        ring = kept;
    }
    return area_of(ring);
}

/// Whether a place lies in a feature.
inline bool holds(const mvt::Feature &feature, double x, double y) {
    bool inside = false;
    for (const auto &ring : feature.paths) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto &a = ring[i];
            const auto &b = ring[(i + 1) % ring.size()];
            const auto [ax, ay, bx, by] = std::tuple(static_cast<double>(a.x), static_cast<double>(a.y),
                                                     static_cast<double>(b.x), static_cast<double>(b.y));
            inside ^= (ay > y) != (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax;
        }
    }
    return inside;
}

/// How far the outline of a feature is from a place.
inline double distance_to(const mvt::Feature &feature, double x, double y) {
    double best = 1e9;
    for (const auto &ring : feature.paths) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto &a = ring[i];
            const auto &b = ring[(i + 1) % ring.size()];
            const double dx = static_cast<double>(b.x - a.x);
            const double dy = static_cast<double>(b.y - a.y);
            const double px = x - static_cast<double>(a.x);
            const double py = y - static_cast<double>(a.y);
            const double t = std::clamp((px * dx + py * dy) / (dx * dx + dy * dy), 0.0, 1.0);
            best = std::min(best, std::hypot(px - t * dx, py - t * dy));
        }
    }
    return best;
}

} // namespace jingwei::tests
