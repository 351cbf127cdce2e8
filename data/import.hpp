#pragma once

#include "data/edition_builder.hpp"
#include "data/gdal_stream.hpp"
#include "data/import_outcome.hpp"
#include "data/store.hpp"
#include "spatial/frame_fit.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// What a file may be imported as.
enum class ImportLayer {
    grids,
    cameras,
    key_sites,
    buildings,
    rental_houses,
    reference_lines,
    people,
    assignments,
    roster,
    divisions,
    staffing_rules,
    organisations,
    external_refs
};

[[nodiscard]] std::optional<ImportLayer> import_layer_from_name(std::string_view name);
[[nodiscard]] std::string_view import_layer_name(ImportLayer layer);
/// All names, separated by commas, for messages.
[[nodiscard]] std::string import_layer_names();
/// The columns that a layer takes, as `fields` of a request names them.
[[nodiscard]] std::vector<std::string> import_targets(ImportLayer layer);

struct ImportRequest {
    ImportLayer layer = ImportLayer::grids;
    std::filesystem::path file;
    Actor actor;
    std::string source_layer, encoding, crs;   ///< as `GdalRequest` has them
    std::optional<spatial::Frame> frame;       ///< of the coordinates, where the user says it
    DatumRequest datum;                        ///< how to carry it from an older datum or a city's own grid
    bool elsewhere = false;                    ///< the file's ground lies apart from the store's: no zone is suspected for it
    std::map<std::string, std::string> fields; ///< column here -> field of the file; what is missing is matched by name
    std::string kind;                          ///< of rows that do not say; for grids "base" (the default) or "dedicated"
    std::string theme = "base";                ///< of grids, and of assignments that do not say
    std::string level;                         ///< grids only, as the next two
    bool lock_parents = false;
    bool fix = false;     ///< grids only: clean what is dirty instead of refusing it
    std::string priority; ///< with `fix`: a field of numbers; of several claimants the smallest number gets the ground
    std::string replace_within;
    std::string source;           ///< the system that the file comes from, such as 雪亮平台; empty = none
    std::string key;              ///< with a source: the field that holds that system's key; empty = as kept
    std::string mapping;          ///< the text of a mapping file; empty = the one kept for the source, if any
    std::string mapping_name;     ///< of that file, for messages
    bool delete_vanished = false; ///< delete what the source has no more, unless another source has it
    double moved_m = 5;           ///< a shorter way than this is no move
    std::string handover;         ///< roster only: YYYY-MM-DD, the day from which the file is the whole roster
    std::string within;           ///< hand-over only: a grid; else the grids that the file names
    bool dry_run = false;
    std::size_t most_rows = 2'000'000; ///< a file of more is refused; its rows are held in memory until they are written
    std::string larger_files;          ///< what else takes a larger file, for that refusal; empty = nothing
    std::string expected; ///< the `digest` of a dry run: write only what that one showed; empty = whatever comes of it
    std::function<void(std::string_view stage, double fraction)> progress; ///< called often; may throw to stop
    const std::atomic<bool> *interrupted = nullptr;
};

/// What came of an import. Nothing was written unless `written`.
struct ImportReport {
    ImportLayer layer = ImportLayer::grids;
    std::string source_layer, crs, encoding; ///< of the file, for people
    std::vector<std::string> unused_fields;  ///< of the file, that fill no column
    std::size_t read = 0, added = 0, changed = 0, unchanged = 0, removed = 0;
    std::vector<RowProblem> problems;
    std::vector<ImportNote> notes;
    std::vector<GeometryFinding> findings;
    std::vector<ObjectChange> moved, renamed, edited; ///< of objects that were there; an object may be in several
    std::optional<SourceOutcome> source;
    std::optional<RosterOutcome> roster;
    std::optional<spatial::DatumReport> datum;  ///< how the file was carried from an older datum
    std::optional<spatial::FrameFit> frame_fit; ///< of point layers: how the points fit the store's ground in each frame
    std::int64_t edition = 0;                   ///< grids: the edition published or current
    std::string digest;                         ///< of all that is changed, old values and new; empty where nothing is taken
    bool outdated = false;                      ///< the store is not as `expected` says: nothing was written
    bool dry_run = false;
    bool fix = false; ///< was asked for
    bool written = false;
    /// Whether the file can be taken as it is.
    [[nodiscard]] bool acceptable() const;
    /// Whether it is refused for faults of its borders that `fix` could repair, and for nothing else.
    [[nodiscard]] bool fixable() const;
};

/// What is told where memory ran out before anything was written.
[[nodiscard]] Error too_little_memory();

/// Reads a file through `jingwei-gdal`, checks every row, and takes all of it in one transaction or nothing: rows, keys and
/// mapping of the source, and what ends or goes. The same file twice changes nothing. An existing record keeps what the file
/// has no column for. Throws Error for faults of the call, of the file as a whole, of the machine, and Error{interrupted};
/// faults of rows are in the report. Memory that runs out is Error{machine}.
[[nodiscard]] ImportReport run_import(Store &store, const ImportRequest &request);

} // namespace jingwei::data
