#include "server/service/roster_service.hpp"

#include "server/service/layer_service.hpp"

#include <algorithm>

namespace jingwei::server {

namespace {

using data::AssignmentRow;
using data::PersonRow;
using data::World;

/// Vacancies of one grid are numbered in its own stretch.
constexpr std::uint64_t numbers_a_grid = 1024;

PersonRow row_of(const data::Person &person) {
    return {.id = person.id, .code = person.code, .name = person.name, .phone = person.phone, .org_code = person.org};
}

AssignmentRow row_of(const World &world, std::string_view theme, std::string_view grid, const data::Assignment &assignment) {
    return {.id = assignment.id,
            .person_code = world.roster->people[assignment.person].code,
            .theme = std::string(theme),
            .grid_code = std::string(grid),
            .role = (*world.roles)[assignment.role].code,
            .primary = assignment.primary,
            .on_duty = assignment.on_duty,
            .from = assignment.from,
            .to = assignment.to};
}

/// Calls visit(theme code, grid code, assignment) for every assignment of every date.
template <class Visit> void for_each_assignment(const World &world, const Visit &visit) {
    for (std::size_t i = 0; i < world.themes.size(); ++i) {
        const data::ThemeWorld &theme = *world.themes[i];
        const auto &assignments = world.roster->assignments[i];
        for (std::size_t grid = 0; grid < assignments.size(); ++grid) {
            for (const data::Assignment &assignment : assignments[grid]) {
                visit(theme.code, theme.grids[grid].code, assignment);
            }
        }
        for (const auto &[grid, retired] : *world.roster->retired[i]) {
            for (const data::Assignment &assignment : retired) {
                visit(theme.code, grid, assignment);
            }
        }
    }
}

template <class Row> RosterPage<Row> page_of(std::vector<Row> rows, std::size_t limit) {
    RosterPage<Row> page{std::move(rows), 0};
    if (page.rows.size() > limit) {
        page.rows.resize(limit);
        page.next = page.rows.back().id;
    }
    return page;
}

bool is_within(const data::ThemeWorld &theme, data::GridIndex grid, data::GridIndex unit) {
    while (grid != 0 && grid != unit) {
        grid = theme.grids[grid].parent;
    }
    return grid == unit;
}

template <class Row> std::optional<data::Record> found_in(const data::Layer<Row> &layer, const std::string &code) {
    const Row *row = layer.find(code);
    return row == nullptr ? std::nullopt : std::optional<data::Record>(*row);
}

std::optional<data::Record> find_assignment(const World &world, std::int64_t id) {
    std::optional<data::Record> found;
    for_each_assignment(world, [&](const std::string &theme, const std::string &grid, const data::Assignment &assignment) {
        if (assignment.id == id) {
            found = row_of(world, theme, grid, assignment);
        }
    });
    return found;
}

} // namespace

RosterPage<PersonRow> list_people(const World &world, const PersonFilter &filter, std::int64_t after, std::size_t limit) {
    const auto &people = world.roster->people;
    std::vector<PersonRow> rows;
    for (std::size_t i = first_after(people, after); i < people.size() && rows.size() <= limit; ++i) {
        const data::Person &person = people[i];
        const bool passes = person.id != 0 && (filter.org.empty() || person.org == filter.org) &&
                            (filter.text.empty() || person.code.find(filter.text) != std::string::npos ||
                             person.name.find(filter.text) != std::string::npos);
        if (passes) {
            rows.push_back(row_of(person));
        }
    }
    return page_of(std::move(rows), limit);
}

RosterPage<AssignmentRow> list_assignments(const World &world, const AssignmentFilter &filter, std::int64_t after,
                                           std::size_t limit) {
    const auto any_or_same = [](std::string_view wanted, std::string_view value) { return wanted.empty() || wanted == value; };
    std::vector<AssignmentRow> rows;
    for_each_assignment(world, [&](const std::string &theme, const std::string &grid, const data::Assignment &assignment) {
        const bool passes = assignment.id > after && any_or_same(filter.theme, theme) && any_or_same(filter.grid, grid) &&
                            (!filter.at || assignment.holds_at(*filter.at)) &&
                            any_or_same(filter.role, (*world.roles)[assignment.role].code) &&
                            any_or_same(filter.person, world.roster->people[assignment.person].code);
        if (passes) {
            rows.push_back(row_of(world, theme, grid, assignment));
        }
    });
    std::ranges::sort(rows, {}, &AssignmentRow::id);
    return page_of(std::move(rows), limit);
}

std::optional<data::Record> find_record(const World &world, const data::RecordName &name) {
    switch (name.kind) {
    case data::RecordKind::camera:
        return found_in(*world.cameras, name.code);
    case data::RecordKind::key_site:
        return found_in(*world.key_sites, name.code);
    case data::RecordKind::rental_house:
        return found_in(*world.rental_houses, name.code);
    case data::RecordKind::building:
        return found_in(*world.buildings, name.code);
    case data::RecordKind::person: {
        const auto person = world.roster->find_person(name.code);
        return person ? std::optional<data::Record>(row_of(world.roster->people[*person])) : std::nullopt;
    }
    case data::RecordKind::assignment:
        return find_assignment(world, name.id);
    }
    return std::nullopt;
}

VacancyPage list_vacancies(const World &world, ThemeRef theme, data::GridIndex within, data::TimeMs at, std::uint64_t from,
                           std::size_t limit) {
    VacancyPage page;
    const data::GridIndex first = std::max<data::GridIndex>(1, static_cast<data::GridIndex>(from / numbers_a_grid));
    for (data::GridIndex grid = first; grid < theme.theme->grids.size(); ++grid) {
        if (within != 0 && !is_within(*theme.theme, grid, within)) {
            continue;
        }
        std::uint64_t number = grid * numbers_a_grid;
        for (const data::Vacancy &vacancy : data::vacancies_of(world, theme.index, grid, at)) {
            if (number >= from && page.vacancies.size() == limit) {
                page.next = number;
                return page;
            }
            if (number >= from) {
                page.vacancies.push_back({grid, vacancy});
            }
            ++number;
        }
    }
    return page;
}

} // namespace jingwei::server
