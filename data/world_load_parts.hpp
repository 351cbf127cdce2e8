#pragma once

#include "data/theme_world.hpp"
#include "data/world.hpp"

#include <unordered_map>
#include <utility>

namespace SQLite {
class Database;
}

namespace jingwei::data {
class RowReader;
}

/// The steps of load_world, a file each. All read through the transaction the caller holds.
namespace jingwei::data::loading {

/// Where a grid is: index of its theme, index in the theme.
using GridPlaces = std::unordered_map<std::int64_t, std::pair<std::size_t, GridIndex>>;

[[nodiscard]] std::vector<Division> read_divisions(SQLite::Database &database, const CodeLists &lists);
[[nodiscard]] std::vector<ThemeHead> read_theme_heads(SQLite::Database &database);
/// The grids of the current edition, or of an earlier one, and the coverage that the arcs make of them. Grids of an earlier
/// edition come without label points.
[[nodiscard]] ThemeContent read_theme_content(SQLite::Database &database, const std::string &theme,
                                              std::optional<std::int64_t> edition = {});

[[nodiscard]] std::vector<Role> read_roles(SQLite::Database &database);
[[nodiscard]] std::vector<StaffingRule> read_staffing_rules(SQLite::Database &database, const std::vector<ThemeHead> &themes,
                                                            const std::vector<Role> &roles);
/// `grid_counts[theme]` counts the theme's grids, the dummy included.
[[nodiscard]] Roster read_roster(SQLite::Database &database, const std::vector<ThemeHead> &themes,
                                 const std::vector<Role> &roles, const GridPlaces &places,
                                 const std::vector<std::size_t> &grid_counts);

/// One row of world_cameras or stored_camera, and so on: the columns are the same.
[[nodiscard]] CameraRow camera_of(const RowReader &row);
[[nodiscard]] KeySiteRow key_site_of(const RowReader &row);
[[nodiscard]] RentalHouseRow rental_house_of(const RowReader &row, std::string building_code);
[[nodiscard]] BuildingRow building_of(const RowReader &row);
[[nodiscard]] PersonRow person_of(const RowReader &row);

[[nodiscard]] Rows<CameraRow> read_cameras(SQLite::Database &database);
[[nodiscard]] Rows<KeySiteRow> read_key_sites(SQLite::Database &database);
[[nodiscard]] Rows<RentalHouseRow> read_rental_houses(SQLite::Database &database, const Rows<BuildingRow> &buildings);
[[nodiscard]] Rows<BuildingRow> read_buildings(SQLite::Database &database);

} // namespace jingwei::data::loading
