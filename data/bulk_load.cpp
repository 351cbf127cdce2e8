#include "data/bulk_load.hpp"

#include "data/edition_store.hpp"
#include "data/journal.hpp"
#include "data/row_writer.hpp"
#include "data/source_rows.hpp"
#include "data/spatial_index.hpp"

#include <fmt/format.h>

#include <array>

namespace jingwei::data {

namespace {

/// From this many rows on, building the indexes anew is faster than keeping them up.
constexpr std::size_t rebuild_threshold = 20000;
constexpr std::size_t rows_between_reports = 2000;

std::size_t row_count(const StoreContent &c) {
    return c.divisions.size() + c.themes.size() + c.levels.size() + c.roles.size() + c.staffing_rules.size() + c.orgs.size() +
           c.people.size() + c.assignments.size() + c.cameras.size() + c.key_sites.size() + c.streets.size() +
           c.buildings.size() + c.addresses.size() + c.rental_houses.size() + c.enterprises.size() + c.reference_lines.size();
}

/// Writes lists of rows and reports how far it is.
class ListWriter {
  public:
    ListWriter(Queries &queries, std::size_t total, const Progress &progress)
        : m_rows(queries), m_total(total), m_progress(&progress) {}

    template <class Row> void write(const std::vector<Row> &rows) {
        for (const Row &row : rows) {
            m_rows.write(row);
            if (++m_done % rows_between_reports == 0 && *m_progress) {
                (*m_progress)(static_cast<double>(m_done) / static_cast<double>(m_total));
            }
        }
    }

  private:
    RowWriter m_rows;
    std::size_t m_done = 0;
    std::size_t m_total;
    const Progress *m_progress;
};

/// What editions and assignments refer to.
void write_frame(ListWriter &writer, const StoreContent &content) {
    writer.write(content.divisions);
    writer.write(content.themes);
    writer.write(content.levels);
    writer.write(content.roles);
    writer.write(content.staffing_rules);
    writer.write(content.orgs);
    writer.write(content.people);
}

void write_assignments(ListWriter &writer, std::vector<AssignmentRow> assignments, TimeMs valid_from) {
    for (AssignmentRow &assignment : assignments) {
        if (assignment.from == always_from && valid_from != 0) {
            assignment.from = valid_from;
        }
    }
    writer.write(assignments);
}

void write_places(ListWriter &writer, const StoreContent &content) {
    writer.write(content.streets);
    writer.write(content.buildings);
    writer.write(content.addresses);
    writer.write(content.rental_houses);
    writer.write(content.enterprises);
    writer.write(content.cameras);
    writer.write(content.key_sites);
    writer.write(content.reference_lines);
}

void remove_object(RowWriter &rows, const ObjectCode &object) {
    if (object.kind == "building") {
        rows.remove_building(object.code);
    } else {
        rows.remove(fmt::format("remove_{}", object.kind), object.code);
    }
}

/// After the rows, which may have let go of what is removed.
void end_and_remove(Queries &queries, const BulkChange &change) {
    RowWriter rows(queries);
    for (const EndAssignment &end : change.ended) {
        rows.end_assignment(end.id, end.to);
    }
    for (const ObjectCode &object : change.removed) {
        remove_object(rows, object);
        queries.run("remove_external_refs_of_code", object.kind, object.code);
    }
}

std::string counts_of(const StoreContent &content) {
    return fmt::format(R"({{"people":{},"assignments":{},"cameras":{},"key_sites":{},"buildings":{},"addresses":{},)"
                       R"("rental_houses":{},"enterprises":{},"reference_lines":{}}})",
                       content.people.size(), content.assignments.size(), content.cameras.size(), content.key_sites.size(),
                       content.buildings.size(), content.addresses.size(), content.rental_houses.size(),
                       content.enterprises.size(), content.reference_lines.size());
}

std::string counts_of(const BulkChange &change) {
    std::string counts = counts_of(change.content);
    counts.back() = ',';
    return counts + fmt::format(R"("organisations":{},"ended":{},"removed":{},"keys":{},"vanished":{},"mapping":{}}})",
                                change.content.orgs.size(), change.ended.size(), change.removed.size(),
                                change.sources.keys.size(), change.sources.vanished.size(), change.sources.mapping.has_value());
}

} // namespace

Written load_content(Queries &queries, const Actor &actor, StoreContent content, const Progress &progress) {
    if (queries.find("content_count").value_or(0) != 0) {
        throw Error(ErrorCode::conflict, "the store already holds data; make a new one with `jingwei init`");
    }
    SpatialIndexPause pause(queries.database());
    ListWriter writer(queries, row_count(content), progress);
    write_frame(writer, content);
    const EditionHead head{.valid_from = content.valid_from, .note = content.note, .source = {}};
    const Published published = publish_edition(queries, actor, std::move(content.coverages), head);
    write_assignments(writer, content.assignments, content.valid_from);
    write_places(writer, content);
    queries.run("update_setting", "sample", "1");
    pause.resume();
    const auto edition = published.changed ? std::optional(published.edition) : std::nullopt;
    const std::uint64_t revision = append_journal(
        queries, actor, {.kind = "store.load", .object_id = {}, .code = {}, .edition = edition, .detail = counts_of(content)});
    return {published.edition, revision};
}

Written apply_bulk(Queries &queries, const Actor &actor, const BulkChange &change) {
    if (!change.content.coverages.empty()) {
        throw Error(ErrorCode::bad_call, "grids are not written with other rows; publish them as an edition");
    }
    const std::size_t rows = row_count(change.content) + change.ended.size() + change.removed.size();
    std::optional<SpatialIndexPause> pause;
    if (rows >= rebuild_threshold) {
        pause.emplace(queries.database());
    }
    const Progress silent;
    ListWriter writer(queries, rows, silent);
    write_frame(writer, change.content);
    write_assignments(writer, change.content.assignments, change.content.valid_from);
    write_places(writer, change.content);
    end_and_remove(queries, change);
    write_sources(queries, change.sources, now_ms());
    if (pause) {
        pause->resume();
    }
    const std::string counts = counts_of(change);
    const std::uint64_t revision =
        append_journal(queries, actor, {.kind = "rows.import", .object_id = {}, .code = {}, .edition = {}, .detail = counts});
    queries.run("insert_import_run", now_ms(), actor.name, change.source, static_cast<std::int64_t>(rows),
                static_cast<std::int64_t>(revision), counts);
    return {0, revision};
}

} // namespace jingwei::data
