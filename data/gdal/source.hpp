#pragma once

#include "data/gdal/drawing.hpp"
#include "data/gdal/feature_ids.hpp"
#include "data/gdal/file_watch.hpp"
#include "data/gdal/json_remarks.hpp"
#include "data/gdal/reprojection.hpp"
#include "data/gdal/text_encoding.hpp"
#include "data/gdal_protocol.hpp"
#include "spatial/error.hpp"

#include <cstdint>
#include <ogrsf_frmts.h>
#include <optional>
#include <vector>

namespace jingwei::gdal {

/// One opened layer, decided in everything, ready to be written out.
class Source {
  public:
    /// Opens the file with the one driver of its kind, picks the layer, the encoding and the transformation. Throws Error.
    Source(const std::filesystem::path &file, const Request &request);

    /// Writes header, features and end. Throws Error for a text, geometry or coordinate that cannot be taken; what has
    /// been written before stays written. The end is written only if the watch found no change.
    void stream(const FileWatch &watch);

  private:
    [[nodiscard]] std::optional<std::string> field_text(const OGRFeature &feature, int field, std::int64_t line) const;
    [[nodiscard]] std::optional<std::string> wkb(OGRFeature &feature, std::int64_t line) const;
    /// Why the shape of a row of a CSV cannot be taken, for people; nothing where it can, or where there is none.
    [[nodiscard]] std::optional<std::string> shape_fault(const OGRFeature &feature, std::int64_t line) const;
    [[nodiscard]] std::int64_t line_of(const OGRFeature &feature, std::int64_t number) const;
    [[nodiscard]] Error unreadable(const std::string &what, std::string_view bytes) const;
    [[nodiscard]] std::string name_of_field(int field) const;
    /// `number` counts from 1.
    void send_feature(OGRFeature &feature, std::int64_t number) const;
    [[nodiscard]] bool is_blank_row(const OGRFeature &feature) const;
    void choose_encoding(const Request &request);
    /// Plans on points that the fields of places make, since a table has no shapes of its own.
    void plan_places(const Request &request);
    /// The point of a row of a table; null where a field is empty or no number, or both are 0, as where nobody filled them in.
    [[nodiscard]] std::unique_ptr<OGRPoint> place_of(const OGRFeature &feature, std::int64_t line) const;
    void write_header();
    [[nodiscard]] gdal_protocol::SerialDays serial_days() const;
    /// Kind and sentence of what people must be told about the file.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> notes() const;

    std::filesystem::path m_file;
    SourceKind m_kind;
    GDALDatasetUniquePtr m_dataset;
    OGRLayer *m_layer = nullptr; ///< owned by the data set
    Reprojection m_reprojection;
    std::optional<std::pair<int, int>> m_place_fields; ///< of a table: of easting and northing
    int m_shape_field = -1;                            ///< of a CSV: its shapes in WKT; -1 = it has none
    std::string m_encoding;
    std::string m_encoding_reason;
    std::string m_encoding_note; ///< what people must be told of it
    bool m_mixed = false;        ///< some texts are UTF-8 beyond doubt, and some are not
    std::unique_ptr<TextDecoder> m_decoder;
    std::optional<Drawing> m_drawing;  ///< of a DXF: the CAD layer picked
    FeatureIds m_ids;                  ///< the field that they make comes last
    std::vector<std::int64_t> m_lines; ///< of a CSV: the physical line of each row
    JsonRemarks m_json;                ///< of a GeoJSON, but for the ids
};

} // namespace jingwei::gdal
