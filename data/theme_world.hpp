#pragma once

#include "data/world.hpp"

#include <memory>
#include <vector>

namespace jingwei::data {

/// What a theme is, without its content.
struct ThemeHead {
    std::int64_t id = 0;
    std::int64_t edition = 0; ///< that last changed it
    std::string code, label_zh, label_en, arrangement;
    std::vector<Level> levels; ///< coarsest first
};

[[nodiscard]] ThemeHead head_of(const ThemeWorld &theme);

/// A theme with its units, tree, coverage, locator and shapes; grid i of the content is grid i of the theme. Costs a locator
/// and one walk over the coverage a level: some tenths of a second for a city. With `before`, the theme as an earlier edition
/// had it, the locator is brought up to date from that one where little of the ground changed, and shares its memory;
/// `before` stays as it is. Thread-safe. Throws Error{bad_data} for an unknown level or parent, a parent that is not
/// coarser, a code used twice, or a face without a unit.
[[nodiscard]] std::shared_ptr<const ThemeWorld> make_theme_world(ThemeHead head, ThemeContent content,
                                                                 const std::vector<Division> &divisions,
                                                                 const ThemeWorld *before = nullptr);

/// The same of an earlier edition: the label points of which are found anew, since the store keeps those of the current one.
[[nodiscard]] std::shared_ptr<const ThemeWorld> make_past_theme(ThemeHead head, ThemeContent content,
                                                                const std::vector<Division> &divisions);

/// The same without a locator, which is null: for who writes or checks a theme and asks for no place.
[[nodiscard]] std::shared_ptr<const ThemeWorld> make_unlocated_theme(ThemeHead head, ThemeContent content,
                                                                     const std::vector<Division> &divisions);

/// Its units and tree only, without ground: for who makes the rest by steps. Throws as make_theme_world.
[[nodiscard]] std::shared_ptr<ThemeWorld> make_bare_theme(ThemeHead head, std::vector<GridRow> rows,
                                                          const std::vector<Division> &divisions);

/// Derives the shapes of the units that are wanted, by index, from the coverage; those of others stay as they are. Costs the
/// borders of these units, and a look at each arc a level.
void draw_shapes(ThemeWorld &theme, const std::vector<bool> &wanted);

/// The assignments sorted as a roster keeps them: by role order, primary first, then person code, then id.
void sort_assignments(std::vector<Assignment> &assignments, const Rows<Person> &people);

} // namespace jingwei::data
