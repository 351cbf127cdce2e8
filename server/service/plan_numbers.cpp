#include "server/service/instant.hpp"
#include "server/service/plan_draft.hpp"
#include "spatial/measure.hpp"
#include "spatial/shape_figures.hpp"

#include <algorithm>
#include <cmath>

namespace jingwei::server {

using spatial::Label;
using spatial::LatticePoint;

namespace {

constexpr std::size_t building_layer = 3;

spatial::LatticeBox box_of(const spatial::MultiPolygon &ground) {
    spatial::LatticeBox box;
    for (const auto &polygon : ground) {
        std::ranges::for_each(polygon.outer, [&](LatticePoint p) { box.add(p); });
    }
    return box;
}

/// Metres on the local scale of `from`: exact enough across a grid.
double metres_between(LatticePoint from, LatticePoint to) {
    const auto scale = spatial::local_scale(from.y);
    return std::hypot((double(to.x) - from.x) * scale.east_m, (double(to.y) - from.y) * scale.north_m);
}

double metres_to_segment(LatticePoint p, const spatial::Segment &s) {
    const auto scale = spatial::local_scale(p.y);
    const double ax = (double(s.a.x) - p.x) * scale.east_m;
    const double ay = (double(s.a.y) - p.y) * scale.north_m;
    const double dx = (double(s.b.x) - s.a.x) * scale.east_m;
    const double dy = (double(s.b.y) - s.a.y) * scale.north_m;
    const double square = dx * dx + dy * dy;
    const double along = square > 0 ? std::clamp(-(ax * dx + ay * dy) / square, 0.0, 1.0) : 0;
    return std::hypot(ax + along * dx, ay + along * dy);
}

/// The box grown by metres to all sides.
spatial::LatticeBox grown(spatial::LatticeBox box, double metres) {
    const auto scale = spatial::local_scale(box.min_y);
    const auto east = static_cast<std::int32_t>(std::ceil(metres / scale.east_m));
    const auto north = static_cast<std::int32_t>(std::ceil(metres / scale.north_m));
    return {box.min_x - east, box.min_y - north, box.max_x + east, box.max_y + north};
}

/// The farthest building of a unit from a point.
template <class IsOwn>
std::optional<double> farthest_m(const data::World &world, const spatial::MultiPolygon &ground, LatticePoint from,
                                 const IsOwn &is_own) {
    std::optional<double> farthest;
    world.buildings->points.for_each_in_box(box_of(ground), [&](const spatial::PointEntry &entry) {
        if (is_own(entry)) {
            farthest = std::max(farthest.value_or(0), metres_between(from, entry.at));
        }
    });
    return farthest;
}

} // namespace

GridNumbers PlanDraft::numbers(Label unit) const {
    const auto &row = m_units[unit].row;
    GridNumbers numbers{.code = row.code, .name = row.name, .is_new = unit >= m_base->grids.size(), .gone = m_units[unit].gone};
    numbers.tally = m_tally.of(unit);
    numbers.range = rules_of(unit);
    if (const auto ground = ground_of(unit); !ground.empty()) {
        const auto figures = spatial::shape_figures(ground);
        numbers.area_m2 = figures.area_m2;
        numbers.compactness = figures.compactness;
        numbers.walk_radius_m =
            farthest_m(*m_tally.world(), ground, spatial::label_point(ground),
                       [&](const spatial::PointEntry &entry) { return m_tally.owner(building_layer, entry.slot) == unit; });
    }
    if (!numbers.is_new && !m_base->shapes[unit].empty()) {
        const auto &before = m_base->grids[unit];
        numbers.area_before_m2 = before.area_m2;
        numbers.compactness_before = spatial::shape_figures(m_base->shapes[unit], before.area_m2).compactness;
        numbers.tally_before = unit < m_sums_before.size() ? m_sums_before[unit] : UnitTally{};
        numbers.walk_radius_before_m =
            farthest_m(*m_tally.world(), m_base->shapes[unit], before.label_point,
                       [&](const spatial::PointEntry &entry) { return m_base->locator->locate(entry.at) == unit; });
    }
    return numbers;
}

std::vector<data::GridRule> PlanDraft::rules_of(Label unit) const {
    std::vector<data::GridRule> rules;
    std::ranges::copy_if(m_rules, std::back_inserter(rules),
                         [&](const data::GridRule &rule) { return rule.level == m_units[unit].row.level; });
    return rules;
}

data::GridIndex PlanDraft::published_grid(const data::ThemeWorld &now, Label unit) const {
    if (unit >= m_base->grids.size()) {
        return 0;
    }
    const auto &code = m_base->grids[unit].code;
    return unit < now.grids.size() && now.grids[unit].code == code ? unit : now.find(code); // mostly it has not changed
}

bool PlanDraft::has_responsible(Label unit) const {
    const auto &world = *m_tally.world();
    const auto theme = world.theme_index(m_base->code);
    const auto *now = world.theme(m_base->code);
    if (unit >= m_base->grids.size() || now == nullptr || !theme) {
        return false; // nobody answers for a new grid yet
    }
    const auto grid = published_grid(*now, unit);
    return grid != 0 && std::ranges::any_of(world.roster->assignments[*theme][grid],
                                            [at = now_ms()](const data::Assignment &a) { return at < a.to; });
}

std::vector<PersonNumbers> PlanDraft::people(std::span<const Label> units) const {
    const auto &world = *m_tally.world();
    const auto theme = world.theme_index(m_base->code);
    const auto *now = world.theme(m_base->code);
    if (!theme || now == nullptr) {
        return {};
    }
    const auto at = now_ms();
    const auto for_each_person = [&](Label unit, const auto &visit) {
        const auto grid = published_grid(*now, unit);
        if (grid == 0) {
            return;
        }
        const auto &held = world.roster->assignments[*theme][grid];
        const auto heads = [&](const data::Assignment &a) { return a.primary && a.holds_at(at); };
        for (auto a = held.begin(); a != held.end(); ++a) {
            const bool again = std::any_of(held.begin(), a, [&](const auto &b) { return heads(b) && b.person == a->person; });
            if (heads(*a) && !again) {
                visit(a->person);
            }
        }
    };
    std::unordered_map<std::uint32_t, PersonNumbers> found;
    for (const auto unit : units) {
        for_each_person(unit, [&](std::uint32_t person) {
            found.try_emplace(person, PersonNumbers{world.roster->people[person].code, world.roster->people[person].name});
        });
    }
    for (Label unit = 1; unit < m_base->grids.size() && !found.empty(); ++unit) {
        for_each_person(unit, [&](std::uint32_t person) {
            if (const auto entry = found.find(person); entry != found.end()) {
                entry->second.tally_before.add(unit < m_sums_before.size() ? m_sums_before[unit] : UnitTally{});
                entry->second.tally.add(m_tally.of(unit));
                if (!m_units[unit].gone) {
                    entry->second.grids.push_back(m_units[unit].row.code);
                }
            }
        });
    }
    std::vector<PersonNumbers> people;
    std::ranges::for_each(found, [&](auto &entry) { people.push_back(std::move(entry.second)); });
    std::ranges::sort(people, {}, &PersonNumbers::code);
    return people;
}

std::vector<NearBorder> PlanDraft::near_borders(const PlanEffect &effect, double within_m) const {
    std::map<std::pair<std::size_t, std::uint32_t>, NearBorder> near;
    const auto look = [&](const spatial::BorderPiece &piece, const spatial::Segment &segment) {
        for_each_counted_layer(*m_tally.world(), [&](std::size_t layer, const auto &rows) {
            rows.points.for_each_in_box(grown(spatial::bounds(segment), within_m), [&](const spatial::PointEntry &entry) {
                const auto unit = m_tally.owner(layer, entry.slot);
                const double distance = metres_to_segment(entry.at, segment);
                if (distance > within_m || (unit != piece.left && unit != piece.right)) {
                    return;
                }
                const NearBorder here{layer, entry.slot, unit, unit == piece.left ? piece.right : piece.left, distance};
                auto &known = near.try_emplace({layer, entry.slot}, here).first->second;
                known = distance < known.distance_m ? here : known;
            });
        });
    };
    for (const auto &piece : effect.borders.drawn) {
        for (std::size_t i = 0; i + 1 < piece.line.size(); ++i) {
            look(piece, {piece.line[i], piece.line[i + 1]});
        }
    }
    std::vector<NearBorder> list;
    std::ranges::for_each(near, [&](const auto &entry) { list.push_back(entry.second); });
    std::ranges::stable_sort(list, {}, &NearBorder::distance_m);
    return list;
}

spatial::Polygon PlanDraft::polygon_of(spatial::FaceId face) const {
    const auto &ground = m_editor.ground();
    const auto ring_of = [&](spatial::BoundaryId boundary) {
        spatial::Ring ring;
        ground.for_each_half_along(boundary, [&](spatial::HalfArc h) {
            const auto points = ground.line(h / 2).points();
            if ((h & 1U) == 0) {
                ring.insert(ring.end(), points.begin(), points.end() - 1);
            } else {
                ring.insert(ring.end(), points.rbegin(), points.rend() - 1);
            }
        });
        return ring;
    };
    spatial::Polygon polygon{ring_of(ground.face(face).outline), {}};
    ground.for_each_hole(face, [&](spatial::BoundaryId hole) { polygon.holes.push_back(ring_of(hole)); });
    return polygon;
}

spatial::MultiPolygon PlanDraft::ground_of(Label unit) const {
    spatial::MultiPolygon polygons;
    std::ranges::transform(faces_of(unit), std::back_inserter(polygons), [&](auto face) { return polygon_of(face); });
    return polygons;
}

} // namespace jingwei::server
