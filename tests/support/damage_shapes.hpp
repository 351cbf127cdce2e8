#pragma once

#include "spatial/polygon.hpp"
#include "spatial/segment.hpp"

#include <array>
#include <cmath>
#include <initializer_list>
#include <random>
#include <string_view>

namespace jingwei::tests {

enum class DamageKind { pulled_in, pushed_out, shifted, dropped, shrunk_side, off_by_three, spike, bow_tie, duplicate, slit };
constexpr int damage_kinds = 10;

inline std::string_view damage_name(DamageKind kind) {
    constexpr std::array<std::string_view, damage_kinds> names{"pulled_in",   "pushed_out",   "shifted", "dropped",
                                                               "shrunk_side", "off_by_three", "spike",   "bow_tie",
                                                               "duplicate",   "slit"};
    return names.at(static_cast<std::size_t>(kind));
}

inline double length(spatial::LatticePoint a, spatial::LatticePoint b) {
    return std::sqrt(static_cast<double>(spatial::distance_squared(a, b)));
}

/// `by` units to the left of the way from a to b (negative: to the right).
inline spatial::LatticePoint beside(spatial::LatticePoint p, spatial::LatticePoint a, spatial::LatticePoint b, double by) {
    const double dx = static_cast<double>(b.x - a.x) / length(a, b);
    const double dy = static_cast<double>(b.y - a.y) / length(a, b);
    return {p.x - static_cast<std::int32_t>(std::lround(dy * by)), p.y + static_cast<std::int32_t>(std::lround(dx * by))};
}

inline spatial::LatticeBox around(std::initializer_list<spatial::LatticePoint> points, std::int32_t margin) {
    spatial::LatticeBox box;
    for (const auto p : points) {
        box.add({p.x - margin, p.y - margin});
        box.add({p.x + margin, p.y + margin});
    }
    return box;
}

/// Whether the sides before and after side i cross each other.
inline bool crosses(const spatial::Ring &ring, std::size_t i) {
    const auto n = ring.size();
    return spatial::meet_improperly({ring[(i + n - 1) % n], ring[i]}, {ring[(i + 1) % n], ring[(i + 2) % n]});
}

/// Makes a ring dirty at its vertex i, up to `reach` units around; answers whether that is any damage.
inline bool make_dirty(DamageKind kind, spatial::Ring &ring, std::size_t i, double reach, std::mt19937 &random) {
    const auto n = ring.size();
    const auto z = ring[(i + n - 1) % n];
    const auto a = ring[i];
    const auto b = ring[(i + 1) % n];
    switch (kind) {
    case DamageKind::pulled_in:
        ring[i] = beside(a, z, b, reach);
        return true;
    case DamageKind::pushed_out:
        ring[i] = beside(a, z, b, -reach);
        return true;
    case DamageKind::shifted: {
        const double angle = static_cast<double>(random() % 360);
        ring[i].x += static_cast<std::int32_t>(std::lround(reach * std::cos(angle)));
        ring[i].y += static_cast<std::int32_t>(std::lround(reach * std::sin(angle)));
        // a shift along a straight border changes nothing
        return !spatial::is_within(ring[i], {z, a}, 8) && !spatial::is_within(ring[i], {a, b}, 8);
    }
    case DamageKind::dropped:
        ring.erase(ring.begin() + static_cast<std::ptrdiff_t>(i));
        // smaller than ground that may be a hole somebody means
        return !spatial::is_within(a, {z, b}, 8) && std::abs(spatial::cross(z, a, b)) < 6'000'000;
    case DamageKind::shrunk_side: {
        const auto by = 4 + static_cast<double>(random() % 30);
        ring[i] = beside(a, a, b, by);
        ring[(i + 1) % n] = beside(b, a, b, by);
        return true;
    }
    case DamageKind::off_by_three: {
        const spatial::LatticePoint middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
        const auto beyond = beside(middle, a, b, random() % 2 == 0 ? 3.6 : -3.6);
        ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(i) + 1, beyond);
        return !spatial::is_within(beyond, {a, b}, 2);
    }
    case DamageKind::spike:
        ring.insert(ring.begin() + static_cast<std::ptrdiff_t>(i) + 1, {beside(a, z, b, -reach), a});
        return true;
    case DamageKind::bow_tie:
        std::swap(ring[i], ring[(i + 1) % n]);
        return crosses(ring, i) &&
               std::abs(spatial::cross(z, a, b)) + std::abs(spatial::cross(a, b, ring[(i + 2) % n])) < 6'000'000;
    default:
        return false;
    }
}

} // namespace jingwei::tests
