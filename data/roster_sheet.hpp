#pragma once

#include "data/world.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jingwei::data {

/// One seat that a row of a roster gives to a person.
struct RosterSeat {
    std::size_t theme = 0; ///< index into World::themes
    GridIndex grid = 0;
    std::uint16_t role = 0; ///< index into World::roles
    bool primary = true, on_duty = true;
    std::optional<TimeMs> from, to; ///< where the row says them
};

/// A row of a roster: a person and the seats it gives them.
struct RosterRow {
    std::size_t line = 0;
    std::string code; ///< staff code; empty = none
    std::string name;
    std::string phone; ///< in one form; empty = none
    std::optional<std::string> org;
    std::vector<RosterSeat> seats;
};

/// Grids by name, for files that give no codes. A theme is gone through when it is asked for first.
class GridNames {
  public:
    /// The grids of a name, but for width, case and spaces.
    [[nodiscard]] const std::vector<GridIndex> &find(const ThemeWorld &theme, std::string_view name);

  private:
    using Names = std::unordered_map<std::string, std::vector<GridIndex>>;
    std::map<const ThemeWorld *, Names> m_themes;
};

/// The parts of a cell that lists several things: separated by 、 ， , ； ; spaces or line ends.
[[nodiscard]] std::vector<std::string> split_list(std::string_view cell);

/// A word for who answers first: 正, 主, A岗 … is the first (true), 副, B岗 … a deputy; nothing for other words.
[[nodiscard]] std::optional<bool> primary_of(std::string_view word);

/// A role's name without a word for first or deputy in front (副网格长) or behind (网格长（副）, 网格长A岗), and what it said.
struct RoleName {
    std::string name;
    std::optional<bool> primary;
};
[[nodiscard]] RoleName split_role(std::string_view text);

/// The instant at which a day written as YYYY-MM-DD begins, or nothing.
[[nodiscard]] std::optional<TimeMs> day_start(std::string_view text, int utc_offset_minutes);
/// Whether a file's instant means one that is held: the same, or its day where the file says no hour (00:00).
[[nodiscard]] bool means(TimeMs said, TimeMs held, int utc_offset_minutes);
/// The day of an instant, as YYYY-MM-DD.
[[nodiscard]] std::string day_text(TimeMs instant, int utc_offset_minutes);

} // namespace jingwei::data
