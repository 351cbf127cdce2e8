#include "data/roster.hpp"

#include <algorithm>

namespace jingwei::data {

namespace {

constexpr std::size_t hidden_digits = 4;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool joins_digits(char c) {
    return c == ' ' || c == '-' || c == '+' || c == '(' || c == ')';
}

/// Full-width digits (U+FF10..U+FF19) as ASCII; all else as it is.
std::string with_plain_digits(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool wide =
            text.substr(i, 2) == "\xEF\xBC" && i + 2 < text.size() && text[i + 2] >= '\x90' && text[i + 2] <= '\x99';
        plain.push_back(wide ? static_cast<char>('0' + (text[i + 2] - '\x90')) : text[i]);
        i += wide ? 2 : 0;
    }
    return plain;
}

/// Hides digits of one number, `text[first, last)`.
void mask_number(std::string &text, std::size_t first, std::size_t last) {
    const auto begin = text.begin() + static_cast<std::ptrdiff_t>(first);
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(last);
    const auto count = static_cast<std::size_t>(std::count_if(begin, end, is_digit));
    const std::size_t shown_last = std::min(hidden_digits, count - std::min(count, hidden_digits));
    const std::size_t hidden_from = count - shown_last - std::min(count - shown_last, hidden_digits);
    std::size_t seen = 0;
    for (auto c = begin; c != end; ++c) {
        if (is_digit(*c)) {
            if (seen >= hidden_from && seen < count - shown_last) {
                *c = '*';
            }
            ++seen;
        }
    }
}

const std::vector<Assignment> &assignments_of(const World &world, std::size_t theme, GridIndex grid) {
    return world.roster->assignments[theme][grid];
}

bool concerns(const StaffingRule &rule, std::size_t theme, const Grid &grid) {
    return rule.theme == theme && rule.level == grid.level && rule.dedicated.value_or(grid.dedicated) == grid.dedicated;
}

} // namespace

std::vector<Responsible> people_of(const World &world, std::size_t theme, GridIndex grid, TimeMs at) {
    std::vector<Responsible> people;
    for (const Assignment &assignment : assignments_of(world, theme, grid)) {
        if (assignment.holds_at(at)) {
            people.push_back({.person = &world.roster->people[assignment.person],
                              .role = &(*world.roles)[assignment.role],
                              .primary = assignment.primary,
                              .on_duty = assignment.on_duty,
                              .grid = grid});
        }
    }
    return people;
}

std::vector<Responsible> people_answering(const World &world, std::size_t theme, GridIndex grid, TimeMs at) {
    for (GridIndex unit = grid; unit != 0; unit = world.themes[theme]->grids[unit].parent) {
        auto people = people_of(world, theme, unit, at);
        if (!people.empty()) {
            return people;
        }
    }
    return {};
}

std::vector<Vacancy> vacancies_of(const World &world, std::size_t theme, GridIndex grid, TimeMs at) {
    std::vector<Vacancy> roles;
    for (const StaffingRule &rule : *world.staffing_rules) {
        if (!concerns(rule, theme, world.themes[theme]->grids[grid])) {
            continue;
        }
        const Role *role = &(*world.roles)[rule.role];
        const auto known = std::ranges::find(roles, role, &Vacancy::role);
        if (known != roles.end()) {
            known->minimum = std::max(known->minimum, rule.minimum);
            continue;
        }
        const auto holds = [&rule, at](const Assignment &a) { return a.role == rule.role && a.holds_at(at); };
        const auto held = std::ranges::count_if(assignments_of(world, theme, grid), holds);
        roles.push_back({.role = role, .minimum = rule.minimum, .held = static_cast<int>(held)});
    }
    std::erase_if(roles, [](const Vacancy &role) { return role.held >= role.minimum; });
    std::ranges::sort(roles, {}, &Vacancy::role);
    return roles;
}

std::vector<const Role *> vacant_roles(const World &world, std::size_t theme, GridIndex grid, TimeMs at) {
    std::vector<const Role *> roles;
    std::ranges::transform(vacancies_of(world, theme, grid, at), std::back_inserter(roles), &Vacancy::role);
    return roles;
}

std::string mask_phone(std::string_view phone) {
    std::string text = with_plain_digits(phone);
    for (std::size_t first = 0; first < text.size();) {
        std::size_t last = first;
        while (last < text.size() && (is_digit(text[last]) || joins_digits(text[last]))) {
            ++last;
        }
        mask_number(text, first, last);
        first = last + 1;
    }
    return text;
}

Person to_person(PersonRow row) {
    std::string masked = mask_phone(row.phone);
    return {.id = row.id,
            .code = std::move(row.code),
            .name = std::move(row.name),
            .phone = std::move(row.phone),
            .phone_masked = std::move(masked),
            .org = std::move(row.org_code)};
}

} // namespace jingwei::data
