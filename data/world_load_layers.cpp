#include "data/geometry_blob.hpp"
#include "data/row_reader.hpp"
#include "data/world_load_parts.hpp"

namespace jingwei::data::loading {

std::vector<CameraRow> read_cameras(SQLite::Database &database) {
    std::vector<CameraRow> rows;
    for (RowReader row(database, "world_cameras"); row.next();) {
        rows.push_back({.id = row.integer(0),
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
                        .boundary_crossing = row.flag(14)});
    }
    return rows;
}

std::vector<KeySiteRow> read_key_sites(SQLite::Database &database) {
    std::vector<KeySiteRow> rows;
    for (RowReader row(database, "world_key_sites"); row.next();) {
        rows.push_back({.id = row.integer(0),
                        .code = row.text(1),
                        .name = row.text(2),
                        .kind = row.text(3),
                        .at = row.point(8),
                        .address = row.text(4),
                        .responsible = row.text(5),
                        .phone = row.text(6),
                        .attention = static_cast<int>(row.integer(7))});
    }
    return rows;
}

std::vector<RentalHouseRow> read_rental_houses(SQLite::Database &database) {
    std::vector<RentalHouseRow> rows;
    for (RowReader row(database, "world_rental_houses"); row.next();) {
        rows.push_back({.id = row.integer(0),
                        .code = row.text(1),
                        .address = row.text(2),
                        .building_code = row.text(3),
                        .building_use = row.text(4),
                        .rental_use = row.text(5),
                        .hazard = row.text(6),
                        .let_kind = row.text(7),
                        .at = row.point(10),
                        .tenant_count = row.whole_or_null(8),
                        .last_visit = row.integer_or_null(9)});
    }
    return rows;
}

std::vector<BuildingRow> read_buildings(SQLite::Database &database) {
    std::vector<BuildingRow> rows;
    for (RowReader row(database, "world_buildings"); row.next();) {
        rows.push_back({.id = row.integer(0),
                        .code = row.text(1),
                        .name = row.text(2),
                        .address = row.text(3),
                        .building_use = row.text(4),
                        .at = row.point(9),
                        .footprint = {},
                        .floors = row.whole_or_null(5),
                        .units = row.whole_or_null(6),
                        .households = row.whole_or_null(7),
                        .residents = row.whole_or_null(8)});
        if (!row.is_null(10)) {
            const auto outline = row.blob(10);
            rows.back().footprint = polygon_of_blob(outline.data(), outline.size()).outer;
        }
    }
    return rows;
}

} // namespace jingwei::data::loading
