#include "server/service/instant.hpp"
#include "server/service/plan_draft.hpp"
#include "spatial/measure.hpp"
#include "spatial/shape_figures.hpp"
#include "spatial/simple_rings.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

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

/// The farthest building of a unit from a point; the box is that of its ground.
template <class IsOwn>
std::optional<double> farthest_m(const data::World &world, const spatial::LatticeBox &box, LatticePoint from,
                                 const IsOwn &is_own) {
    std::optional<double> farthest;
    world.buildings->points.for_each_in_box(box, [&](const spatial::PointEntry &entry) {
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
    numbers.range = rules_of(unit);
    if (has_children(unit)) {
        tell_upper(unit, numbers);
        return numbers;
    }
    numbers.tally = m_tally.of(unit);
    if (!faces_of(unit).empty()) {
        const auto &shape = shape_of(unit);
        numbers.area_m2 = shape.area_m2;
        numbers.compactness = shape.compactness;
        numbers.walk_radius_m =
            farthest_m(*m_tally.world(), shape.box, shape.label_point,
                       [&](const spatial::PointEntry &entry) { return m_tally.owner(building_layer, entry.slot) == unit; });
    }
    if (!numbers.is_new && !m_base->shapes[unit].empty()) {
        const auto &before = m_base->grids[unit];
        numbers.area_before_m2 = before.area_m2;
        numbers.compactness_before = compactness_before(unit);
        numbers.tally_before = unit < m_sums_before.size() ? m_sums_before[unit] : UnitTally{};
        numbers.walk_radius_before_m =
            farthest_m(*m_tally.world(), box_of(m_base->shapes[unit]), before.label_point,
                       [&](const spatial::PointEntry &entry) { return m_base->locator->locate(entry.at) == unit; });
    }
    return numbers;
}

const PlanDraft::Shape &PlanDraft::shape_of(Label unit) const {
    const auto [entry, fresh] = m_shapes.try_emplace(unit);
    auto &shape = entry->second;
    if (!fresh) {
        return shape;
    }
    const auto ground = ground_of(unit);
    const auto faces = faces_of(unit);
    for (std::size_t i = 0; i < ground.size(); ++i) {
        shape.parts.push_back({faces[i], ground[i].outer.front(), spatial::inscribed_width_m(ground[i])});
    }
    const auto figures = spatial::shape_figures(ground);
    shape.label_point = spatial::label_point(ground);
    shape.box = box_of(ground);
    shape.area_m2 = figures.area_m2;
    shape.compactness = figures.compactness;
    return shape;
}

double PlanDraft::compactness_before(Label unit) const {
    const auto [entry, fresh] = m_compactness_before.try_emplace(unit);
    if (fresh) {
        entry->second = spatial::shape_figures(m_base->shapes[unit], m_base->grids[unit].area_m2).compactness;
    }
    return entry->second;
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
    const auto &grid = m_base->grids[unit];
    const auto is_same = [&](data::GridIndex index) { return index < now.grids.size() && now.grids[index].id == grid.id; };
    if (is_same(unit)) { // mostly it has not changed
        return unit;
    }
    if (const auto named = now.find(grid.code); named != 0 && is_same(named)) {
        return named;
    }
    const auto renamed = std::ranges::find(now.grids, grid.id, &data::Grid::id);
    return renamed == now.grids.end() ? 0 : static_cast<data::GridIndex>(renamed - now.grids.begin());
}

bool PlanDraft::has_responsible(Label unit) const {
    return std::ranges::any_of(assignments_of(unit), [at = now_ms()](const data::Assignment &a) { return at < a.to; });
}

const std::vector<data::Assignment> &PlanDraft::assignments_of(Label unit) const {
    static const std::vector<data::Assignment> none;
    const auto &world = *m_tally.world();
    const auto theme = world.theme_index(m_base->code);
    const auto grid = theme ? published_grid(*world.themes[*theme], unit) : 0;
    return grid == 0 ? none : world.roster->assignments[*theme][grid];
}

const PlanDraft::Heads &PlanDraft::heads() const {
    const auto &world = *m_tally.world();
    const auto theme = world.theme_index(m_base->code);
    const auto now = theme ? world.themes[*theme] : nullptr;
    if (m_heads.roster == world.roster && m_heads.theme == now) {
        return m_heads;
    }
    m_heads = {.roster = world.roster, .theme = now, .first = {}, .units = {}};
    m_heads.first.assign(world.roster->people.size() + 2, 0);
    const auto for_each_head = [&](const auto &visit) {
        for (Label unit = 1; unit < m_base->grids.size(); ++unit) {
            const auto &held = assignments_of(unit);
            for (auto a = held.begin(); a != held.end(); ++a) {
                const auto is_theirs = [&](const data::Assignment &b) { return b.primary && b.person == a->person; };
                if (a->primary && std::none_of(held.begin(), a, is_theirs)) {
                    visit(a->person, unit);
                }
            }
        }
    };
    for_each_head([&](std::uint32_t person, Label) { ++m_heads.first[person + 2]; });
    std::partial_sum(m_heads.first.begin(), m_heads.first.end(), m_heads.first.begin());
    m_heads.units.resize(m_heads.first.back());
    for_each_head([&](std::uint32_t person, Label unit) { m_heads.units[m_heads.first[person + 1]++] = unit; });
    return m_heads;
}

PersonNumbers PlanDraft::person_numbers(std::uint32_t person, data::TimeMs at) const {
    const auto &all = heads();
    const auto &row = m_tally.world()->roster->people[person];
    PersonNumbers numbers{row.code, row.name};
    const auto heads_now = [&](Label unit) {
        return std::ranges::any_of(
            assignments_of(unit), [&](const data::Assignment &a) { return a.person == person && a.primary && a.holds_at(at); });
    };
    const auto is_counted_above = [&](Label unit) {
        for (auto above = parent_of(unit); above != spatial::no_label; above = parent_of(above)) {
            if (heads_now(above)) {
                return true;
            }
        }
        return false;
    };
    for (auto i = all.first[person]; i < all.first[person + 1]; ++i) {
        const auto unit = all.units[i];
        if (heads_now(unit)) {
            if (!m_units[unit].gone) {
                numbers.grids.push_back(m_units[unit].row.code);
            }
            if (is_counted_above(unit)) {
                continue;
            }
            numbers.tally_before.add(tally_before_with_all_below(unit));
            numbers.tally.add(tally_with_all_below(unit));
        }
    }
    return numbers;
}

std::vector<PersonNumbers> PlanDraft::people(std::span<const Label> units) const {
    const auto at = now_ms();
    std::set<std::uint32_t> found;
    for (const auto unit : units) {
        for (const auto &a : assignments_of(unit)) {
            if (a.primary && a.holds_at(at)) {
                found.insert(a.person);
            }
        }
    }
    std::vector<PersonNumbers> people;
    std::ranges::transform(found, std::back_inserter(people), [&](auto person) { return person_numbers(person, at); });
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
    std::ranges::transform(faces_of(unit), std::back_inserter(polygons),
                           [&](auto face) { return spatial::with_simple_rings(polygon_of(face)); });
    return polygons;
}

} // namespace jingwei::server
