#pragma once

#include "data/rows.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// What an edition says of itself.
struct EditionRow {
    std::int64_t number = 0;
    TimeMs valid_from = 0, published_at = 0;
    std::string actor, note, source, root_hash;
    std::optional<std::int64_t> plan; ///< that became it
    /// What it changed, by theme.
    struct Theme {
        std::string code;
        std::int64_t grids = 0, arcs = 0; ///< units of every level; borders
    };
    std::vector<Theme> themes;
};

/// A row of a grid's lineage: what became of ground, by code.
struct GridLineageRow {
    std::int64_t edition = 0;
    std::string kind;            ///< new, close, move, split, merge
    std::string from, to;        ///< grids; empty = none
    std::optional<double> share; ///< of the area of `from`
};

/// A stretch of editions in which a grid stood as it is.
struct GridVersionRow {
    std::int64_t edition_from = 0;
    std::optional<std::int64_t> edition_to; ///< the first without it; nothing = it stands so now
    TimeMs valid_from = 0;
    std::optional<TimeMs> valid_to;
    std::string code, name, level, parent; ///< as they were then
    double area_m2 = 0;
    std::optional<int> households, residents;
};

/// All that is known of a grid's past, under the code that it has or had last.
struct GridHistory {
    std::vector<GridVersionRow> versions; ///< the first one first; none where no grid ever had the code
    std::vector<GridLineageRow> lineage;  ///< in the order of editions
};

/// Read from the file as committed now, also while it is served. Throw Error as Store::open does.
/// At most `limit` editions below `before`, the newest first; 0 = from the newest on.
[[nodiscard]] std::vector<EditionRow> read_editions(const std::filesystem::path &db, std::int64_t before, std::size_t limit);
/// The edition, or nothing.
[[nodiscard]] std::optional<EditionRow> read_edition(const std::filesystem::path &db, std::int64_t number);
[[nodiscard]] GridHistory read_grid_history(const std::filesystem::path &db, const std::string &theme, const std::string &code);

} // namespace jingwei::data
