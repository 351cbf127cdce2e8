#pragma once

#include "data/import.hpp"
#include "data/import_changes.hpp"
#include "data/import_fields.hpp"
#include "data/import_frame.hpp"
#include "data/import_keys.hpp"
#include "data/import_place.hpp"
#include "data/import_refs.hpp"
#include "data/roster_sheet.hpp"

#include <map>
#include <set>
#include <span>

namespace jingwei::data {

/// The columns of a layer.
[[nodiscard]] std::span<const ImportTarget> targets_of(ImportLayer layer);
/// Whether a layer's rows have a place, and whether columns can say it (points) or a geometry must (grids, lines).
[[nodiscard]] bool has_places(ImportLayer layer);
[[nodiscard]] bool has_points(ImportLayer layer);

/// Who has an id first in a file.
struct ClaimedId {
    std::size_t line = 0;
    std::string code;
};

/// What the rows of one file become: only new and changed rows are kept for writing, all are counted.
struct ImportSink {
    const World &world;
    const ImportRequest &request;
    PlaceRules rules;
    ImportReport &report;
    const ImportBasis &basis;
    SourceKeys *keys = nullptr;                  ///< where the rows are matched by the keys of a source
    RefsOfFile *refs = nullptr;                  ///< where the rows are such keys
    std::map<std::string, OrgRow> organisations; ///< of the store, by code, where the rows are such
    StoreContent content;                        ///< every layer but grids
    std::vector<ImportedGrid> grids;             ///< all of them
    bool shifted = false;                        ///< a row was in GCJ-02 or BD-09
    std::set<std::string> seen;                  ///< codes of the file
    FrameSample frame_sample;                    ///< of points
    std::vector<std::size_t> far_lines;          ///< of rows far off the store's ground
    std::map<std::string, ClaimedId> claimed;    ///< GB/T 28181 ids of cameras, or new mobiles of people
    std::set<std::size_t> shared_lines;          ///< of people who share a mobile within the file
    std::vector<RosterRow> roster;               ///< all of it
    GridNames grid_names;                        ///< for the roster
    std::vector<std::size_t> division_lines;     ///< of content.divisions
    std::vector<std::size_t> assignment_lines;   ///< of content.assignments
    std::vector<EndAssignment> ended;
    std::vector<ObjectCode> removed;
    SourceChange sources;
};

/// The name of an object of the import's layer, or nothing where the store has none of this code.
[[nodiscard]] std::optional<std::string> stored_name(const World &world, const ImportBasis &basis, ImportLayer layer,
                                                     const std::string &code);
/// After the last row of a source's file: what vanished from it, what is to be deleted, what may be there twice.
void finish_source(ImportSink &sink);

/// Turns one row into a record, or into problems in the report. `shape` is null where the file has no geometry for it.
void take_row(ImportSink &sink, ImportRow &row, const Shape *shape);

void take_grid(ImportSink &sink, ImportRow &row, const Shape *shape);
void take_person(ImportSink &sink, ImportRow &row);
void take_assignment(ImportSink &sink, ImportRow &row);
void take_roster_row(ImportSink &sink, ImportRow &row);
void take_division(ImportSink &sink, ImportRow &row);
void take_staffing_rule(ImportSink &sink, ImportRow &row);
void take_organisation(ImportSink &sink, ImportRow &row);
void take_external_ref(ImportSink &sink, ImportRow &row);
/// After the last row of assignments: who would hold a seat twice at a time, and which seats stay empty.
void finish_assignments(ImportSink &sink);
/// Refuses assignments of the content by which a person would hold one role of one grid twice at the same time, together with
/// what the store holds and the import ends.
void refuse_doubles(ImportSink &sink);
/// After the last row of a roster: who starts, who ends, which seats stay empty.
void finish_roster(ImportSink &sink);
/// Grids in a shifted frame (GCJ-02, BD-09): brings vertices within 2 lattice units of a stored one back onto it, and drops
/// those that only mark a stored side on its way, as files have them where a long side was moved piece by piece. So what was
/// exported from here comes back as the same ground. Linear in vertices.
void settle_on_stored_borders(ImportSink &sink);
/// After the last division: parents that codes tell, faults between rows, what is new or changed with the coarsest first.
void finish_divisions(ImportSink &sink);

/// Refuses a camera whose GB/T 28181 id another row of the file has.
void claim_gb_id(ImportSink &sink, ImportRow &row, const CameraRow &camera);
/// Remembers who gets a mobile. Landlines are shared.
void claim_mobile(ImportSink &sink, std::size_t line, const PersonRow &person);
/// After the last row: notes cameras and people whose new id or mobile somebody else has.
void note_twins(ImportSink &sink);

/// The code of a role, given as code or label; empty where there is none.
[[nodiscard]] std::string role_named(const World &world, std::string_view name);
/// The role of a row, by code; refuses one that there is not.
[[nodiscard]] std::string role_code(const World &world, ImportRow &row);
/// Whether a row's person is first or deputy; refuses a word that says neither.
[[nodiscard]] std::optional<bool> primary_column(ImportRow &row);
/// The phone of a person in one form; refuses what is none.
[[nodiscard]] std::string work_phone(ImportRow &row);

constexpr const char *open_line =
    "its outline is an open line: an outline must be closed (in a CAD program: polyline, property "
    "Closed), or is it of another layer?";

/// Takes the code, or the one that the row's key stands for, and refuses one that came before.
[[nodiscard]] std::string take_code(ImportSink &sink, ImportRow &row);

/// Keeps a record unless it stands in the store just so.
template <class Row> void keep(ImportSink &sink, Row record, const Row *old, std::vector<Row> &into) {
    if (old == nullptr) {
        ++sink.report.added;
    } else {
        record.id = old->id;
        if (record == *old) {
            ++sink.report.unchanged;
            return;
        }
        ++sink.report.changed;
        note_changes(sink.report, sink.request.moved_m, *old, record);
    }
    into.push_back(std::move(record));
}

} // namespace jingwei::data
