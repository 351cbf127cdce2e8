#pragma once

#include "data/gdal_records.hpp"
#include "spatial/datum_report.hpp"
#include "spatial/lattice.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace jingwei::data {

/// How to carry a file in an older datum or a city's own grid to CGCS2000. Empty = not said; at most one file is named.
struct DatumRequest {
    std::filesystem::path parameters;     ///< JSON: 4 or 7 parameters
    std::filesystem::path control_points; ///< CSV: places known in both systems
    int fit = 4;                          ///< how many parameters are fitted to control points: 4 or 7
    double residual_limit_m = 0.5;        ///< a larger residual of a control point is refused
};

/// A file to be read by `jingwei-gdal`, and what the user said about it. Empty = not said.
struct GdalRequest {
    std::filesystem::path file;
    std::string layer;               ///< a name, or a number from 1, where the file holds several
    std::string encoding;            ///< of texts
    std::string crs;                 ///< "EPSG:n"
    std::string frame;               ///< coordinates pass unchanged, in this frame
    std::string system_kept_for{};   ///< `crs` or `frame` were not said but are kept for this source
    std::string encoding_kept_for{}; ///< so was `encoding`
    bool outlines = false;           ///< of a drawing (DXF), closed lines are polygons
    /// Of a table: the fields of easting and northing (or longitude and latitude) that `crs` or `datum` is about, counted from
    /// 0. Rows that have both come with a point, moved as shapes are; nothing = no row of a table does.
    std::optional<std::pair<std::size_t, std::size_t>> place_fields{};
    DatumRequest datum{};
    std::optional<spatial::LatticeBox> near{};      ///< the store's ground, to tell zones apart; nothing = do not look
    const std::atomic<bool> *interrupted = nullptr; ///< set: reading ends with Error{interrupted}
    /// How long the tool may be waited for in all, whatever it does meanwhile: ten times its processor time.
    std::chrono::milliseconds patience = std::chrono::seconds(1'200);
};

/// Something about a file that people must be told.
struct GdalNote {
    /// other_system, other_encoding: the file says another one than the user, or than what is kept for its source;
    /// hidden_cells: of a workbook
    std::string kind;
    std::string text;
};

struct GdalHeader {
    std::string layer, geometry;
    std::string crs;      ///< where the coordinates came from, for people; empty = columns only
    std::string encoding; ///< with the reason, for people
    std::string format;   ///< GDAL's name of the driver: "GPKG", "XLSX", …
    std::int64_t count = -1;
    gdal_protocol::SerialDays serial = gdal_protocol::SerialDays::none;
    std::vector<std::string> fields;
    std::vector<GdalNote> notes;
    std::optional<spatial::DatumReport> datum; ///< how it was carried from an older datum
};

struct GdalFeature {
    std::int64_t line = 0;                  ///< 1-based; a CSV's physical line, a sheet's row, else the feature's number
    std::optional<std::string> wkb;         ///< 2D, ISO, little-endian; longitude first
    std::optional<std::string> shape_fault; ///< why its geometry cannot be read, for people; then there is no wkb
    std::vector<std::optional<std::string>> values;                     ///< by field; UTF-8
    gdal_protocol::SerialDays serial = gdal_protocol::SerialDays::none; ///< of a workbook: a number may stand for a day
};

/// Runs `jingwei-gdal` (beside this program, or where the environment's JINGWEI_GDAL says) and reads what it sends, feature
/// by feature. What the tool refuses and its death are thrown as Error. Not thread-safe.
class GdalStream {
  public:
    /// The tool ends, and what it unpacked is removed, with this object.
    explicit GdalStream(const GdalRequest &request);
    /// Reads the same from any source of bytes.
    explicit GdalStream(ByteSource bytes);
    GdalStream(const GdalStream &) = delete;
    GdalStream &operator=(const GdalStream &) = delete;

    [[nodiscard]] const GdalHeader &header() const { return m_header; }
    /// The next feature; nothing after the last, once the tool has said that it was the last.
    [[nodiscard]] std::optional<GdalFeature> next();

  private:
    ByteSource m_bytes;
    GdalHeader m_header;
    bool m_ended = false;
};

} // namespace jingwei::data
