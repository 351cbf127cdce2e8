#pragma once

#include "data/world.hpp"

namespace jingwei::data {

/// The World as it is now with the grids of an earlier edition. `themes` are those of `now`, in their order, as the edition had
/// them. The roster knows of all dates who answered for these grids; a grid is the same in all editions by its id, so that
/// renumbering moves nobody. Objects, people and words are as now. Shares all that it can; O(grids).
[[nodiscard]] WorldPtr past_world(const World &now, std::vector<std::shared_ptr<const ThemeWorld>> themes,
                                  std::shared_ptr<const Roster> roster, std::int64_t edition);

/// The roster over such grids.
[[nodiscard]] std::shared_ptr<const Roster> past_roster(const World &now,
                                                        const std::vector<std::shared_ptr<const ThemeWorld>> &themes);
/// The same where only one theme, the `index`-th, is an earlier one, or none is.
[[nodiscard]] std::shared_ptr<const Roster> roster_over(const World &now, std::size_t index,
                                                        std::shared_ptr<const ThemeWorld> theme);

} // namespace jingwei::data
