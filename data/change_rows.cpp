#include "data/change_rows.hpp"

#include "data/journal.hpp"
#include "data/row_writer.hpp"

namespace jingwei::data {

namespace {

/// Writes a change and tells what the journal says of it.
class ChangeWriter {
  public:
    explicit ChangeWriter(Queries &queries) : m_queries(queries), m_rows(queries) {}

    JournalEntry operator()(UpsertCamera &change) { return upsert("camera.upsert", change.row); }
    JournalEntry operator()(UpsertKeySite &change) { return upsert("key_site.upsert", change.row); }
    JournalEntry operator()(UpsertRentalHouse &change) { return upsert("rental_house.upsert", change.row); }
    JournalEntry operator()(UpsertBuilding &change) { return upsert("building.upsert", change.row); }
    JournalEntry operator()(UpsertPerson &change) { return upsert("person.upsert", change.row); }
    JournalEntry operator()(RemoveCamera &change) { return remove("camera", change.code); }
    JournalEntry operator()(RemoveKeySite &change) { return remove("key_site", change.code); }
    JournalEntry operator()(RemoveRentalHouse &change) { return remove("rental_house", change.code); }
    JournalEntry operator()(RemoveBuilding &change) { return remove("building", change.code); }
    JournalEntry operator()(RemovePerson &change) { return remove("person", change.code); }
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
    /// What other systems have keys for is gone: whoever gets the code later is another object.
    JournalEntry remove(const std::string &kind, const std::string &code) {
        const auto id = kind == "building" ? m_rows.remove_building(code)
                        : kind == "person" ? m_rows.remove_person(code)
                                           : m_rows.remove("remove_" + kind, code);
        m_queries.run("remove_external_refs_of_code", kind, code);
        return entry(kind + ".remove", id, code);
    }
    static JournalEntry entry(const std::string &kind, std::int64_t id, const std::string &code) {
        return {.kind = kind, .object_id = id, .code = code, .edition = std::nullopt};
    }
    Queries &m_queries;
    RowWriter m_rows;
};

} // namespace

AppliedChange apply_change(Queries &queries, const Actor &actor, Change change) {
    const JournalEntry entry = std::visit(ChangeWriter(queries), change);
    const std::uint64_t revision = append_journal(queries, actor, entry);
    return {std::move(change), entry.object_id.value_or(0), revision};
}

} // namespace jingwei::data
