#pragma once

#include "data/export_rows.hpp"
#include "spatial/zone_projection.hpp"

namespace jingwei::data {

/// Whether a format is a Shapefile, plain or zipped.
[[nodiscard]] bool is_shapefile(ExportFormat format);

/// Whether a frame is one of those that lie some hundred metres off WGS84.
[[nodiscard]] bool is_shifted(spatial::Frame frame);

/// The rows of a source cut to what is written: the columns that the caller may see, phones masked where asked, and where the
/// rows are, as a geometry or as columns.
class ExportTable {
  public:
    /// Both must outlive it. Throws Error{bad_call} for buildings that a Shapefile cannot hold together, and for a sheet in a
    /// system that is no zone of CGCS2000.
    ExportTable(const LayerSource &source, const ExportRequest &request);

    /// Throws Error{interrupted}, and what the sink throws.
    ExportReport write_to(TableSink &sink) const;

  private:
    void choose_columns();
    void choose_place_columns();
    [[nodiscard]] TableRow cut(LayerRow row) const;
    void add_place(const LayerRow &row, TableRow &out) const;
    void add_position(const LayerRow &row, TableRow &out) const;
    [[nodiscard]] spatial::LonLat in_plane(const TableRow &row, spatial::LonLat place) const;
    void move_into_plane(TableRow &row) const;
    void tell(double fraction) const;

    const LayerSource &m_source;
    const ExportRequest &m_request;
    TableHead m_head;
    std::vector<std::size_t> m_picked;              ///< for each of the head's columns but the place: the index of its value
    bool m_position = false;                        ///< with columns that say the place
    bool m_frame = false;                           ///< with the frame
    std::optional<spatial::ZoneProjection> m_plane; ///< of a sheet in metres
};

} // namespace jingwei::data
