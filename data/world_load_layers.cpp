#include "data/geometry_blob.hpp"
#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"

#include <algorithm>

namespace jingwei::data::loading {

namespace {

/// Codes of buildings by id, for rows that name them: cheaper than a join for hundreds of thousands of rows.
class BuildingCodes {
  public:
    explicit BuildingCodes(const Rows<BuildingRow> &buildings) : m_buildings(&buildings) {
        m_slots.reserve(buildings.size());
        for (std::size_t slot = 0; slot < buildings.size(); ++slot) {
            m_slots.emplace_back(buildings[slot].id, slot);
        }
        std::ranges::sort(m_slots);
    }

    /// Empty for id 0.
    [[nodiscard]] std::string of(std::int64_t id) const {
        const auto found = std::ranges::lower_bound(m_slots, id, {}, &Slot::first);
        return found != m_slots.end() && found->first == id ? (*m_buildings)[found->second].code : std::string();
    }

  private:
    using Slot = std::pair<std::int64_t, std::size_t>; ///< by id
    const Rows<BuildingRow> *m_buildings;
    std::vector<Slot> m_slots;
};

} // namespace

CameraRow camera_of(const RowReader &row) {
    return {.id = row.integer(0),
            .code = row.text(1),
            .name = row.text(2),
            .kind = row.text(3),
            .at = row.point(15),
            .azimuth_deg = row.real_or_null(4),
            .fov_deg = row.real_or_null(5),
            .range_m = row.real_or_null(6),
            .height_m = row.real_or_null(7),
            .online = row.flag(8),
            .gb_id = row.text(9),
            .owner = row.text(10),
            .platform = row.text(11),
            .channel = row.text(12),
            .built_phase = row.text(13),
            .boundary_crossing = row.flag(14)};
}

KeySiteRow key_site_of(const RowReader &row) {
    return {.id = row.integer(0),
            .code = row.text(1),
            .name = row.text(2),
            .kind = row.text(3),
            .at = row.point(8),
            .address = row.text(4),
            .responsible = row.text(5),
            .phone = row.text(6),
            .attention = static_cast<int>(row.integer(7))};
}

RentalHouseRow rental_house_of(const RowReader &row, std::string building_code) {
    return {.id = row.integer(0),
            .code = row.text(1),
            .address = row.text(2),
            .building_code = std::move(building_code),
            .building_use = row.text(4),
            .rental_use = row.text(5),
            .hazard = row.text(6),
            .let_kind = row.text(7),
            .at = row.point(10),
            .tenant_count = row.whole_or_null(8),
            .last_visit = row.integer_or_null(9)};
}

BuildingRow building_of(const RowReader &row) {
    spatial::Polygon footprint;
    if (!row.is_null(10)) {
        const auto outline = row.blob(10);
        footprint = polygon_of_blob(outline.data(), outline.size());
    }
    return {.id = row.integer(0),
            .code = row.text(1),
            .name = row.text(2),
            .address = row.text(3),
            .building_use = row.text(4),
            .at = row.point(9),
            .footprint = std::move(footprint.outer),
            .courtyards = std::move(footprint.holes),
            .floors = row.whole_or_null(5),
            .units = row.whole_or_null(6),
            .households = row.whole_or_null(7),
            .residents = row.whole_or_null(8)};
}

Rows<CameraRow> read_cameras(SQLite::Database &database) {
    Rows<CameraRow> rows;
    for (RowReader row(database, "world_cameras"); row.next();) {
        rows.push_back(camera_of(row));
    }
    return rows;
}

Rows<KeySiteRow> read_key_sites(SQLite::Database &database) {
    Rows<KeySiteRow> rows;
    for (RowReader row(database, "world_key_sites"); row.next();) {
        rows.push_back(key_site_of(row));
    }
    return rows;
}

Rows<RentalHouseRow> read_rental_houses(SQLite::Database &database, const Rows<BuildingRow> &buildings) {
    const BuildingCodes codes(buildings);
    Rows<RentalHouseRow> rows;
    for (RowReader row(database, "world_rental_houses"); row.next();) {
        rows.push_back(rental_house_of(row, codes.of(row.integer(3))));
    }
    return rows;
}

Rows<BuildingRow> read_buildings(SQLite::Database &database) {
    Rows<BuildingRow> rows;
    for (RowReader row(database, "world_buildings"); row.next();) {
        rows.push_back(building_of(row));
    }
    return rows;
}

} // namespace jingwei::data::loading
