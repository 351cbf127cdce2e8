#include "data/geometry_blob.hpp"
#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"

namespace jingwei::data::loading {

namespace {

/// The code of a building, or nothing for id 0: cheaper than a join for hundreds of thousands of rows.
std::string code_by_id(const Rows<BuildingRow> &buildings, std::int64_t id) {
    std::size_t first = 0;
    for (std::size_t count = buildings.size(); count > 0;) {
        const std::size_t half = count / 2;
        const bool after = buildings[first + half].id < id;
        first += after ? half + 1 : 0;
        count = after ? count - half - 1 : half;
    }
    return first < buildings.size() && buildings[first].id == id ? buildings[first].code : std::string();
}

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
    Rows<RentalHouseRow> rows;
    for (RowReader row(database, "world_rental_houses"); row.next();) {
        rows.push_back(rental_house_of(row, code_by_id(buildings, row.integer(3))));
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
