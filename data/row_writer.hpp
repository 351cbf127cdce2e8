#pragma once

#include "data/sqlite.hpp"
#include "data/store.hpp"

namespace jingwei::data {

/// Rows as values into the tables, by code: a new row, or over the old one. Every `write` answers the row's id (levels and
/// staffing rules: only when new) and throws
/// Error{bad_data} when a row names an organisation, person, grid, building ... that the store does not have.
class RowWriter {
  public:
    explicit RowWriter(Queries &queries) : m_queries(&queries) {}

    std::int64_t write(const DivisionRow &row);
    std::int64_t write(const ThemeRow &row);
    std::int64_t write(const LevelRow &row);
    std::int64_t write(const RoleRow &row);
    std::int64_t write(const StaffingRuleRow &row);
    std::int64_t write(const OrgRow &row);
    std::int64_t write(const PersonRow &row);
    std::int64_t write(const AssignmentRow &row);
    std::int64_t write(const CameraRow &row);
    std::int64_t write(const KeySiteRow &row);
    std::int64_t write(const StreetRow &row);
    std::int64_t write(const BuildingRow &row);
    std::int64_t write(const AddressRow &row);
    std::int64_t write(const RentalHouseRow &row);
    std::int64_t write(const EnterpriseRow &row);
    std::int64_t write(const ReferenceLineRow &row);

    /// A new assignment. Throws Error{conflict} where the person holds this role of this grid at some instant of it already.
    std::int64_t add_assignment(const AssignmentRow &row);
    /// Changes what may change of an assignment; throws Error{not_found}, Error{bad_data} for an end before the beginning,
    /// Error{conflict} like add_assignment.
    std::int64_t amend_assignment(const AmendAssignment &change);
    /// Ends an assignment, which must have begun before `to`.
    std::int64_t end_assignment(std::int64_t id, TimeMs to);
    /// `query_name` is remove_camera and the like; throws Error{not_found} where there is no such row.
    std::int64_t remove(std::string_view query_name, const std::string &code);
    /// Throws Error{conflict} while a rental house or an address is in it.
    std::int64_t remove_building(const std::string &code);
    /// Throws Error{conflict} while an assignment of any date names them.
    std::int64_t remove_person(const std::string &code);

  private:
    /// Runs upsert_<table>; the id of a new row, 0 where an old one was written over. No RETURNING: it costs a statement
    /// journal.
    template <class... Args> std::int64_t upsert(std::string_view table, const Args &...args);
    /// The same for a table with a code: the row's id in any case.
    template <class... Args> std::int64_t upsert_by_code(std::string_view table, const std::string &code, const Args &...args);
    /// The id of a row that another one names; nothing for an empty code.
    std::optional<std::int64_t> named(std::string_view query_name, std::string_view what, const std::string &code);
    std::int64_t grid(const std::string &theme, const std::string &code);
    void require_free(const AssignmentRow &row, std::int64_t person, std::int64_t grid);

    Queries *m_queries;
};

} // namespace jingwei::data
