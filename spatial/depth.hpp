#pragma once

#include "spatial/pole.hpp"

#include <array>

namespace jingwei::spatial {

/// A polygon's segments in metres around the middle of its bounds, laid out for a tight loop.
struct Outline {
    struct Segment {
        double x = 0, y = 0, dx = 0, dy = 0, inverse_length2 = 0;
        double end_y = 0; ///< the next one's `y` to the last bit, which y + dy need not be
    };
    std::vector<Segment> segments;
    double half_width = 0;
    double half_height = 0;
};

[[nodiscard]] Outline to_outline(const Polygon &polygon);

/// Four places at once: twice as fast as one by one, for the loop over the segments is what costs.
struct Quad {
    std::array<double, 4> x{}, y{};
};

/// Metres to the nearest segment; negative outside.
[[nodiscard]] std::array<double, 4> signed_distances(const Outline &outline, const Quad &at);

/// A circle of this many times the radius found, or smaller, is not looked for.
constexpr double good_enough = 1.01;

inline void take_if_deeper(Pole &best, double x, double y, double distance) {
    if (distance > best.radius_m) {
        best.x = x;
        best.y = y;
        best.radius_m = distance;
    }
}

} // namespace jingwei::spatial
