#include "server/service/plan_draft.hpp"

#include "data/store.hpp"
#include "server/api_error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <numeric>

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

bool has_same_objects(const data::World &a, const data::World &b) {
    return a.cameras == b.cameras && a.key_sites == b.key_sites && a.rental_houses == b.rental_houses &&
           a.buildings == b.buildings;
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

void PlanDraft::set_rules(std::vector<data::GridRule> rules) {
    m_rules = std::move(rules);
    std::erase_if(m_rules, [&](const data::GridRule &rule) { return rule.theme != m_base->code; });
}

void PlanDraft::set_retired_codes(const std::vector<data::EarlierCode> &codes) {
    m_retired_codes.clear();
    for (const auto &[code, grid] : codes) {
        if (m_base->find(code) == 0) {
            const auto [known, is_first] = m_retired_codes.try_emplace(code, grid);
            known->second = is_first ? grid : 0;
        }
    }
}

bool PlanDraft::was_anothers(const std::string &code, Label unit) const {
    const auto was = m_base->find(code);
    const auto retired = m_retired_codes.find(code);
    return (was != 0 && was != unit && (m_units[was].gone || m_units[was].row.code != code)) ||
           (retired != m_retired_codes.end() && (retired->second == 0 || retired->second != m_units[unit].row.id));
}

void PlanDraft::follow(data::WorldPtr world) {
    if (has_same_objects(*world, *m_tally.world())) {
        m_tally.set_world(std::move(world));
        return;
    }
    m_tally = PlanTally(std::move(world), *m_base);
    m_sums_before = m_tally.sums();
    for (auto &done : m_done) {
        done.effect.moved.clear(); // they name slots of the World that was
        static_cast<void>(follow_ground(done.places()));
    }
}

Label PlanDraft::find(std::string_view code) const {
    const auto found = m_by_code.find(std::string(code));
    return found == m_by_code.end() ? spatial::no_label : found->second;
}

std::string PlanDraft::code_of(Label unit) const {
    return unit < m_units.size() ? m_units[unit].row.code : std::string();
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
    m_parents.assign(m_units.size(), spatial::no_label);
    m_child_counts.assign(m_units.size(), 0);
    m_orphans = 0;
    for (Label unit = 1; unit < m_units.size(); ++unit) {
        m_parents[unit] = find(m_units[unit].row.parent_code);
        m_child_counts[m_parents[unit]] += m_units[unit].gone ? 0 : 1;
        m_orphans += m_parents[unit] == spatial::no_label && !m_units[unit].row.parent_code.empty() ? 1 : 0;
    }
    m_editor.set_parents(m_parents);
}

Label PlanDraft::add_unit(const PlanUnit &unit) {
    m_units.push_back(unit);
    const auto label = static_cast<Label>(m_units.size() - 1);
    m_by_code[unit.row.code] = label;
    const auto parent = find(unit.row.parent_code);
    if (m_orphans > 0 || parent == spatial::no_label) {
        refresh_parents();
        return label;
    }
    m_parents.push_back(parent); // it is nobody's parent yet: all others have theirs
    m_child_counts.push_back(0);
    ++m_child_counts[parent];
    m_editor.set_parents(m_parents);
    return label;
}

void PlanDraft::end_unit(Done &done, Label unit) {
    auto row = m_units[unit];
    row.gone = true;
    set_row(done, unit, std::move(row));
    --m_child_counts[m_parents[unit]];
}

void PlanDraft::set_row(Done &done, Label unit, PlanUnit now) {
    done.rows_before.emplace_back(unit, m_units[unit]);
    m_by_code.erase(m_units[unit].row.code);
    if (!now.gone) {
        m_by_code[now.row.code] = unit;
    }
    m_units[unit] = std::move(now);
}

std::vector<spatial::LatticeBox> PlanDraft::Done::places() const {
    std::vector<spatial::LatticeBox> all;
    for (const auto &gesture : gestures) {
        all.insert(all.end(), gesture.places.begin(), gesture.places.end());
    }
    return all;
}

std::vector<Moved> PlanDraft::follow_ground(std::span<const spatial::LatticeBox> places) {
    return m_tally.follow(places, [this](spatial::LatticePoint p) { return m_editor.label_at(p); });
}

std::span<const spatial::FaceId> PlanDraft::faces_of(Label unit) const {
    if (m_faces.first.empty()) {
        const auto &ground = m_editor.ground();
        const auto for_each_face = [&](const auto &visit) {
            for (spatial::FaceId face = 1; face < ground.face_end(); ++face) {
                if (ground.has_face(face)) {
                    visit(face, ground.face(face).label);
                }
            }
        };
        m_faces.first.assign(m_units.size() + 1, 0);
        for_each_face([&](spatial::FaceId, Label label) { ++m_faces.first[label + 1]; });
        std::partial_sum(m_faces.first.begin(), m_faces.first.end(), m_faces.first.begin());
        m_faces.faces.resize(m_faces.first.back());
        auto next = m_faces.first;
        for_each_face([&](spatial::FaceId face, Label label) { m_faces.faces[next[label]++] = face; });
    }
    return std::span(m_faces.faces).subspan(m_faces.first[unit], m_faces.first[unit + 1] - m_faces.first[unit]);
}

void PlanDraft::forget_shapes(const Done &done) {
    m_faces = {};
    const auto &ground = m_editor.ground();
    const auto forget_beside = [&](spatial::ArcId arc) {
        if (ground.has_arc(arc)) {
            m_shapes.erase(ground.left_label(arc * 2));
            m_shapes.erase(ground.left_label(arc * 2 + 1));
        }
    };
    for (const auto &gesture : done.gestures) {
        std::ranges::for_each(gesture.shifts, [&](const auto &shift) { m_shapes.erase(shift.label); });
        std::ranges::for_each(gesture.bends, [&](const auto &bend) { m_shapes.erase(bend.label); });
        for (const auto &change : gesture.changes) {
            std::ranges::for_each(change.arcs(), forget_beside);
            for (const auto face : change.faces()) {
                if (ground.has_face(face)) {
                    m_shapes.erase(ground.face(face).label);
                }
            }
        }
    }
}

void PlanDraft::take_back(Done &done) {
    std::for_each(done.gestures.rbegin(), done.gestures.rend(),
                  [&](spatial::Gesture &gesture) { static_cast<void>(spatial::undo(m_editor, gesture)); });
    forget_shapes(done);
    if (done.rows_before.empty() && m_units.size() == done.unit_count_before) {
        return;
    }
    for (auto change = done.rows_before.rbegin(); change != done.rows_before.rend(); ++change) {
        m_by_code.erase(m_units[change->first].row.code);
    }
    for (auto change = done.rows_before.rbegin(); change != done.rows_before.rend(); ++change) {
        m_units[change->first] = change->second;
    }
    while (m_units.size() > done.unit_count_before) {
        m_shapes.erase(static_cast<Label>(m_units.size() - 1));
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
    done.effect.moved = follow_ground(done.places());
    std::swap(done.effect.borders.drawn, done.effect.borders.given_up);
    std::erase_if(done.effect.touched, [&](Label unit) { return unit >= m_units.size(); });
    return done.effect;
}

void PlanDraft::note_effect(Done &done) {
    forget_shapes(done);
    std::set<Label> touched;
    for (const auto &gesture : done.gestures) {
        std::ranges::for_each(gesture.shifts, [&](const auto &shift) { touched.insert(shift.label); });
    }
    std::ranges::for_each(done.rows_before, [&](const auto &row) { touched.insert(row.first); });
    touched.erase(spatial::no_label);
    done.effect.touched.assign(touched.begin(), touched.end());
    done.effect.borders = spatial::border_shift(m_editor, done.gestures);
    done.effect.moved = follow_ground(done.places());
}

std::vector<Label> PlanEffect::told() const {
    std::set<Label> units(touched.begin(), touched.end());
    units.insert(followed.begin(), followed.end());
    return {units.begin(), units.end()};
}

std::vector<Label> PlanDraft::changed_units() const {
    std::set<Label> changed;
    for (const auto &done : m_done) {
        const auto units = done.effect.told();
        changed.insert(units.begin(), units.end());
    }
    std::erase_if(changed, [&](Label unit) { return unit >= m_base->grids.size() && m_units[unit].gone; });
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
