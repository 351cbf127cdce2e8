#include "data/roster.hpp"
#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"

#include <algorithm>

namespace jingwei::data::loading {

namespace {

template <class T> std::optional<std::uint16_t> index_of_code(const std::vector<T> &rows, std::string_view code) {
    const auto found = std::ranges::find(rows, code, &T::code);
    return found == rows.end() ? std::nullopt : std::optional(static_cast<std::uint16_t>(found - rows.begin()));
}

std::unordered_map<std::int64_t, std::uint32_t> read_people(SQLite::Database &database, Roster &roster) {
    std::unordered_map<std::int64_t, std::uint32_t> by_id;
    std::vector<std::string> codes;
    for (RowReader row(database, "world_people"); row.next();) {
        by_id.emplace(row.integer(0), static_cast<std::uint32_t>(roster.people.size()));
        codes.push_back(row.text(1));
        roster.people.push_back(to_person(person_of(row)));
    }
    roster.person_by_code = CodeIndex(std::vector<std::string_view>(codes.begin(), codes.end()));
    return by_id;
}

/// Assignments while they are gathered: by theme and grid, and by theme and retired code.
struct Gathered {
    std::vector<std::vector<std::vector<Assignment>>> current;
    std::vector<RetiredAssignments> retired;
};

void settle(Gathered gathered, Roster &roster) {
    for (auto &theme : gathered.current) {
        auto &rows = roster.assignments.emplace_back();
        for (auto &assignments : theme) {
            sort_assignments(assignments, roster.people);
            rows.push_back(std::move(assignments));
        }
    }
    for (auto &theme : gathered.retired) {
        for (auto &[code, assignments] : theme) {
            sort_assignments(assignments, roster.people);
        }
        roster.retired.push_back(std::make_shared<const RetiredAssignments>(std::move(theme)));
    }
}

} // namespace

PersonRow person_of(const RowReader &row) {
    return {.id = row.integer(0), .code = row.text(1), .name = row.text(2), .phone = row.text(3), .org_code = row.text(4)};
}

std::vector<Role> read_roles(SQLite::Database &database) {
    std::vector<Role> roles;
    for (RowReader row(database, "world_roles"); row.next();) {
        roles.push_back({.id = row.integer(0),
                         .code = row.text(1),
                         .label_zh = row.text(2),
                         .label_en = row.text(3),
                         .sort_order = static_cast<int>(row.integer(4))});
    }
    return roles;
}

std::vector<StaffingRule> read_staffing_rules(SQLite::Database &database, const std::vector<ThemeHead> &themes,
                                              const std::vector<Role> &roles) {
    std::vector<StaffingRule> rules;
    for (RowReader row(database, "world_staffing_rules"); row.next();) {
        const auto theme = index_of_code(themes, row.text_view(0));
        const auto level = theme ? index_of_code(themes[*theme].levels, row.text_view(1)) : std::nullopt;
        const auto role = index_of_code(roles, row.text_view(3));
        if (!level || !role) {
            continue; // a rule for a list level speaks of no grid
        }
        const std::string kind = row.text(2);
        rules.push_back({.theme = *theme,
                         .level = *level,
                         .dedicated = kind.empty() ? std::nullopt : std::optional(kind == "dedicated"),
                         .role = *role,
                         .minimum = static_cast<int>(row.integer(4))});
    }
    return rules;
}

Roster read_roster(SQLite::Database &database, const std::vector<ThemeHead> &themes, const std::vector<Role> &roles,
                   const GridPlaces &places, const std::vector<std::size_t> &grid_counts) {
    Roster roster;
    const auto person_by_id = read_people(database, roster);
    Gathered gathered{.current = {}, .retired = std::vector<RetiredAssignments>(themes.size())};
    for (const std::size_t count : grid_counts) {
        gathered.current.emplace_back(count);
    }
    for (RowReader row(database, "world_assignments"); row.next();) {
        const Assignment assignment{.id = row.integer(0),
                                    .person = person_by_id.at(row.integer(1)),
                                    .role = index_of_code(roles, row.text_view(3)).value(),
                                    .primary = row.flag(4),
                                    .on_duty = row.flag(5),
                                    .from = row.integer(6),
                                    .to = row.integer(7)};
        if (const auto place = places.find(row.integer(2)); place != places.end()) {
            gathered.current[place->second.first][place->second.second].push_back(assignment);
        } else if (const auto theme = index_of_code(themes, row.text_view(8))) {
            gathered.retired[*theme][row.text(9)].push_back(assignment);
        }
    }
    settle(std::move(gathered), roster);
    return roster;
}

} // namespace jingwei::data::loading
