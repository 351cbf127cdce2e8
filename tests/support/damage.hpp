#pragma once

#include "spatial/coverage_build.hpp"
#include "tests/support/damage_shapes.hpp"
#include "tests/support/drawn_lines.hpp"
#include "tests/support/slit_shape.hpp"

#include <algorithm>
#include <set>
#include <vector>

namespace jingwei::tests {

/// One thing made dirty: what, whose, and the box that holds all ground it can have touched.
struct Damage {
    DamageKind kind = DamageKind::pulled_in;
    spatial::Label label = spatial::no_label;
    spatial::LatticeBox box;
    /// Twice by how much all ground together is larger when it is mended: the mouth of a slit is closed by a straight line, and
    /// its end lay within rounding of the outer border. Not known of slits before whose mouth the outside is narrow.
    std::int64_t doubled_gain = 0;
    std::int64_t doubled_rounding = 0; ///< by how much the gain may be more or less
};

/// Makes labelled polygons that tile the ground dirty, at places that lie apart from each other; slits are open to the outside,
/// all else lies apart from the outer border. The same polygons and seed give the same damage.
class Damager {
  public:
    Damager(std::vector<spatial::LabelledPolygon> &polygons, std::uint32_t seed)
        : m_polygons(polygons), m_lines(polygons), m_random(seed) {
        note_mouths();
    }

    /// Up to `count` damages, the kinds in turn; fewer where no more places are found. The outside is wide before the
    /// mouths of slits.
    std::vector<Damage> damage(std::size_t count) {
        int turn = 0;
        for (std::size_t tries = 0; done.size() < count && tries < 400 * count; ++tries) {
            const auto kind = static_cast<DamageKind>(turn % damage_kinds);
            const auto before = done.size();
            kind == DamageKind::slit ? try_slit(true) : try_one(kind);
            turn += done.size() > before || (kind == DamageKind::slit && m_mouths.empty()) ? 1 : 0;
        }
        return done;
    }

    /// Up to `count` slits and nothing else, with mouths of every form.
    std::vector<Damage> damage_by_slits(std::size_t count) {
        while (done.size() < count && !m_mouths.empty()) {
            try_slit(false);
        }
        return done;
    }

    std::vector<Damage> done;

  private:
    using Point = spatial::LatticePoint;
    /// More than a slit may be wide: 5 m up to a latitude of 55 degrees.
    static constexpr std::int32_t widest = 800;

    /// Where a border between two units begins at the outer one, seen from the unit on whose outer ring it follows.
    void note_mouths() {
        for (std::size_t which = 0; which < m_polygons.size(); ++which) {
            const auto &ring = m_polygons[which].polygon.outer;
            const auto n = ring.size();
            for (std::size_t i = 0; i < n; ++i) {
                if (n >= 6 && m_lines.uses(ring[(i + n - 1) % n], ring[i]) == 1 &&
                    m_lines.is_shared(ring[i], ring[(i + 1) % n])) {
                    m_mouths.push_back({which, ring[i]});
                }
            }
        }
        std::shuffle(m_mouths.begin(), m_mouths.end(), m_random);
    }

    [[nodiscard]] bool is_damaged(const spatial::LatticeBox &box) const {
        return std::ranges::any_of(done, [&](const Damage &d) { return d.box.intersects(box); });
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
        if (!m_lines.is_shared(z, a) || !m_lines.is_shared(a, b) || !m_lines.is_shared(b, c) || shortest < 150 || a == c ||
            z == b) {
            return;
        }
        if (kind == DamageKind::duplicate) {
            duplicate(which);
            return;
        }
        const double reach = std::min(shortest / 4, 400.0);
        const auto box = around({z, a, b, c}, static_cast<std::int32_t>(reach) + 6);
        if (!m_lines.is_free(box, {z, a, b, c}) || is_damaged(box)) {
            return;
        }
        const auto before = ring;
        if (!make_dirty(kind, ring, i, reach, m_random)) {
            ring = before;
            return;
        }
        done.push_back({kind, m_polygons[which].label, box, 0, 0});
    }

    /// Draws a unit back from its neighbour where their border comes to the outside.
    void try_slit(bool straight_only) {
        if (m_mouths.empty()) {
            return;
        }
        const auto [which, place] = m_mouths.back();
        m_mouths.pop_back();
        auto &ring = m_polygons[which].polygon.outer;
        const auto n = ring.size();
        const auto i = static_cast<std::size_t>(std::ranges::find(ring, place) - ring.begin());
        const auto after = m_lines.next_outside(place);
        if (i == n || !after) {
            return;
        }
        const SlitMouth mouth{ring[(i + n - 1) % n], place, ring[(i + 1) % n], ring[(i + 2) % n], *after};
        const auto slit = slit_at(mouth, spatial::doubled_area(ring) > 0 ? 1 : -1);
        const bool closes_straight = is_open_mouth(mouth) && m_lines.lies_alone(place, widest);
        if (!slit || !is_sound(mouth, *slit) || (straight_only && !closes_straight)) {
            return;
        }
        auto box = around({place, mouth.bend, mouth.end}, static_cast<std::int32_t>(slit->wide) + 6);
        if (!m_lines.is_free(box, {mouth.before, place, mouth.bend, mouth.end})) {
            return;
        }
        if (!closes_straight) { // narrow ground before the mouth belongs to the slit
            const auto narrows = around({place}, widest);
            box.add({narrows.min_x, narrows.min_y});
            box.add({narrows.max_x, narrows.max_y});
        }
        if (is_damaged(box)) {
            return;
        }
        ring[i] = slit->drawn_back;
        ring[(i + 1) % n] = slit->aside;
        done.push_back({DamageKind::slit, m_polygons[which].label, box, slit->doubled_gain, slit->doubled_rounding});
    }

    /// Whether the mouth is as it was at first, and the slit meets nothing but itself.
    [[nodiscard]] bool is_sound(const SlitMouth &m, const SlitShape &slit) const {
        const std::set<Point> own{m.before, m.at, m.bend, m.end};
        return m_lines.uses(m.before, m.at) == 1 && m_lines.is_shared(m.at, m.bend) && m_lines.is_shared(m.bend, m.end) &&
               own.size() == 4 && !m_lines.is_met({slit.drawn_back, slit.aside}, own) &&
               !m_lines.is_met({slit.aside, m.end}, own);
    }

    void duplicate(std::size_t which) {
        const auto label = m_polygons[which].label;
        const auto box = spatial::bounds({m_polygons[which].polygon});
        const bool is_known = std::ranges::any_of(done, [&](const Damage &d) {
            return d.box.intersects(box) || (d.kind == DamageKind::duplicate && d.label == label);
        });
        if (!is_known) {
            m_polygons.push_back(m_polygons[which]);
            done.push_back({DamageKind::duplicate, label, box, 0, 0});
        }
    }

    std::vector<spatial::LabelledPolygon> &m_polygons;
    DrawnLines m_lines; ///< before anything was made dirty
    std::mt19937 m_random;
    std::vector<std::pair<std::size_t, Point>> m_mouths; ///< polygon and vertex
};

} // namespace jingwei::tests
