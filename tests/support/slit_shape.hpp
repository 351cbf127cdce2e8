#pragma once

#include "spatial/measure.hpp"
#include "tests/support/damage_shapes.hpp"

#include <optional>

namespace jingwei::tests {

/// Where a border between two units begins at the outer border, with the vertices of the unit whose outer border leads there:
/// `before` and `at` on the outer border, `bend` and `end` on the border between the two. `after` follows on the outer border.
struct SlitMouth {
    spatial::LatticePoint before, at, bend, end, after;
};

/// How a unit is drawn back from its neighbour: in place of `at` it has `drawn_back`, in place of `bend` it has `aside`.
struct SlitShape {
    spatial::LatticePoint drawn_back, aside;
    double wide = 0;
    std::int64_t doubled_gain = 0;     ///< of all ground, when the slit is closed by a straight line at its mouth
    std::int64_t doubled_rounding = 0; ///< by how much it may be more or less
};

/// The place of `bend` drawn into the unit by half the slit's width; none where the corner is too sharp to hold it.
inline std::optional<spatial::LatticePoint> drawn_aside(const SlitMouth &m, double wide, int turn) {
    const auto aside = beside(m.bend, m.at, m.end, turn * wide / 2);
    const auto is_inside = [&](spatial::LatticePoint a, spatial::LatticePoint b) {
        return static_cast<double>(turn * spatial::cross(a, b, aside)) > length(a, b) * wide / 4;
    };
    return is_inside(m.at, m.bend) && is_inside(m.bend, m.end) ? std::optional(aside) : std::nullopt;
}

/// A slit up to 200 units (2 m) wide that ends at `end`, into a unit on the left of its border (`turn` 1) or right (-1).
inline std::optional<SlitShape> slit_at(const SlitMouth &m, int turn) {
    const double shortest = std::min({length(m.before, m.at), length(m.at, m.bend), length(m.bend, m.end)});
    const double across = std::abs(static_cast<double>(spatial::cross(m.before, m.at, m.bend)));
    if (shortest < 150 || across < 0.5 * length(m.before, m.at) * length(m.at, m.bend)) {
        return std::nullopt;
    }
    const double wide = std::min(shortest / 8, 200.0);
    const auto aside = drawn_aside(m, wide, turn);
    if (!aside) {
        return std::nullopt;
    }
    const double part = wide / length(m.before, m.at);
    const spatial::LatticePoint drawn_back{m.at.x + static_cast<std::int32_t>(std::lround((m.before.x - m.at.x) * part)),
                                           m.at.y + static_cast<std::int32_t>(std::lround((m.before.y - m.at.y) * part))};
    // dividing lines end on the closing line, in places that are rounded; where both sides lean inwards, by an angle of
    // wide / 2 in all, the shortest ways across begin a little farther in
    const double rounding = std::sqrt(2.0) * (wide + 1) + wide * wide * wide / (2 * length(m.at, m.bend));
    return SlitShape{drawn_back, *aside, wide, turn * spatial::cross(m.before, drawn_back, m.at),
                     static_cast<std::int64_t>(std::ceil(rounding))};
}

/// Whether nothing beyond the mouth is nearer to the unit drawn back than the mouth itself: the outside is at least as wide as
/// a right angle there.
inline bool is_open_mouth(const SlitMouth &m) {
    const auto scale = spatial::local_scale(m.at.y);
    const auto east = [&](spatial::LatticePoint p) { return static_cast<double>(p.x - m.at.x) * scale.east_m; };
    const auto north = [&](spatial::LatticePoint p) { return static_cast<double>(p.y - m.at.y) * scale.north_m; };
    return east(m.before) * east(m.after) + north(m.before) * north(m.after) <= 0;
}

} // namespace jingwei::tests
