#pragma once

#include "data/record.hpp"
#include "data/roster.hpp"
#include "server/service/grid_service.hpp"

#include <string_view>
#include <vector>

/// Looking through the roster.
namespace jingwei::server {

/// Which people.
struct PersonFilter {
    std::string_view org;  ///< code of their organisation; empty = any
    std::string_view text; ///< part of the code or the name; empty = any
};

/// At most `limit` records by ascending id after the id `after`; `next` is the id to go on after, 0 at the end.
template <class Row> struct RosterPage {
    std::vector<Row> rows;
    std::int64_t next = 0;
};
[[nodiscard]] RosterPage<data::PersonRow> list_people(const data::World &world, const PersonFilter &filter, std::int64_t after,
                                                      std::size_t limit);

/// Which assignments; an empty text is any.
struct AssignmentFilter {
    std::string_view person, theme, role;
    std::string_view grid;          ///< current or retired code, just this unit
    std::optional<data::TimeMs> at; ///< that hold then; nothing = of every date
};
/// Looks through the whole roster: about a millisecond for a city.
[[nodiscard]] RosterPage<data::AssignmentRow> list_assignments(const data::World &world, const AssignmentFilter &filter,
                                                               std::int64_t after, std::size_t limit);

/// The record as the World has it, whatever its kind, or nothing.
[[nodiscard]] std::optional<data::Record> find_record(const data::World &world, const data::RecordName &name);

/// A role that a grid lacks people in.
struct GridVacancy {
    data::GridIndex grid = 0;
    data::Vacancy vacancy;
};
/// At most `limit` vacancies of a theme's grids at an instant, in the order of grids and roles, from number `from` on. With
/// `within` only that unit and what is below it. `next` is where to go on, 0 at the end.
struct VacancyPage {
    std::vector<GridVacancy> vacancies;
    std::uint64_t next = 0;
};
[[nodiscard]] VacancyPage list_vacancies(const data::World &world, ThemeRef theme, data::GridIndex within, data::TimeMs at,
                                         std::uint64_t from, std::size_t limit);

} // namespace jingwei::server
