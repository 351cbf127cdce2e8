#include "data/gdal/dataset_target.hpp"

#include "data/gdal/projection.hpp"
#include "spatial/error.hpp"

#include <array>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_string.h>
#include <cstdlib>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

using gdal_protocol::FieldKind;

constexpr std::size_t longest_dbf_text = 254;

/// The first failure that GDAL told, which a later success must not hide.
std::string &first_failure() {
    static std::string text;
    return text;
}

void note_failure(CPLErr severity, CPLErrorNum, const char *message) {
    if (severity >= CE_Failure && first_failure().empty()) {
        first_failure() = message;
    }
}

const char *register_driver(const std::string &format) {
    if (format == "gpkg") {
        RegisterOGRGeoPackage();
        return "GPKG";
    }
    if (format == "fgb") {
        RegisterOGRFlatGeobuf();
        return "FlatGeobuf";
    }
    RegisterOGRShape();
    return "ESRI Shapefile";
}

OGRwkbGeometryType geometry_type(const std::string &name) {
    if (name == "Point") {
        return wkbPoint;
    }
    if (name == "LineString") {
        return wkbLineString;
    }
    if (name == "MultiPolygon") {
        return wkbMultiPolygon;
    }
    return name == "None" ? wkbNone : wkbUnknown;
}

OGRFieldType field_type(FieldKind kind) {
    switch (kind) {
    case FieldKind::whole:
    case FieldKind::flag:
        return OFTInteger;
    case FieldKind::number:
        return OFTReal;
    case FieldKind::date:
        return OFTDate;
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::phone:
        break;
    }
    return OFTString;
}

} // namespace

DatasetTarget::DatasetTarget(const std::string &format, std::filesystem::path folder, const std::string &encoding)
    : m_format(format), m_encoding(encoding), m_folder(std::move(folder)), m_fit(encoding) {
    CPLSetErrorHandler(note_failure);
    CPLSetConfigOption("CPL_TMPDIR", m_folder.c_str());
    CPLSetConfigOption("SQLITE_TMPDIR", m_folder.c_str());
    CPLSetConfigOption("OGR_SQLITE_SYNCHRONOUS", "OFF"); // the caller syncs the finished file
    m_driver = GetGDALDriverManager()->GetDriverByName(register_driver(format));
    if (m_driver == nullptr) {
        throw Error(ErrorCode::machine, fmt::format("this GDAL cannot write .{}; install it in whole", format));
    }
}

std::filesystem::path DatasetTarget::file() const {
    return m_folder / (m_table.name + "." + m_format);
}

void DatasetTarget::fail() const {
    fail_to_write(m_folder, first_failure());
}

void DatasetTarget::begin(const Table &table) {
    if (m_dataset) {
        throw Error(ErrorCode::machine, "this format holds one table");
    }
    m_table = table;
    m_dataset.reset(m_driver->Create(file().c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    if (!m_dataset) {
        fail();
    }
    std::unique_ptr<OGRSpatialReference> crs;
    if (table.reproject_to || table.crs) {
        crs = std::make_unique<OGRSpatialReference>(spatial_reference(table.reproject_to ? *table.reproject_to : *table.crs));
    }
    if (table.reproject_to) {
        m_transformation = plan_projection(*crs);
    }
    CPLStringList options;
    if (m_format == "shp") {
        options.SetNameValue("ENCODING", m_encoding.c_str());
    } else if (m_format == "fgb") {
        options.SetNameValue("TEMPORARY_DIR", m_folder.c_str());
    }
    const bool placed = table.geometry != "None";
    m_layer =
        m_dataset->CreateLayer(table.name.c_str(), placed ? crs.get() : nullptr, geometry_type(table.geometry), options.List());
    if (m_layer == nullptr) {
        fail();
    }
    for (const auto &field : table.fields) {
        add_field(field);
    }
    if (m_dataset->TestCapability(ODsCTransactions) != 0) {
        m_dataset->StartTransaction();
    }
}

void DatasetTarget::add_field(const TableField &field) {
    OGRFieldDefn definition(field.name.c_str(), field_type(field.kind));
    if (field.kind == FieldKind::flag) {
        definition.SetSubType(OFSTBoolean);
    }
    if (m_format == "shp" && field.kind == FieldKind::whole) {
        definition.SetWidth(10);
    }
    if (m_layer->CreateField(&definition) != OGRERR_NONE) {
        fail();
    }
}

void DatasetTarget::check_text(const TableField &field, const std::string &value) const {
    const auto bytes = m_fit.bytes_of(value);
    if (!bytes) {
        throw Error(ErrorCode::bad_data, fmt::format("the {} of {} ('{}') has a character that is not in {}; export with "
                                                     "--encoding UTF-8, or as a GeoPackage",
                                                     field.name, m_row_name, value, m_encoding));
    }
    if (*bytes > longest_dbf_text) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the {} of {} takes {} bytes in {}, and a Shapefile has room for {}; export "
                                "as a GeoPackage",
                                field.name, m_row_name, *bytes, m_encoding, longest_dbf_text));
    }
}

void DatasetTarget::fill(OGRFeature &feature, int field, const std::string &value) const {
    const auto &described = m_table.fields[static_cast<std::size_t>(field)];
    switch (described.kind) {
    case FieldKind::whole:
    case FieldKind::flag:
        feature.SetField(field, static_cast<int>(to_number(value)));
        return;
    case FieldKind::number:
        feature.SetField(field, to_number(value));
        return;
    case FieldKind::date:
        feature.SetField(field, std::atoi(value.substr(0, 4).c_str()), std::atoi(value.substr(5, 2).c_str()),
                         std::atoi(value.substr(8, 2).c_str()));
        return;
    case FieldKind::text:
    case FieldKind::code:
    case FieldKind::phone:
        break;
    }
    if (m_format == "shp") {
        check_text(described, value);
    }
    feature.SetField(field, value.c_str());
}

void DatasetTarget::set_shape(OGRFeature &feature, const std::string &wkb) const {
    OGRGeometry *shape = nullptr;
    if (OGRGeometryFactory::createFromWkb(wkb.data(), nullptr, &shape, wkb.size()) != OGRERR_NONE) {
        throw Error(ErrorCode::machine, "a geometry was sent broken; are both programs of one version?");
    }
    feature.SetGeometryDirectly(shape);
    if (m_transformation && shape->transform(m_transformation.get()) != OGRERR_NONE) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("{} lies outside of {}: correct its place if it is wrong, else choose the zone that it lies in",
                                m_row_name, *m_table.reproject_to));
    }
}

void DatasetTarget::add(const TableRow &row) {
    OGRFeature feature(m_layer->GetLayerDefn());
    m_row_name = row.values.empty() ? "" : row.values[0].value_or("");
    for (std::size_t i = 0; i < row.values.size() && i < m_table.fields.size(); ++i) {
        if (row.values[i]) {
            fill(feature, static_cast<int>(i), *row.values[i]);
        } else {
            feature.SetFieldNull(static_cast<int>(i));
        }
    }
    if (row.wkb) {
        set_shape(feature, *row.wkb);
    }
    if (m_layer->CreateFeature(&feature) != OGRERR_NONE || !first_failure().empty()) {
        fail();
    }
    ++m_rows;
}

void DatasetTarget::choose(const TableChoices &) {
    throw Error(ErrorCode::machine, "this format has no drop-downs");
}

GIntBig DatasetTarget::count_again() const {
    const std::array<const char *, 2> drivers{m_driver->GetDescription(), nullptr};
    const GDALDatasetUniquePtr written(
        GDALDataset::Open(file().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), nullptr, nullptr));
    return written && written->GetLayerCount() == 1 ? written->GetLayer(0)->GetFeatureCount(1) : -1;
}

void DatasetTarget::finish() {
    if (!m_dataset) {
        throw Error(ErrorCode::machine, "no table was sent; are both programs of one version?");
    }
    if (m_dataset->TestCapability(ODsCTransactions) != 0 && m_dataset->CommitTransaction() != OGRERR_NONE) {
        fail();
    }
    m_dataset.reset();
    if (!first_failure().empty() || count_again() != m_rows) {
        fail();
    }
}

} // namespace jingwei::gdal
