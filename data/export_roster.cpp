#include "data/export_place.hpp"
#include "data/export_rows.hpp"
#include "data/export_values.hpp"
#include "data/org_rows.hpp"
#include "data/roster.hpp"
#include "spatial/measure.hpp"

#include <algorithm>
#include <set>

namespace jingwei::data {

namespace {

/// "网格长：王一、李二（副）；网格员：赵三", built person by person in role order.
class RoleText {
  public:
    void add(const Role &role, std::string_view text, bool primary) {
        const bool same = m_role == &role;
        m_text += m_role == nullptr ? "" : same ? "、" : "；";
        if (!same) {
            m_text += role.label_zh + "：";
            m_role = &role;
        }
        m_text += text;
        m_text += primary ? "" : "（副）";
    }
    [[nodiscard]] const std::string &text() const { return m_text; }

  private:
    const Role *m_role = nullptr;
    std::string m_text;
};

} // namespace

void LayerSource::add_people(GridIndex grid, LayerRow &row) const {
    RoleText names;
    RoleText phones;
    for (const Assignment &assignment : m_roster->assignments[m_theme_index][grid]) {
        if (!assignment.holds_at(m_request.at.value_or(m_request.now))) {
            continue;
        }
        const Person &person = m_roster->people[assignment.person];
        const Role &role = (*m_world->roles)[assignment.role];
        names.add(role, person.name, assignment.primary);
        if (!person.phone.empty()) {
            phones.add(role, person.phone, assignment.primary);
        }
    }
    for (auto &value : RowValues(0).text(names.text()).text(phones.text()).take()) {
        row.values.push_back(std::move(value));
    }
}

void LayerSource::for_each_grid(bool shapes, const std::function<void(LayerRow)> &take) const {
    for (GridIndex i = 1; i < m_theme->grids.size(); ++i) {
        const Grid &grid = m_theme->grids[i];
        if ((m_level && grid.level != *m_level) || (!m_ground.empty() && !m_ground[i])) {
            continue;
        }
        RowValues values(0);
        values.text(grid.code).text(grid.name).text(m_theme->levels[grid.level].code);
        values.text(grid.dedicated ? "dedicated" : "base").text(m_theme->grids[grid.parent].code);
        values.text((*m_world->divisions)[grid.division].code).text(grid.fallback_org);
        for (const auto &count : {grid.households, grid.residents}) {
            values.whole(m_request.all_columns ? count : unless_few(count));
        }
        values.rounded(grid.area_m2, 1).text(grid.limits_text);
        LayerRow row{values.take(), std::nullopt, std::nullopt};
        if (m_request.people) {
            add_people(i, row);
        }
        if (shapes) {
            row.shape = polygon_shape(m_theme->shapes[i], m_request.frame);
        } else {
            row.place = spatial::label_point(m_theme->shapes[i]);
        }
        take(std::move(row));
    }
}

void LayerSource::for_each_division(const std::function<void(LayerRow)> &take) const {
    const auto &divisions = *m_world->divisions;
    for (std::size_t i = 1; i < divisions.size(); ++i) {
        const Division &division = divisions[i];
        RowValues values(0);
        values.text(division.code).text(division.name).text(division.level).text(divisions[division.parent].code);
        take({values.take(), std::nullopt, std::nullopt});
    }
}

void LayerSource::for_each_staffing_rule(const std::function<void(LayerRow)> &take) const {
    for (const StaffingRule &rule : *m_world->staffing_rules) {
        const auto &theme = *m_world->themes[rule.theme];
        RowValues values(0);
        values.text(theme.levels[rule.level].code);
        values.text(!rule.dedicated ? "" : *rule.dedicated ? "dedicated" : "base");
        values.text((*m_world->roles)[rule.role].code).whole(rule.minimum).text(theme.code);
        take({values.take(), std::nullopt, std::nullopt});
    }
}

void LayerSource::for_each_organisation(const std::function<void(LayerRow)> &take) const {
    for (const OrgRow &row : organisations(m_store)) {
        take({RowValues(0).text(row.code).text(row.name).text(row.kind).take(), std::nullopt, std::nullopt});
    }
}

void LayerSource::for_each_person(const std::function<void(LayerRow)> &take) const {
    const auto &roster = *m_world->roster;
    std::set<std::uint32_t> here;
    for (GridIndex grid = 1; grid < m_ground.size(); ++grid) {
        if (m_ground[grid]) {
            for (const Assignment &assignment : roster.assignments[m_theme_index][grid]) {
                here.insert(assignment.person);
            }
        }
    }
    for (std::uint32_t i = 0; i < roster.people.size(); ++i) {
        const Person &person = roster.people[i];
        if (person.id != 0 && (m_request.within.empty() || here.contains(i))) {
            take({RowValues(0).text(person.code).text(person.name).text(person.phone).text(person.org).take(), std::nullopt,
                  std::nullopt});
        }
    }
}

void LayerSource::for_each_assignment(const std::function<void(LayerRow)> &take) const {
    const bool every_theme = m_request.theme.empty() && m_request.within.empty();
    for (std::size_t theme = 0; theme < m_world->themes.size(); ++theme) {
        if (every_theme || theme == m_theme_index) {
            for_each_assignment_of(theme, take);
        }
    }
}

void LayerSource::for_each_assignment_of(std::size_t theme, const std::function<void(LayerRow)> &take) const {
    const auto &roster = *m_world->roster;
    const auto &grids = m_world->themes[theme]->grids;
    const auto then = theme == m_theme_index ? m_theme : theme_then(theme);
    const auto wanted = [&](const std::string &grid_code) {
        const GridIndex grid = then->find(grid_code);
        return grid != 0 && (m_ground.empty() || m_ground[grid]);
    };
    const auto add = [&](const std::string &grid_code, const Assignment &assignment) {
        if (!wanted(grid_code) || (m_request.at && !assignment.holds_at(*m_request.at))) {
            return;
        }
        RowValues values(m_world->utc_offset_minutes);
        const Person &person = roster.people[assignment.person];
        values.text(person.code);
        if (m_request.layer == ImportLayer::roster) {
            values.text(person.name).text(person.phone).text(person.org);
        }
        values.text(grid_code).text((*m_world->roles)[assignment.role].code);
        values.text(m_world->themes[theme]->code).flag(assignment.primary).flag(assignment.on_duty);
        take({values.date(assignment.from).date(assignment.to).take(), std::nullopt, std::nullopt});
    };
    for (GridIndex grid = 1; grid < grids.size(); ++grid) {
        for (const Assignment &assignment : roster.assignments[theme][grid]) {
            add(grids[grid].code, assignment);
        }
    }
    for (const auto &[code, assignments] : *roster.retired[theme]) {
        std::ranges::for_each(assignments, [&](const Assignment &assignment) { add(code, assignment); });
    }
}

} // namespace jingwei::data
