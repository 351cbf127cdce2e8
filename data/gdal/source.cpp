#include "data/gdal/source.hpp"

#include "data/gdal/csv_lines.hpp"
#include "data/gdal/record_writer.hpp"
#include "spatial/error.hpp"

#include <array>
#include <charconv>
#include <cpl_error.h>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

using gdal_protocol::RecordType;

std::string last_gdal_message() {
    const std::string message = CPLGetLastErrorMsg();
    return message.empty() ? "" : ": " + message;
}

GDALDatasetUniquePtr open_dataset(const std::filesystem::path &file, SourceKind kind) {
    const std::array<const char *, 2> drivers{driver_of(kind), nullptr};
    const char *option = nullptr;
    if (kind == SourceKind::shapefile) {
        option = "ENCODING="; // bytes as they are: we decode, strictly
    } else if (kind == SourceKind::csv) {
        option = "HEADERS=YES";
    } else if (kind == SourceKind::geopackage) {
        option = "IMMUTABLE=YES";
    }
    const std::array<const char *, 2> options{option, nullptr};
    GDALDatasetUniquePtr dataset(
        GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), options.data(), nullptr));
    if (!dataset) {
        const char *hint = kind == SourceKind::shapefile ? "; a Shapefile needs its .shp, .shx and .dbf side by side" : "";
        throw Error(ErrorCode::bad_data, fmt::format("'{}' cannot be read as {}{}{}", file.filename().string(), driver_of(kind),
                                                     last_gdal_message(), hint));
    }
    return dataset;
}

OGRLayer *choose_layer(GDALDataset &dataset, const std::string &wanted) {
    std::string names;
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        const std::string name = dataset.GetLayer(i)->GetName();
        if (name == wanted || std::to_string(i + 1) == wanted) {
            return dataset.GetLayer(i);
        }
        names += (names.empty() ? "" : ", ") + name;
    }
    if (wanted.empty() && dataset.GetLayerCount() == 1) {
        return dataset.GetLayer(0);
    }
    if (names.empty()) {
        throw Error(ErrorCode::bad_data, "the file holds no layer");
    }
    throw Error(ErrorCode::bad_call,
                wanted.empty() ? fmt::format("the file holds several layers ({}); choose one with --source-layer", names)
                               : fmt::format("the file holds no layer '{}'; it has {}", wanted, names));
}

/// A name cut in the middle of a character by the ten bytes of a .dbf loses that character only.
std::string field_name(const TextDecoder &decoder, std::string_view bytes) {
    for (std::size_t cut = 0; cut < 4 && cut < bytes.size(); ++cut) {
        if (auto name = decoder.decode(bytes.substr(0, bytes.size() - cut))) {
            return *name;
        }
    }
    throw Error(ErrorCode::bad_data,
                "a field's name cannot be read in the file's encoding; say --encoding UTF-8 or --encoding GBK");
}

std::string date_text(const OGRFeature &feature, int field, OGRFieldType type) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
    const auto date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    return type == OFTDate ? date : date + fmt::format("T{:02}:{:02}:{:02}", hour, minute, static_cast<int>(second));
}

/// The shortest text that reads back as the same number, unlike GDAL's 15 digits.
std::string real_text(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    return {text.data(), end};
}

} // namespace

Source::Source(const std::filesystem::path &file, const Request &request)
    : m_file(file), m_kind(kind_of(file).value_or(SourceKind::csv)), m_dataset(open_dataset(file, m_kind)),
      m_layer(choose_layer(*m_dataset, request.layer)) {
    const bool has_geometry = m_layer->GetGeomType() != wkbNone;
    if (has_geometry) {
        m_reprojection = plan_reprojection(m_layer->GetSpatialRef(), request, m_kind);
    }
    if (m_kind == SourceKind::csv) {
        m_lines = csv_lines(file);
    }
    choose_encoding(request);
}

void Source::choose_encoding(const Request &request) {
    const auto told = told_encoding(m_file, m_kind, request.encoding);
    m_encoding = told.name;
    m_encoding_reason = told.reason;
    if (m_encoding.empty()) {
        m_encoding = all_text_is_utf8() ? "UTF-8" : "GB18030";
        m_encoding_reason = m_encoding == "UTF-8" ? "all of it is valid" : "it is not UTF-8";
    }
    m_decoder = std::make_unique<TextDecoder>(m_encoding);
}

bool Source::all_text_is_utf8() {
    auto &definition = *m_layer->GetLayerDefn();
    m_layer->ResetReading();
    while (const OGRFeatureUniquePtr feature{m_layer->GetNextFeature()}) {
        for (int i = 0; i < definition.GetFieldCount(); ++i) {
            const bool is_text = definition.GetFieldDefn(i)->GetType() == OFTString;
            if (is_text && feature->IsFieldSetAndNotNull(i) != 0 && !is_utf8(feature->GetFieldAsString(i))) {
                return false;
            }
        }
    }
    return true;
}

std::int64_t Source::line_of(std::int64_t number) const {
    const auto row = static_cast<std::size_t>(number);
    return row < m_lines.size() ? m_lines[row] : number;
}

std::optional<std::string> Source::field_text(const OGRFeature &feature, int field, std::int64_t line) const {
    if (feature.IsFieldSetAndNotNull(field) == 0) {
        return std::nullopt;
    }
    const auto &definition = *feature.GetFieldDefnRef(field);
    const auto type = definition.GetType();
    if (type == OFTReal) {
        return real_text(feature.GetFieldAsDouble(field));
    }
    if (type == OFTDate || type == OFTDateTime) {
        return date_text(feature, field, type);
    }
    auto text = m_decoder->decode(feature.GetFieldAsString(field));
    if (!text) {
        const char *other = m_encoding == "UTF-8" ? "GBK" : "UTF-8";
        throw Error(ErrorCode::bad_data, fmt::format("line {}: the field '{}' cannot be read as {} ({}); try --encoding {}",
                                                     line, field_name(TextDecoder("ISO-8859-1"), definition.GetNameRef()),
                                                     m_encoding, m_encoding_reason, other));
    }
    return text;
}

std::optional<std::string> Source::wkb(OGRFeature &feature, std::int64_t line) const {
    OGRGeometry *shape = feature.GetGeometryRef();
    if (shape == nullptr || shape->IsEmpty() != 0) {
        return std::nullopt;
    }
    if (shape->hasCurveGeometry() != 0 || OGR_GT_IsNonLinear(shape->getGeometryType()) != 0) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("line {}: a {} has curves, which are not taken; convert them to segments first (in QGIS: "
                                "Segmentize, by maximum distance 0.1 m)",
                                line, shape->getGeometryName()));
    }
    shape->flattenTo2D();
    if (m_reprojection.transformation && shape->transform(m_reprojection.transformation.get()) != OGRERR_NONE) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("line {}: a coordinate lies outside of {}; is the coordinate system right?", line, m_reprojection.crs));
    }
    std::string bytes(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char *>(bytes.data()), wkbVariantIso);
    return bytes;
}

void Source::write_header() {
    const auto &definition = *m_layer->GetLayerDefn();
    RecordWriter record(RecordType::header);
    record.add_text(is_utf8(m_layer->GetName()) ? std::string_view(m_layer->GetName()) : "");
    record.add_text(std::string_view(OGRGeometryTypeToName(wkbFlatten(m_layer->GetGeomType()))));
    record.add_text(std::string_view(m_reprojection.crs));
    record.add_text(std::string_view(fmt::format("{} ({})", m_encoding, m_encoding_reason)));
    record.add_number(static_cast<std::int64_t>(m_layer->GetFeatureCount(1)));
    record.add_number(static_cast<std::uint32_t>(definition.GetFieldCount()));
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        record.add_text(std::string_view(field_name(*m_decoder, definition.GetFieldDefn(i)->GetNameRef())));
    }
    record.send();
}

void Source::stream() {
    write_header();
    m_layer->ResetReading();
    const int fields = m_layer->GetLayerDefn()->GetFieldCount();
    std::int64_t number = 0;
    CPLErrorReset();
    while (const OGRFeatureUniquePtr feature{m_layer->GetNextFeature()}) {
        const auto line = line_of(++number);
        RecordWriter record(RecordType::feature);
        record.add_number(line);
        record.add_text(wkb(*feature, line));
        record.add_number(static_cast<std::uint32_t>(fields));
        for (int i = 0; i < fields; ++i) {
            record.add_text(field_text(*feature, i, line));
        }
        record.send();
    }
    if (CPLGetLastErrorType() >= CE_Failure) {
        throw Error(ErrorCode::bad_data, fmt::format("the file breaks off after {} features{}", number, last_gdal_message()));
    }
    RecordWriter end(RecordType::end);
    end.add_number(number);
    end.send();
}

} // namespace jingwei::gdal
