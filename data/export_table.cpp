#include "data/export_table.hpp"

#include "data/export_place.hpp"
#include "data/export_zone.hpp"
#include "data/import_layers.hpp"
#include "data/import_values.hpp"
#include "data/roster.hpp"
#include "data/shape_text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace jingwei::data {

namespace {

/// A mixture is what a Shapefile cannot hold.
TableGeometry building_geometry(const LayerSource &source, const ExportRequest &request) {
    if (request.points) {
        return TableGeometry::point;
    }
    if (!is_shapefile(request.format)) {
        return TableGeometry::any;
    }
    const auto [with, without] = source.outlines();
    if (with > 0 && without > 0) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("{} buildings have an outline and {} are points, and a Shapefile holds one kind: export the "
                                "points of all with --points, or choose a GeoPackage",
                                with, without));
    }
    return with > 0 ? TableGeometry::polygon : TableGeometry::point;
}

TableGeometry geometry_of(const LayerSource &source, const ExportRequest &request) {
    const bool columns_say = request.format == ExportFormat::xlsx || !has_places(request.layer);
    const bool point_csv = request.format == ExportFormat::csv && has_points(request.layer) &&
                           (request.layer != ImportLayer::buildings || request.points);
    if (columns_say || point_csv) {
        return TableGeometry::none;
    }
    switch (request.layer) {
    case ImportLayer::grids:
        return TableGeometry::polygon;
    case ImportLayer::reference_lines:
        return TableGeometry::line;
    case ImportLayer::buildings:
        return building_geometry(source, request);
    default:
        return TableGeometry::point;
    }
}

/// A place of a row, in degrees.
std::optional<spatial::LonLat> place_of(const LayerRow &row) {
    if (row.place) {
        return spatial::to_lonlat(*row.place);
    }
    return row.shape ? std::optional(row.shape->parts.front().front().front()) : std::nullopt;
}

constexpr int metre_decimals = 4; // tenths of a millimetre; a unit of the lattice has a centimetre

/// Of degrees: so many that the inverse shift rounds to the same lattice point.
int decimals_of(spatial::Frame frame) {
    return is_shifted(frame) ? 9 : 7;
}

/// A sheet has no coordinate system to hold, so that its metres are those of a zone, which an import is told.
spatial::ZoneProjection plane_of_sheet(const std::string &crs) {
    const auto zone = zone_named(crs);
    if (!zone) {
        throw Error(
            ErrorCode::bad_call,
            fmt::format(
                "a CSV or XLSX holds degrees, or metres of a Gauss-Krüger zone of CGCS2000 (EPSG:4491 to "
                "4554): leave {} away, or say a zone; another system goes into a GeoPackage, Shapefile or FlatGeobuf, if "
                "its datum is CGCS2000 or WGS 84",
                crs));
    }
    return spatial::ZoneProjection(*zone);
}

} // namespace

bool is_sheet(ExportFormat format) {
    return format == ExportFormat::csv || format == ExportFormat::xlsx;
}

bool is_shifted(spatial::Frame frame) {
    return frame == spatial::Frame::gcj02 || frame == spatial::Frame::bd09;
}

bool is_shapefile(ExportFormat format) {
    return format == ExportFormat::shapefile || format == ExportFormat::zipped_shapefile;
}

ExportTable::ExportTable(const LayerSource &source, const ExportRequest &request) : m_source(source), m_request(request) {
    m_head.layer = import_layer_name(request.layer);
    m_head.geometry = geometry_of(source, request);
    m_head.decimals = decimals_of(request.frame);
    m_head.crs = request.frame == spatial::Frame::cgcs2000 ? "EPSG:4490" : is_shifted(request.frame) ? "" : "EPSG:4326";
    if (!request.crs.empty() && is_sheet(request.format)) {
        m_plane.emplace(plane_of_sheet(request.crs));
        m_head.decimals = metre_decimals;
    } else {
        m_head.reproject_to = request.crs;
    }
    choose_columns();
    choose_place_columns();
}

ExportReport ExportTable::write_to(TableSink &sink) const {
    sink.begin(m_head);
    std::size_t rows = 0;
    ZoneReach zone(m_request.crs);
    const double count = static_cast<double>(std::max<std::size_t>(1, m_source.size_hint()));
    m_source.for_each(m_head.geometry != TableGeometry::none, [&](LayerRow row) {
        if (rows++ % 256 == 0) {
            tell(std::min(1.0, static_cast<double>(rows) / count));
        }
        if (const auto place = place_of(row)) {
            zone.add(row.values.front().value_or(""), *place);
        }
        sink.add(cut(std::move(row)));
    });
    zone.check();
    sink.finish();
    return {.rows = rows, .beyond_zone = zone.beyond(), .first_beyond_zone = zone.first_beyond()};
}

void ExportTable::choose_columns() {
    std::size_t index = 0;
    const auto add = [&](std::span<const LayerColumn> columns) {
        for (const auto &column : columns) {
            if (m_request.all_columns || column.access == ColumnAccess::layer) {
                m_head.columns.push_back(&column);
                m_picked.push_back(index);
            }
            ++index;
        }
    };
    add(columns_of(m_request.layer));
    if (m_request.people) {
        add(people_columns());
    }
    if (!m_request.source.empty() && m_request.layer != ImportLayer::external_refs) {
        add(key_columns());
    }
}

void ExportTable::choose_place_columns() {
    if (!has_places(m_request.layer)) {
        return;
    }
    const bool no_geometry = m_head.geometry == TableGeometry::none;
    m_position = no_geometry || (m_request.layer == ImportLayer::buildings && !m_request.points);
    m_frame = !m_plane && (no_geometry || m_request.format == ExportFormat::csv || is_shifted(m_request.frame));
    if (m_position) {
        const auto columns = m_plane && no_geometry ? plane_columns() : place_columns();
        m_head.columns.insert(m_head.columns.end(), {&columns[0], &columns[1]});
    }
    if (m_frame) {
        m_head.columns.push_back(&place_columns()[2]);
    }
}

TableRow ExportTable::cut(LayerRow row) const {
    TableRow out;
    for (std::size_t i = 0; i < m_picked.size(); ++i) {
        auto &value = row.values[m_picked[i]];
        if (value && !m_request.full_phones && m_head.columns[i]->kind == ColumnKind::phone) {
            value = mask_phone(*value);
        }
        const bool is_text = m_head.columns[i]->kind <= ColumnKind::phone;
        out.values.push_back(value && is_sheet(m_request.format) && is_text ? guarded_text(*value) : std::move(value));
    }
    add_place(row, out);
    if (m_head.geometry != TableGeometry::none) {
        out.shape = row.shape   ? std::move(row.shape)
                    : row.place ? std::optional(point_shape(*row.place, m_request.frame))
                                : std::nullopt;
    }
    if (out.shape && m_plane) {
        move_into_plane(out);
    }
    return out;
}

void ExportTable::add_place(const LayerRow &row, TableRow &out) const {
    if (m_position && row.place) {
        add_position(row, out);
    } else if (m_position) {
        out.values.resize(out.values.size() + 2);
    }
    if (m_frame) {
        out.values.emplace_back(std::string(spatial::frame_name(m_request.frame)));
    }
}

void ExportTable::add_position(const LayerRow &row, TableRow &out) const {
    const auto place = spatial::to_lonlat(*row.place);
    const bool metres = m_plane && m_head.geometry == TableGeometry::none; // beside a geometry an import reads degrees
    const auto p = metres ? in_plane(out, place) : spatial::from_store_frame(place, m_request.frame);
    for (const double coordinate : {p.lon, p.lat}) {
        std::string text;
        append_decimal(text, coordinate, metres ? metre_decimals : decimals_of(m_request.frame));
        out.values.emplace_back(std::move(text));
    }
}

/// Easting and northing in the places of longitude and latitude.
spatial::LonLat ExportTable::in_plane(const TableRow &row, spatial::LonLat place) const {
    const auto there = m_plane->apply(place);
    if (!there) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("{} lies outside of {}: correct its place if it is wrong, else choose the zone that it lies in",
                                row.values.front().value_or(""), m_request.crs));
    }
    return {there->east_m, there->north_m};
}

void ExportTable::move_into_plane(TableRow &row) const {
    for (auto &part : row.shape->parts) {
        for (auto &ring : part) {
            for (auto &position : ring) {
                position = in_plane(row, position);
            }
        }
    }
}

void ExportTable::tell(double fraction) const {
    if (m_request.interrupted != nullptr && m_request.interrupted->load(std::memory_order_relaxed)) {
        throw Error(ErrorCode::interrupted, "interrupted; nothing was exported");
    }
    if (m_request.progress) {
        m_request.progress("exporting", fraction);
    }
}

} // namespace jingwei::data
