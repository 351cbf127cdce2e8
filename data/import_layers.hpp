#pragma once

#include "data/import.hpp"
#include "data/import_fields.hpp"
#include "data/import_frame.hpp"
#include "data/import_place.hpp"

#include <set>
#include <span>

namespace jingwei::data {

/// The columns of a layer.
[[nodiscard]] std::span<const ImportTarget> targets_of(ImportLayer layer);
/// Whether a layer's rows have a place, and whether columns can say it (points) or a geometry must (grids, lines).
[[nodiscard]] bool has_places(ImportLayer layer);
[[nodiscard]] bool has_points(ImportLayer layer);

/// What the rows of one file become: only new and changed rows are kept for writing, all are counted.
struct ImportSink {
    const World &world;
    const ImportRequest &request;
    PlaceRules rules;
    ImportReport &report;
    StoreContent content;            ///< every layer but grids
    std::vector<ImportedGrid> grids; ///< all of them
    std::set<std::string> seen;      ///< codes of the file
    FrameSample frame_sample;        ///< of points
};

/// Turns one row into a record, or into problems in the report. `shape` is null where the file has no geometry for it.
void take_row(ImportSink &sink, RowReader &row, const Shape *shape);

void take_grid(ImportSink &sink, RowReader &row, const Shape *shape);
void take_person(ImportSink &sink, RowReader &row);
void take_assignment(ImportSink &sink, RowReader &row);

/// Takes the code and refuses one that came before.
[[nodiscard]] std::string take_code(ImportSink &sink, RowReader &row);

/// Keeps a record unless it stands in the store just so.
template <class Row> void keep(ImportReport &report, Row record, const Row *old, std::vector<Row> &into) {
    if (old == nullptr) {
        ++report.added;
    } else {
        record.id = old->id;
        if (record == *old) {
            ++report.unchanged;
            return;
        }
        ++report.changed;
    }
    into.push_back(std::move(record));
}

} // namespace jingwei::data
