#include "data/row_writer.hpp"

#include "data/record.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace jingwei::data {

namespace {

void require_sound(const AssignmentRow &row) {
    if (row.person_code.empty()) {
        throw Error(ErrorCode::bad_data, "an assignment names no person; give the code of a person");
    }
    if (row.from >= row.to) {
        throw Error(ErrorCode::bad_data, fmt::format("the assignment of {} to {} ends before it begins; correct its dates",
                                                     row.person_code, row.grid_code));
    }
}

} // namespace

template <class... Args> std::int64_t RowWriter::upsert(std::string_view table, const Args &...args) {
    sqlite3 *const handle = m_queries->database().getHandle();
    sqlite3_set_last_insert_rowid(handle, 0);
    m_queries->run(fmt::format("upsert_{}", table), args...);
    return sqlite3_last_insert_rowid(handle);
}

template <class... Args>
std::int64_t RowWriter::upsert_by_code(std::string_view table, const std::string &code, const Args &...args) {
    const std::int64_t inserted = upsert(table, code, args...);
    return inserted != 0 ? inserted : m_queries->find(fmt::format("find_{}", table), code).value();
}

std::optional<std::int64_t> RowWriter::named(std::string_view query_name, std::string_view what, const std::string &code) {
    if (code.empty()) {
        return std::nullopt;
    }
    const auto id = m_queries->find(query_name, code);
    if (!id) {
        throw Error(ErrorCode::bad_data, fmt::format("there is no {} with the code {}; import it first", what, code));
    }
    return id;
}

std::int64_t RowWriter::grid(const std::string &theme, const std::string &code) {
    if (const auto current = m_queries->find("find_grid", theme, code)) {
        return *current;
    }
    if (const auto retired = m_queries->find("find_retired_grid", theme, code)) {
        return *retired;
    }
    throw Error(ErrorCode::bad_data,
                fmt::format("there is no grid with the code {} in the theme {}; import the grids first", code, theme));
}

std::int64_t RowWriter::write(const DivisionRow &row) {
    return upsert_by_code("division", row.code, row.name, row.level, named("find_division", "division", row.parent_code),
                          row.local);
}

std::int64_t RowWriter::write(const ThemeRow &row) {
    return upsert_by_code("theme", row.code, row.label_zh, row.label_en, row.arrangement);
}

std::int64_t RowWriter::write(const LevelRow &row) {
    return upsert("grid_level", row.theme, row.code, row.label_zh, row.label_en, row.rank, row.kind, row.full_cover);
}

std::int64_t RowWriter::write(const RoleRow &row) {
    return upsert_by_code("role", row.code, row.label_zh, row.label_en, row.sort_order);
}

std::int64_t RowWriter::write(const StaffingRuleRow &row) {
    return upsert("staffing_rule", row.theme, row.level, row.grid_kind, row.role, row.minimum);
}

std::int64_t RowWriter::write(const OrgRow &row) {
    return upsert_by_code("org", row.code, row.name, row.kind);
}

std::int64_t RowWriter::write(const PersonRow &row) {
    if (!row.org_code.empty() && !m_queries->find("find_org", row.org_code)) {
        // rosters name organisations in passing: the code serves as the name until a better one comes
        write(OrgRow{.code = row.org_code, .name = row.org_code, .kind = {}});
    }
    return upsert_by_code("person", row.code, row.name, row.phone, named("find_org", "organisation", row.org_code));
}

std::int64_t RowWriter::write(const AssignmentRow &row) {
    require_sound(row);
    const std::int64_t person = named("find_person", "person", row.person_code).value();
    const std::int64_t target = grid(row.theme, row.grid_code);
    const std::int64_t inserted = upsert("assignment", person, target, row.role, row.primary, row.on_duty, row.from, row.to);
    return inserted != 0 ? inserted : m_queries->find("find_assignment", person, target, row.role, row.from).value();
}

std::int64_t RowWriter::write(const CameraRow &row) {
    return upsert_by_code("camera", row.code, row.name, row.kind, row.azimuth_deg, row.fov_deg, row.range_m, row.height_m,
                          row.online, row.gb_id, row.owner, row.platform, row.channel, row.built_phase, row.boundary_crossing,
                          point_blob(row.at));
}

std::int64_t RowWriter::write(const KeySiteRow &row) {
    return upsert_by_code("key_site", row.code, row.name, row.kind, row.address, row.responsible, row.phone, row.attention,
                          point_blob(row.at));
}

std::int64_t RowWriter::write(const StreetRow &row) {
    return upsert_by_code("street", row.code, row.name);
}

std::int64_t RowWriter::write(const BuildingRow &row) {
    const std::int64_t id = upsert_by_code("building", row.code, row.name, row.address, row.building_use, row.floors, row.units,
                                           row.households, row.residents, point_blob(row.at));
    m_queries->run("remove_footprint", id);
    if (!row.footprint.empty()) {
        m_queries->run("insert_footprint", id, polygon_blob({row.footprint, row.courtyards}));
    }
    return id;
}

std::int64_t RowWriter::write(const AddressRow &row) {
    const auto place = row.at ? std::optional(point_blob(*row.at)) : std::nullopt;
    return upsert_by_code("address", row.code, row.name, row.kind, named("find_address", "address", row.parent_code),
                          named("find_street", "street", row.street_code),
                          named("find_building", "building", row.building_code), place);
}

std::int64_t RowWriter::write(const RentalHouseRow &row) {
    return upsert_by_code("rental_house", row.code, row.address, named("find_building", "building", row.building_code),
                          row.building_use, row.rental_use, row.hazard, row.let_kind, row.tenant_count, row.last_visit,
                          point_blob(row.at));
}

std::int64_t RowWriter::write(const EnterpriseRow &row) {
    std::optional<std::int64_t> its_grid;
    if (!row.grid_code.empty()) {
        its_grid = grid(row.theme, row.grid_code);
    }
    return upsert_by_code("enterprise", row.code, row.name, row.credit_code, row.size_class, its_grid, row.staff, row.guards,
                          point_blob(row.at));
}

std::int64_t RowWriter::write(const ReferenceLineRow &row) {
    if (row.line.size() < 2) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the reference line {} has fewer than two points; leave it out", row.code));
    }
    return upsert_by_code("reference_line", row.code, row.name, row.kind, line_blob(row.line));
}

void RowWriter::require_free(const AssignmentRow &row, std::int64_t person, std::int64_t grid) {
    if (const auto held = m_queries->find("find_overlapping_assignment", person, grid, row.role, row.from, row.to, row.id)) {
        throw Error(ErrorCode::conflict, fmt::format("{} is {} of {} during that time already, by the assignment {}; amend or "
                                                     "end that one",
                                                     row.person_code, row.role, row.grid_code, *held));
    }
}

std::int64_t RowWriter::add_assignment(const AssignmentRow &row) {
    require_sound(row);
    const std::int64_t target = grid(row.theme, row.grid_code);
    require_free(row, named("find_person", "person", row.person_code).value(), target);
    return write(row);
}

std::int64_t RowWriter::amend_assignment(const AmendAssignment &change) {
    const auto stored = stored_record(m_queries->database(), {.kind = RecordKind::assignment, .code = {}, .id = change.id});
    if (!stored) {
        throw Error(ErrorCode::not_found, fmt::format("there is no assignment {}; reload the roster", change.id));
    }
    auto row = std::get<AssignmentRow>(*stored);
    row.to = change.to;
    require_sound(row);
    require_free(row, named("find_person", "person", row.person_code).value(), grid(row.theme, row.grid_code));
    return m_queries->find("amend_assignment", change.id, change.primary, change.on_duty, change.to).value();
}

std::int64_t RowWriter::end_assignment(std::int64_t id, TimeMs to) {
    const auto ended = m_queries->find("end_assignment", id, to);
    if (!ended) {
        throw Error(ErrorCode::not_found, fmt::format("there is no assignment {}; reload the roster", id));
    }
    return *ended;
}

std::int64_t RowWriter::remove(std::string_view query_name, const std::string &code) {
    const auto removed = m_queries->find(query_name, code);
    if (!removed) {
        throw Error(ErrorCode::not_found, fmt::format("there is nothing with the code {} to remove", code));
    }
    return *removed;
}

std::int64_t RowWriter::remove_building(const std::string &code) {
    const std::int64_t houses = m_queries->find("count_rental_houses_of_building", code).value_or(0);
    const std::int64_t addresses = m_queries->find("count_addresses_of_building", code).value_or(0);
    if (houses + addresses > 0) {
        throw Error(ErrorCode::conflict, fmt::format("{} rental houses and {} addresses are in the building {}; move or remove "
                                                     "them first",
                                                     houses, addresses, code));
    }
    if (const auto id = m_queries->find("find_building", code)) {
        m_queries->run("remove_footprint", *id);
    }
    return remove("remove_building", code);
}

std::int64_t RowWriter::remove_person(const std::string &code) {
    const std::int64_t assignments = m_queries->find("count_assignments_of_person", code).value_or(0);
    if (assignments > 0) {
        throw Error(
            ErrorCode::conflict,
            fmt::format("{} assignments name the person {}, past ones too, so that it stays known who answered; end them "
                        "instead of removing the person",
                        assignments, code));
    }
    return remove("remove_person", code);
}

} // namespace jingwei::data
