#include "data/change_rows.hpp"

#include "data/journal.hpp"
#include "data/row_writer.hpp"

namespace jingwei::data {

namespace {

/// Writes a change and tells what the journal says of it.
class ChangeWriter {
  public:
    explicit ChangeWriter(Queries &queries) : m_rows(queries) {}

    JournalEntry operator()(UpsertCamera &change) { return upsert("camera.upsert", change.row); }
    JournalEntry operator()(UpsertKeySite &change) { return upsert("key_site.upsert", change.row); }
    JournalEntry operator()(UpsertRentalHouse &change) { return upsert("rental_house.upsert", change.row); }
    JournalEntry operator()(UpsertBuilding &change) { return upsert("building.upsert", change.row); }
    JournalEntry operator()(UpsertPerson &change) { return upsert("person.upsert", change.row); }
    JournalEntry operator()(RemoveCamera &change) { return remove("camera.remove", "remove_camera", change.code); }
    JournalEntry operator()(RemoveKeySite &change) { return remove("key_site.remove", "remove_key_site", change.code); }
    JournalEntry operator()(RemoveRentalHouse &change) {
        return remove("rental_house.remove", "remove_rental_house", change.code);
    }
    JournalEntry operator()(RemoveBuilding &change) {
        return entry("building.remove", m_rows.remove_building(change.code), change.code);
    }
    JournalEntry operator()(RemovePerson &change) {
        return entry("person.remove", m_rows.remove_person(change.code), change.code);
    }
    JournalEntry operator()(UpsertAssignment &change) {
        change.row.id = m_rows.write(change.row);
        return entry("assignment.upsert", change.row.id, change.row.grid_code);
    }
    JournalEntry operator()(AddAssignment &change) {
        change.row.id = m_rows.add_assignment(change.row);
        return entry("assignment.add", change.row.id, change.row.grid_code);
    }
    JournalEntry operator()(AmendAssignment &change) { return entry("assignment.amend", m_rows.amend_assignment(change), ""); }
    JournalEntry operator()(EndAssignment &change) {
        return entry("assignment.end", m_rows.end_assignment(change.id, change.to), "");
    }

  private:
    template <class Row> JournalEntry upsert(const char *kind, Row &row) {
        row.id = m_rows.write(row);
        return entry(kind, row.id, row.code);
    }
    JournalEntry remove(const char *kind, const char *query_name, const std::string &code) {
        return entry(kind, m_rows.remove(query_name, code), code);
    }
    static JournalEntry entry(const char *kind, std::int64_t id, const std::string &code) {
        return {.kind = kind, .object_id = id, .code = code, .edition = std::nullopt};
    }
    RowWriter m_rows;
};

} // namespace

AppliedChange apply_change(Queries &queries, const Actor &actor, Change change) {
    const JournalEntry entry = std::visit(ChangeWriter(queries), change);
    const std::uint64_t revision = append_journal(queries, actor, entry);
    return {std::move(change), entry.object_id.value_or(0), revision};
}

} // namespace jingwei::data
