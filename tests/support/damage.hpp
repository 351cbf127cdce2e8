#pragma once

#include "spatial/coverage_build.hpp"
#include "tests/support/damage_shapes.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace jingwei::tests {

/// One thing made dirty: what, whose, and the box that holds all ground it can have touched.
struct Damage {
    DamageKind kind = DamageKind::pulled_in;
    spatial::Label label = spatial::no_label;
    spatial::LatticeBox box;
    /// Twice by how much all ground together is larger when it is mended: the mouth of a slit is closed by a straight line, and
    /// its end lay within rounding of the outer border.
    std::int64_t doubled_gain = 0;
};

/// Makes labelled polygons that tile the ground dirty, at places that lie apart from each other; slits are open to the outside,
/// all else lies apart from the outer border. The same polygons and seed give the same damage.
class Damager {
  public:
    Damager(std::vector<spatial::LabelledPolygon> &polygons, std::uint32_t seed) : m_polygons(polygons), m_random(seed) {
        for (const auto &[label, polygon] : polygons) {
            note_edges(polygon.outer);
            std::ranges::for_each(polygon.holes, [&](const auto &hole) { note_edges(hole); });
        }
        note_mouths();
    }

    /// Up to `count` damages, the kinds in turn; fewer where no more places are found.
    std::vector<Damage> damage(std::size_t count) {
        int turn = 0;
        for (std::size_t tries = 0; done.size() < count && tries < 400 * count; ++tries) {
            const auto kind = static_cast<DamageKind>(turn % damage_kinds);
            const auto before = done.size();
            kind == DamageKind::slit ? try_slit() : try_one(kind);
            turn += done.size() > before || (kind == DamageKind::slit && m_mouths.empty()) ? 1 : 0;
        }
        return done;
    }

    /// Up to `count` slits and nothing else.
    std::vector<Damage> damage_by_slits(std::size_t count) {
        while (done.size() < count && !m_mouths.empty()) {
            try_slit();
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

    [[nodiscard]] int uses(Point a, Point b) const {
        const auto found = m_edges.find({std::min(a, b), std::max(a, b)});
        return found == m_edges.end() ? 0 : found->second;
    }
    [[nodiscard]] bool is_shared(Point a, Point b) const { return uses(a, b) == 2; }

    /// Where a border between two units begins at the outer one, seen from the unit on whose outer ring it follows.
    void note_mouths() {
        for (std::size_t which = 0; which < m_polygons.size(); ++which) {
            const auto &ring = m_polygons[which].polygon.outer;
            const auto n = ring.size();
            for (std::size_t i = 0; i < n; ++i) {
                if (n >= 6 && uses(ring[(i + n - 1) % n], ring[i]) == 1 && is_shared(ring[i], ring[(i + 1) % n])) {
                    m_mouths.push_back({which, ring[i]});
                }
            }
        }
        std::shuffle(m_mouths.begin(), m_mouths.end(), m_random);
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
        if (!make_dirty(kind, ring, i, reach, m_random)) {
            ring = before;
            return;
        }
        done.push_back({kind, m_polygons[which].label, box, 0});
    }

    /// Draws a unit back from its neighbour where their border comes to the outside: the end goes along the outer border, the
    /// next vertex aside, and the one after that is the slit's inner end.
    void try_slit() {
        if (m_mouths.empty()) {
            return;
        }
        const auto [which, mouth] = m_mouths.back();
        m_mouths.pop_back();
        auto &ring = m_polygons[which].polygon.outer;
        const auto n = ring.size();
        const auto i = static_cast<std::size_t>(std::ranges::find(ring, mouth) - ring.begin());
        if (i == n) {
            return;
        }
        const auto z = ring[(i + n - 1) % n];
        const auto b = ring[(i + 1) % n];
        const auto c = ring[(i + 2) % n];
        const double shortest = std::min({length(z, mouth), length(mouth, b), length(b, c)});
        const bool is_sound = uses(z, mouth) == 1 && is_shared(mouth, b) && is_shared(b, c) && z != b && mouth != c;
        const double across = is_sound ? std::abs(static_cast<double>(spatial::cross(z, mouth, b))) : 0;
        if (shortest < 150 || across < 0.5 * length(z, mouth) * length(mouth, b)) {
            return;
        }
        const double wide = std::min(shortest / 8, 200.0); // 2 m
        const auto box = around({mouth, b, c}, static_cast<std::int32_t>(wide) + 6);
        if (!is_free(box, {z, mouth, b, c})) {
            return;
        }
        const Point drawn_back{mouth.x + static_cast<std::int32_t>(std::lround((z.x - mouth.x) / length(z, mouth) * wide)),
                               mouth.y + static_cast<std::int32_t>(std::lround((z.y - mouth.y) / length(z, mouth) * wide))};
        const bool counter_clockwise = spatial::doubled_area(ring) > 0;
        ring[i] = drawn_back;
        ring[(i + 1) % n] = beside(b, mouth, c, counter_clockwise ? wide / 2 : -wide / 2);
        const auto gain = spatial::cross(z, drawn_back, mouth) * (counter_clockwise ? 1 : -1);
        done.push_back({DamageKind::slit, m_polygons[which].label, box, gain});
    }

    void duplicate(std::size_t which) {
        const auto label = m_polygons[which].label;
        const auto box = spatial::bounds({m_polygons[which].polygon});
        const bool is_known = std::ranges::any_of(done, [&](const Damage &d) {
            return d.box.intersects(box) || (d.kind == DamageKind::duplicate && d.label == label);
        });
        if (!is_known) {
            m_polygons.push_back(m_polygons[which]);
            done.push_back({DamageKind::duplicate, label, box, 0});
        }
    }

    std::vector<spatial::LabelledPolygon> &m_polygons;
    std::mt19937 m_random;
    std::map<Edge, int> m_edges;
    std::set<Point> m_points;
    std::vector<std::pair<std::size_t, Point>> m_mouths; ///< polygon and vertex
};

} // namespace jingwei::tests
