#pragma once

#include "data/world.hpp"

namespace SQLite {
class Database;
}

namespace jingwei::data {

/// A theme as an edition had it, from the arcs, faces and grid versions that the store keeps; its hashes are compared with
/// those of the publication. Null where the theme had no grids yet. `now` tells the divisions and the theme's levels. Throws
/// Error{not_found} for an edition that never was or a theme that is not there, Error{bad_data} where the hashes differ.
[[nodiscard]] std::shared_ptr<const ThemeWorld> past_theme(SQLite::Database &database, const World &now,
                                                           const std::string &theme, std::int64_t edition);

/// All reference lines, by id.
[[nodiscard]] std::vector<ReferenceLineRow> read_reference_lines(SQLite::Database &database);
[[nodiscard]] std::vector<ReferenceLineRow> read_reference_lines(SQLite::Database &database, const spatial::LatticeBox &box);
[[nodiscard]] std::optional<ReferenceLineRow> read_reference_line(SQLite::Database &database, const std::string &code);

/// The codes that grids of a theme bore in versions that had ended by an edition, ascending.
[[nodiscard]] std::vector<EarlierCode> read_earlier_codes(SQLite::Database &database, const std::string &theme,
                                                          std::int64_t edition);

} // namespace jingwei::data
