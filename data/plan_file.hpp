#pragma once

#include "data/export_file.hpp"
#include "spatial/polygon.hpp"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

/// A plan as a file: its grids as rows that planners edit in a desktop program, and what they hand back.
namespace jingwei::data {

/// A grid of a plan.
struct PlanFileRow {
    std::string code, name, parent, level, kind, fallback_org;
    std::optional<int> households, residents;
    std::string plan_code; ///< its code in the plan when the file was written; empty = the planner's new grid
    spatial::MultiPolygon ground;
    std::size_t line = 0; ///< the feature's number in the file, for messages
    // for reading only
    double area_m2 = 0;
    std::string change; ///< unchanged, changed, new: against the edition that the plan began with
    std::string published_code;
};

struct PlanFile {
    std::int64_t plan = 0, revision = 0; ///< of which plan, as it stood at which revision
    std::string store;                   ///< the store's identity: plans of other stores have the same numbers
    std::string state;                   ///< a digest of what the plan had done then; empty = not told
    std::vector<PlanFileRow> rows;
    std::set<std::string, std::less<>> columns; ///< that the file has: what is not there is left as it is
};

/// Writes a GeoPackage (.gpkg) or GeoJSON (.geojson) of one layer, `plan_grids`: whole, under its name, or not at all. Throws
/// Error{bad_call} for another end and for a file that is there unless `overwrite`.
void write_plan_file(const PlanFile &plan, const std::filesystem::path &file, bool overwrite);

/// The GeoPackage as bytes.
[[nodiscard]] std::string plan_file_bytes(const PlanFile &plan);

/// Reads what `write_plan_file` wrote and others edited, in any format with polygons that `jingwei-gdal` reads and in any
/// system that the file names. `layer` chooses one of several. Throws Error{bad_data} for a file that is no plan's, or a row
/// that cannot be taken, with its number.
[[nodiscard]] PlanFile read_plan_file(const std::filesystem::path &file, const std::string &layer = {},
                                      const std::atomic<bool> *interrupted = nullptr);

} // namespace jingwei::data
