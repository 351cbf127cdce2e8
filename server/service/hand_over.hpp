#pragma once

#include "data/table_sink.hpp"
#include "server/service/edition_diff.hpp"

/// What people get handed over by a comparison, as tables.
namespace jingwei::server {

/// What the reader of a comparison may see.
struct DiffRights {
    bool in_full = false; ///< phones, numbers of people, addresses
    bool command = false; ///< cameras
};

/// How a table is headed: by words that programs know, or in Chinese for people.
enum class Headings { words, chinese };

/// Fills a sink with one row for each object that changes hands: layer, code, name, grids and people. Texts are guarded against
/// being run as formulas. Begins a table and does not finish it.
void write_handed_objects(const EditionDiff &diff, const DiffRights &rights, Headings headings, data::TableSink &sink);
/// One row for each grid that differs.
void write_grid_changes(const EditionDiff &diff, const DiffRights &rights, Headings headings, data::TableSink &sink);
/// One row for each person who gains or loses something.
void write_people_changes(const EditionDiff &diff, const DiffRights &rights, Headings headings, data::TableSink &sink);

/// The name of the first of these tables.
constexpr const char *hand_over_table = "hand_over";

/// The three tables as sheets of a workbook, or the objects alone where the format holds one table.
void write_hand_over(const EditionDiff &diff, const DiffRights &rights, bool workbook, data::TableSink &sink);

} // namespace jingwei::server
