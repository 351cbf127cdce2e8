#pragma once

#include "spatial/coverage_build.hpp"
#include "spatial/segment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <string_view>
#include <vector>

namespace jingwei::tests {

enum class DamageKind { pulled_in, pushed_out, shifted, dropped, shrunk_side, off_by_three, spike, bow_tie, duplicate };
constexpr int damage_kinds = 9;

inline std::string_view damage_name(DamageKind kind) {
    constexpr std::array<std::string_view, damage_kinds> names{
        "pulled_in", "pushed_out", "shifted", "dropped", "shrunk_side", "off_by_three", "spike", "bow_tie", "duplicate"};
    return names.at(static_cast<std::size_t>(kind));
}

/// One thing made dirty: what, whose, and the box that holds all ground it can have touched.
struct Damage {
    DamageKind kind = DamageKind::pulled_in;
    spatial::Label label = spatial::no_label;
    spatial::LatticeBox box;
};

/// Makes labelled polygons that tile the ground dirty, at places that lie apart from each other and from the outer border. The
/// same polygons and seed give the same damage.
class Damager {
  public:
    Damager(std::vector<spatial::LabelledPolygon> &polygons, std::uint32_t seed) : m_polygons(polygons), m_random(seed) {
        for (const auto &[label, polygon] : polygons) {
            note_edges(polygon.outer);
            std::ranges::for_each(polygon.holes, [&](const auto &hole) { note_edges(hole); });
        }
    }

    /// Up to `count` damages, the kinds in turn; fewer where no more places are found.
    std::vector<Damage> damage(std::size_t count) {
        std::size_t tries = 0;
        while (done.size() < count && tries < 400 * count) {
            ++tries;
            try_one(static_cast<DamageKind>(done.size() % damage_kinds));
        }
        return done;
    }

    std::vector<Damage> done;

  private:
    using Point = spatial::LatticePoint;
    using Edge = std::pair<Point, Point>;

    void note_edges(const spatial::Ring &ring) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto a = ring[i];
            const auto b = ring[(i + 1) % ring.size()];
            ++m_edges[{std::min(a, b), std::max(a, b)}];
            m_points.insert(a);
        }
    }

    [[nodiscard]] bool is_shared(Point a, Point b) const {
        const auto found = m_edges.find({std::min(a, b), std::max(a, b)});
        return found != m_edges.end() && found->second == 2;
    }

    static double length(Point a, Point b) { return std::sqrt(static_cast<double>(spatial::distance_squared(a, b))); }

    /// `by` units to the left of the way from a to b (negative: to the right).
    static Point beside(Point p, Point a, Point b, double by) {
        const double dx = static_cast<double>(b.x - a.x) / length(a, b);
        const double dy = static_cast<double>(b.y - a.y) / length(a, b);
        return {p.x - static_cast<std::int32_t>(std::lround(dy * by)), p.y + static_cast<std::int32_t>(std::lround(dx * by))};
    }

    static spatial::LatticeBox around(std::initializer_list<Point> points, std::int32_t margin) {
        spatial::LatticeBox box;
        for (const auto p : points) {
            box.add({p.x - margin, p.y - margin});
            box.add({p.x + margin, p.y + margin});
        }
        return box;
    }

    /// Whether nothing but the given points lies in the box, and no other damage meets it.
    [[nodiscard]] bool is_free(const spatial::LatticeBox &box, const std::set<Point> &own) const {
        for (auto at = m_points.lower_bound({box.min_x, box.min_y}); at != m_points.end() && at->x <= box.max_x; ++at) {
            if (box.contains(*at) && !own.contains(*at)) {
                return false;
            }
        }
        return std::ranges::none_of(done, [&](const Damage &d) { return d.box.intersects(box); });
    }

    void try_one(DamageKind kind) {
        const auto which = m_random() % m_polygons.size();
        auto &ring = m_polygons[which].polygon.outer;
        const auto n = ring.size();
        const auto i = m_random() % n;
        if (n < 6) {
            return;
        }
        const auto z = ring[(i + n - 1) % n];
        const auto a = ring[i];
        const auto b = ring[(i + 1) % n];
        const auto c = ring[(i + 2) % n];
        const double shortest = std::min({length(z, a), length(a, b), length(b, c)});
        if (!is_shared(z, a) || !is_shared(a, b) || !is_shared(b, c) || shortest < 150 || a == c || z == b) {
            return;
        }
        if (kind == DamageKind::duplicate) {
            duplicate(which);
            return;
        }
        const double reach = std::min(shortest / 4, 400.0);
        const auto box = around({z, a, b, c}, static_cast<std::int32_t>(reach) + 6);
        if (!is_free(box, {z, a, b, c})) {
            return;
        }
        const auto before = ring;
        if (!apply(kind, ring, i, reach)) {
            ring = before;
            return;
        }
        done.push_back({kind, m_polygons[which].label, box});
    }

    bool apply(DamageKind kind, spatial::Ring &ring, std::size_t i, double reach) {
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
            const double angle = static_cast<double>(m_random() % 360);
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
            const auto by = 4 + static_cast<double>(m_random() % 30);
            ring[i] = beside(a, a, b, by);
            ring[(i + 1) % n] = beside(b, a, b, by);
            return true;
        }
        case DamageKind::off_by_three: {
            const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
            const auto beyond = beside(middle, a, b, m_random() % 2 == 0 ? 3.6 : -3.6);
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

    /// Whether the sides before and after side i cross each other.
    static bool crosses(const spatial::Ring &ring, std::size_t i) {
        const auto n = ring.size();
        return spatial::meet_improperly({ring[(i + n - 1) % n], ring[i]}, {ring[(i + 1) % n], ring[(i + 2) % n]});
    }

    void duplicate(std::size_t which) {
        const auto label = m_polygons[which].label;
        const auto box = spatial::bounds({m_polygons[which].polygon});
        const bool is_known = std::ranges::any_of(done, [&](const Damage &d) {
            return d.box.intersects(box) || (d.kind == DamageKind::duplicate && d.label == label);
        });
        if (!is_known) {
            m_polygons.push_back(m_polygons[which]);
            done.push_back({DamageKind::duplicate, label, box});
        }
    }

    std::vector<spatial::LabelledPolygon> &m_polygons;
    std::mt19937 m_random;
    std::map<Edge, int> m_edges;
    std::set<Point> m_points;
};

} // namespace jingwei::tests
