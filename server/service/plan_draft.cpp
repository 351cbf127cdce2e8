#include "server/service/plan_draft.hpp"

#include "data/store.hpp"
#include "server/api_error.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::server {

using data::ThemeWorld;
using spatial::Label;

namespace {

std::vector<PlanUnit> units_of(const data::World &world, const ThemeWorld &theme) {
    std::vector<PlanUnit> units(1);
    auto content = data::theme_content(world, theme);
    for (std::size_t i = 1; i < content.grids.size(); ++i) {
        units.push_back({std::move(content.grids[i]), false});
    }
    return units;
}

} // namespace

PlanDraft::PlanDraft(data::WorldPtr world, std::shared_ptr<const ThemeWorld> base, const std::string &within)
    : m_base(std::move(base)), m_units(units_of(*world, *m_base)), m_within(within), m_editor(m_base->coverage),
      m_tally(std::move(world), *m_base), m_sums_before(m_tally.sums()) {
    for (Label unit = 1; unit < m_units.size(); ++unit) {
        m_by_code.emplace(m_units[unit].row.code, unit);
    }
    if (!m_within.empty() && find(m_within) == spatial::no_label) {
        throw ApiError(ErrorCode::not_found, "no_such_grid",
                       fmt::format("There is no grid '{}' that the plan could be within.", m_within.substr(0, 40)), "within");
    }
    refresh_parents();
}

Label PlanDraft::find(std::string_view code) const {
    const auto found = m_by_code.find(std::string(code));
    return found == m_by_code.end() ? spatial::no_label : found->second;
}

Label PlanDraft::parent_of(Label unit) const {
    return find(m_units[unit].row.parent_code);
}

bool PlanDraft::has_children(Label unit) const {
    const auto &code = m_units[unit].row.code;
    return std::ranges::any_of(m_units, [&](const PlanUnit &other) { return !other.gone && other.row.parent_code == code; });
}

bool PlanDraft::lies_within(Label unit) const {
    if (m_within.empty()) {
        return true;
    }
    const auto top = find(m_within);
    for (int depth = 0; unit != spatial::no_label && depth < 32; unit = parent_of(unit), ++depth) {
        if (unit == top) {
            return true;
        }
    }
    return false;
}

void PlanDraft::refresh_parents() {
    std::vector<Label> parents(m_units.size(), spatial::no_label);
    for (Label unit = 1; unit < m_units.size(); ++unit) {
        parents[unit] = parent_of(unit);
    }
    m_editor.set_parents(std::move(parents));
}

Label PlanDraft::add_unit(const PlanUnit &unit) {
    m_units.push_back(unit);
    const auto label = static_cast<Label>(m_units.size() - 1);
    m_by_code[unit.row.code] = label;
    refresh_parents();
    return label;
}

void PlanDraft::set_row(Done &done, Label unit, PlanUnit now) {
    done.rows_before.emplace_back(unit, m_units[unit]);
    m_by_code.erase(m_units[unit].row.code);
    if (!now.gone) {
        m_by_code[now.row.code] = unit;
    }
    m_units[unit] = std::move(now);
}

void PlanDraft::take_back(Done &done) {
    if (done.gesture) {
        static_cast<void>(spatial::undo(m_editor, *done.gesture));
    }
    m_tally.take_back(done.effect.moved);
    for (auto change = done.rows_before.rbegin(); change != done.rows_before.rend(); ++change) {
        m_by_code.erase(m_units[change->first].row.code);
    }
    for (auto change = done.rows_before.rbegin(); change != done.rows_before.rend(); ++change) {
        m_units[change->first] = change->second;
    }
    while (m_units.size() > done.unit_count_before) {
        m_by_code.erase(m_units.back().row.code);
        m_units.pop_back();
    }
    for (const auto &[unit, before] : done.rows_before) {
        if (unit < m_units.size() && !m_units[unit].gone) {
            m_by_code[m_units[unit].row.code] = unit;
        }
    }
    refresh_parents();
}

PlanEffect PlanDraft::undo() {
    Done done = std::move(m_done.back());
    m_done.pop_back();
    take_back(done);
    for (auto &moved : done.effect.moved) {
        std::swap(moved.from, moved.to);
    }
    std::erase_if(done.effect.touched, [&](Label unit) { return unit >= m_units.size(); });
    return done.effect;
}

spatial::MultiPolygon PlanDraft::ground_of(Label unit) const {
    const auto &ground = m_editor.ground();
    spatial::MultiPolygon polygons;
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
    for (spatial::FaceId face = 1; face < ground.face_end(); ++face) {
        if (ground.has_face(face) && ground.face(face).label == unit) {
            auto &polygon = polygons.emplace_back(spatial::Polygon{ring_of(ground.face(face).outline), {}});
            ground.for_each_hole(face, [&](spatial::BoundaryId hole) { polygon.holes.push_back(ring_of(hole)); });
        }
    }
    return polygons;
}

GridNumbers PlanDraft::numbers(Label unit) const {
    const auto &row = m_units[unit].row;
    const bool was = unit < m_base->grids.size();
    return {.code = row.code,
            .name = row.name,
            .is_new = !was,
            .gone = m_units[unit].gone,
            .area_m2 = spatial::geodesic_area_m2(ground_of(unit)),
            .area_before_m2 = was ? m_base->grids[unit].area_m2 : 0,
            .tally = m_tally.of(unit),
            .tally_before = unit < m_sums_before.size() ? m_sums_before[unit] : UnitTally{}};
}

bool PlanDraft::has_responsible(const std::string &code) const {
    const auto &world = *m_tally.world();
    const auto theme = world.theme_index(m_base->code);
    const auto *now = world.theme(m_base->code);
    const auto grid = now == nullptr ? 0 : now->find(code);
    return grid != 0 && theme && !world.roster->assignments[*theme][grid].empty();
}

std::vector<PlanProblem> PlanDraft::problems(std::span<const Label> units) const {
    constexpr double narrow_m = 5; // as narrow as what an import gives away
    std::vector<PlanProblem> found;
    for (const auto unit : units) {
        const auto &row = m_units[unit].row;
        if (m_units[unit].gone || has_children(unit)) {
            continue;
        }
        const auto add = [&](const char *kind, bool error, std::optional<spatial::LonLat> place, std::string detail) {
            found.push_back({kind, error, row.code, place, std::move(detail)});
        };
        const auto ground = ground_of(unit);
        if (ground.empty()) {
            add("no_ground", true, {}, fmt::format("'{}' has no ground left; merge it, or give it some.", row.code));
            continue;
        }
        const auto place = spatial::to_lonlat(spatial::label_point(ground));
        if (ground.size() > 1) {
            add("multi_part", false, place,
                fmt::format("'{}' lies in {} parts; join them, or leave it so with a reason.", row.code, ground.size()));
        }
        for (const auto &part : ground) {
            if (spatial::inscribed_width_m(part) < narrow_m) {
                add("sliver", false, spatial::to_lonlat(part.outer.front()),
                    fmt::format("A part of '{}' is nowhere {} m wide; give it to a neighbour.", row.code, narrow_m));
            }
        }
        if (!has_responsible(row.code)) {
            add("nobody_responsible", false, place, fmt::format("Nobody answers for '{}' yet; assign somebody.", row.code));
        }
        if (row.name.empty() || row.name == row.code) {
            add("name_missing", false, place, fmt::format("'{}' has no name; set one.", row.code));
        }
    }
    return found;
}

std::vector<Label> PlanDraft::changed_units() const {
    std::set<Label> changed;
    for (const auto &done : m_done) {
        changed.insert(done.effect.touched.begin(), done.effect.touched.end());
    }
    return {changed.begin(), changed.end()};
}

data::ThemeContent PlanDraft::content() const {
    data::ThemeContent content;
    content.theme = m_base->code;
    std::vector<Label> place(m_units.size(), spatial::no_label);
    for (Label unit = 1; unit < m_units.size(); ++unit) {
        if (!m_units[unit].gone) {
            place[unit] = static_cast<Label>(content.grids.size());
            content.grids.push_back(m_units[unit].row);
        }
    }
    const auto coverage = m_editor.coverage();
    std::vector<Label> labels(coverage.face_labels().begin(), coverage.face_labels().end());
    for (auto &label : labels) {
        label = place[label];
    }
    content.coverage = spatial::Coverage({coverage.all_points().begin(), coverage.all_points().end()},
                                         {coverage.arcs().begin(), coverage.arcs().end()}, std::move(labels));
    return content;
}

} // namespace jingwei::server
