#include "data/import_roster_parts.hpp"

#include <algorithm>

namespace jingwei::data {

namespace {

constexpr std::size_t first_grids = 5;

/// Who holds what on one day, once the import is taken.
class RosterDay {
  public:
    RosterDay(const ImportSink &sink, TimeMs at) : m_world(sink.world), m_at(at) {
        for (const auto &end : sink.ended) {
            m_ends[end.id] = end.to;
        }
        for (const auto &row : sink.content.assignments) {
            if (row.id != 0) {
                m_ends[row.id] = row.to;
            } else if (row.from <= at && at < row.to) {
                const auto theme = m_world.theme_index(row.theme).value();
                ++m_added[{theme, m_world.themes[theme]->find(row.grid_code), row.role}];
                m_people.insert(row.person_code);
            }
        }
    }

    [[nodiscard]] bool holds(const Assignment &a) const {
        const auto end = m_ends.find(a.id);
        return a.from <= m_at && m_at < (end != m_ends.end() ? end->second : a.to);
    }
    /// People who hold a role in a grid.
    [[nodiscard]] std::size_t count(std::size_t theme, GridIndex grid, std::uint16_t role) const {
        const auto added = m_added.find({theme, grid, (*m_world.roles)[role].code});
        const auto stays = [&](const Assignment &a) { return a.role == role && holds(a); };
        return (added != m_added.end() ? added->second : 0) +
               static_cast<std::size_t>(std::ranges::count_if(m_world.roster->assignments[theme][grid], stays));
    }
    [[nodiscard]] bool begins(const std::string &person) const { return m_people.contains(person); }

  private:
    const World &m_world;
    TimeMs m_at;
    std::unordered_map<std::int64_t, TimeMs> m_ends;
    std::map<std::tuple<std::size_t, GridIndex, std::string>, std::size_t> m_added;
    std::set<std::string> m_people; ///< with an assignment of the file
};

bool concerns(const StaffingRule &rule, const Grid &grid) {
    return rule.level == grid.level && rule.dedicated.value_or(grid.dedicated) == grid.dedicated;
}

void add_vacancies(const World &world, const StaffingRule &rule, const RosterDay &day, RosterOutcome &outcome) {
    const auto &theme = *world.themes[rule.theme];
    VacancyCount vacancy{
        .theme = theme.code, .level = theme.levels[rule.level].code, .role = (*world.roles)[rule.role].code, .grids = {}};
    for (GridIndex grid = 1; grid < theme.grids.size(); ++grid) {
        if (concerns(rule, theme.grids[grid]) &&
            day.count(rule.theme, grid, rule.role) < static_cast<std::size_t>(std::max(0, rule.minimum))) {
            ++vacancy.count;
            vacancy.grids.push_back(theme.grids[grid].code);
        }
    }
    std::ranges::sort(vacancy.grids);
    vacancy.grids.resize(std::min(vacancy.grids.size(), first_grids));
    if (vacancy.count > 0) {
        outcome.vacancies.push_back(std::move(vacancy));
    }
}

/// Calls `each(theme, grid, assignment)` for all assignments of the grids that there are.
template <class Each> void for_each_assignment(const World &world, const Each &each) {
    for (std::size_t theme = 0; theme < world.roster->assignments.size(); ++theme) {
        const auto &rows = world.roster->assignments[theme];
        for (GridIndex grid = 0; grid < rows.size(); ++grid) {
            for (const auto &a : rows[grid]) {
                each(theme, grid, a);
            }
        }
    }
}

void add_idle(const World &world, const RosterDay &day, TimeMs at, RosterOutcome &outcome) {
    std::set<std::uint32_t> still;
    for_each_assignment(world, [&](std::size_t, GridIndex, const Assignment &a) {
        if (day.holds(a)) {
            still.insert(a.person);
        }
    });
    for_each_assignment(world, [&](std::size_t theme, GridIndex grid, const Assignment &a) {
        const auto &person = world.roster->people[a.person];
        if (!a.holds_at(at - 1) || day.begins(person.code) || !still.insert(a.person).second) {
            return;
        }
        outcome.idle.push_back({.person = person.code,
                                .name = person.name,
                                .theme = world.themes[theme]->code,
                                .grid = world.themes[theme]->grids[grid].code,
                                .role = (*world.roles)[a.role].code,
                                .primary = a.primary});
    });
}

} // namespace

void tell_vacancies(ImportSink &sink, TimeMs at) {
    auto &outcome = *sink.report.roster;
    const RosterDay day(sink, at);
    outcome.day = day_text(at, sink.world.utc_offset_minutes);
    outcome.has_rules = !sink.world.staffing_rules->empty();
    for (const auto &rule : *sink.world.staffing_rules) {
        add_vacancies(sink.world, rule, day, outcome);
    }
    add_idle(sink.world, day, at, outcome);
}

} // namespace jingwei::data
