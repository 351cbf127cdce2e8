#pragma once

#include "data/import.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// What a layer may be written as.
enum class ExportFormat { geojson, csv, xlsx, geopackage, shapefile, zipped_shapefile, flatgeobuf, kml };

/// By the end of a file's name, whatever its case; nothing for any other.
[[nodiscard]] std::optional<ExportFormat> export_format_of(const std::filesystem::path &file);
/// "geojson", "csv", …: the end of the file's name without the dot.
[[nodiscard]] std::string_view export_format_end(ExportFormat format);

/// Which rows of which layer, how, and for whom.
struct ExportRequest {
    ImportLayer layer = ImportLayer::grids;
    ExportFormat format = ExportFormat::geojson;
    std::string theme;        ///< of grids and `within`, empty = base; of assignments, empty = every theme
    std::string level;        ///< grids only; empty = every level
    std::string within;       ///< code of a grid: only what lies in it; empty = everything
    std::int64_t edition = 0; ///< grids only; 0 = the current one
    std::optional<TimeMs> at; ///< grids: the edition of that instant; assignments: those that hold then, in its grids
    spatial::Frame frame = spatial::Frame::cgcs2000;
    std::string crs;         ///< "EPSG:n" to move coordinates into; excludes another frame than cgcs2000
    std::string encoding;    ///< of a Shapefile's texts, UTF-8 or GBK; empty = UTF-8
    std::string source;      ///< only what this system has keys for, with the keys; empty = everything, without
    bool people = false;     ///< grids: who answers for them, in two more columns
    bool points = false;     ///< buildings: their places, not their outlines
    bool full_phones = true; ///< else masked, which no import takes
    bool all_columns = true; ///< false = without those that need a key, and of grids without numbers of people below 5
    TimeMs now = 0;          ///< of `people`
    std::function<void(std::string_view stage, double fraction)> progress; ///< called often; may throw to stop
    const std::atomic<bool> *interrupted = nullptr;
};

struct ExportReport {
    std::size_t rows = 0;
    std::size_t beyond_zone = 0;                ///< rows that the zone of `crs` does not reach, though it does most
    std::vector<std::string> first_beyond_zone; ///< the codes of the first of them
};

/// Writes a layer to a file: whole, under its name, or not at all. An existing file is refused unless `overwrite`. A Shapefile
/// is several files beside each other. Throws Error: bad_call for what the layer or the format cannot do, not_found for a grid,
/// level or edition that is not there, bad_data for a row that the format cannot hold, machine (a full disk), interrupted.
ExportReport export_to_file(const Store &store, const ExportRequest &request, const std::filesystem::path &file,
                            bool overwrite);

/// The same as bytes, for an answer over the net; not for a Shapefile that is not zipped. Throws also Error{bad_call} when it
/// would take more than `limit` bytes.
[[nodiscard]] std::string export_to_bytes(const Store &store, const ExportRequest &request, std::size_t limit);

} // namespace jingwei::data
