#pragma once

#include "data/world.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Who answers for a unit, as of an instant.
namespace jingwei::data {

/// Somebody who answers. Points into the World, which the caller keeps.
struct Responsible {
    const Person *person = nullptr;
    const Role *role = nullptr;
    bool primary = true; ///< false = deputy
    bool on_duty = true;
    GridIndex grid = 0; ///< the unit they are assigned to: the one asked, or an ancestor
};

/// The people of the unit itself at `at`: by role order, primary before deputy, then person code. `theme` indexes
/// World::themes.
[[nodiscard]] std::vector<Responsible> people_of(const World &world, std::size_t theme, GridIndex grid, TimeMs at);

/// The people of the unit, or of its nearest ancestor that has any at `at`.
[[nodiscard]] std::vector<Responsible> people_answering(const World &world, std::size_t theme, GridIndex grid, TimeMs at);

/// A role in which the unit has fewer people than the staffing rules want.
struct Vacancy {
    const Role *role = nullptr;
    int minimum = 0; ///< people wanted
    int held = 0;    ///< people there are
};
/// The vacancies of the unit itself at `at`, in role order; where several rules speak of a role, the one that wants most
/// counts.
[[nodiscard]] std::vector<Vacancy> vacancies_of(const World &world, std::size_t theme, GridIndex grid, TimeMs at);

/// Roles that the staffing rules want for the unit and that fewer people than the minimum hold at `at`, in role order.
[[nodiscard]] std::vector<const Role *> vacant_roles(const World &world, std::size_t theme, GridIndex grid, TimeMs at);

/// A phone with the four digits before the last four hidden: 138****5678, 0943-822****-8012 with an extension. A number of
/// less than eight digits hides its first four (****333); several numbers in one text are masked each; full-width digits count.
[[nodiscard]] std::string mask_phone(std::string_view phone);

[[nodiscard]] Person to_person(PersonRow row);

} // namespace jingwei::data
