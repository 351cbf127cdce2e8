#include "data/gdal/source.hpp"

#include "data/gdal/coordinate_text.hpp"
#include "data/gdal/csv_lines.hpp"
#include "data/gdal/dataset.hpp"
#include "data/gdal/datum_record.hpp"
#include "data/gdal/kml_names.hpp"
#include "data/gdal/list_text.hpp"
#include "data/gdal/record_writer.hpp"
#include "data/gdal/typed_values.hpp"
#include "data/gdal/workbook_dataset.hpp"
#include "data/import_values.hpp"
#include "spatial/error.hpp"

#include <cpl_error.h>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

using gdal_protocol::RecordType;

std::string last_gdal_message() {
    const std::string message = CPLGetLastErrorMsg();
    return message.empty() ? "" : ": " + message;
}

/// A name cut in the middle of a character by the ten bytes of a .dbf loses that character only.
std::optional<std::string> field_name(const TextDecoder &decoder, std::string_view bytes) {
    if (bytes.empty()) {
        return std::string();
    }
    for (std::size_t cut = 0; cut < 4 && cut < bytes.size(); ++cut) {
        if (auto name = decoder.decode(bytes.substr(0, bytes.size() - cut))) {
            return name;
        }
    }
    return std::nullopt;
}

std::string date_text(const OGRFeature &feature, int field, OGRFieldType type) {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, zone = 0;
    float second = 0;
    feature.GetFieldAsDateTime(field, &year, &month, &day, &hour, &minute, &second, &zone);
    const auto date = fmt::format("{:04}-{:02}-{:02}", year, month, day);
    return type == OFTDate ? date : date + fmt::format("T{:02}:{:02}:{:02}", hour, minute, static_cast<int>(second));
}

/// Whether a field holds lists, or JSON that may be one.
bool may_be_list(const OGRFieldDefn &definition) {
    return is_list(definition.GetType()) || definition.GetSubType() == OFSTJSON;
}

/// The items of a list; nothing where there are none. JSON that is no list of texts and numbers stays as it is.
std::optional<std::string> items_of(const OGRFeature &feature, int field) {
    return is_list(feature.GetFieldDefnRef(field)->GetType()) ? list_text(feature, field)
                                                              : json_list_text(feature.GetFieldAsString(field));
}

[[noreturn]] void refuse_number(const OGRFeature &feature, int field, std::int64_t line) {
    throw Error(ErrorCode::bad_data,
                fmt::format("line {}: the number in '{}' is too long to be one; write it as text, in quotes", line,
                            feature.GetFieldDefnRef(field)->GetNameRef()));
}

/// GDAL gives the nearest 64-bit number for one that is longer: nobody's code.
void refuse_clamped(const OGRFeature &feature, int field, std::int64_t line) {
    const std::string_view text = feature.GetFieldAsString(field); // a number among texts is one, too
    if (text == "9223372036854775807" || text == "-9223372036854775808") {
        refuse_number(feature, field, line);
    }
}

ColumnNames text_columns(const OGRFeatureDefn &definition) {
    ColumnNames names;
    for (int field = 0; field < definition.GetFieldCount(); ++field) {
        if (definition.GetFieldDefn(field)->GetType() == OFTString) {
            names.insert(definition.GetFieldDefn(field)->GetNameRef());
        }
    }
    return names;
}

/// The column of a CSV that GDAL takes its shapes from.
int shape_field_of(const OGRFeatureDefn &definition) {
    int field = 0;
    while (field < definition.GetFieldCount() && !EQUAL(definition.GetFieldDefn(field)->GetNameRef(), "WKT") &&
           !STARTS_WITH_CI(definition.GetFieldDefn(field)->GetNameRef(), "_WKT")) {
        ++field;
    }
    return field < definition.GetFieldCount() ? field : -1;
}

} // namespace

Source::Source(const std::filesystem::path &file, const Request &request)
    : m_file(file), m_kind(kind_of(file).value_or(SourceKind::csv)), m_dataset(open_dataset(file, m_kind)),
      m_layer(choose_layer(*m_dataset, m_kind == SourceKind::drawing ? "" : request.layer)) {
    const bool has_geometry = m_layer->GetGeomType() != wkbNone;
    if (has_geometry) {
        m_reprojection = plan_reprojection(*m_layer, request, m_kind);
    }
    if (m_kind == SourceKind::csv) {
        m_lines = csv_lines(file);
        m_shape_field = has_geometry ? shape_field_of(*m_layer->GetLayerDefn()) : -1;
    }
    if (m_kind == SourceKind::geojson) {
        m_json = json_remarks(file, text_columns(*m_layer->GetLayerDefn()));
    }
    if (m_kind == SourceKind::geopackage) {
        check_values(*m_dataset, *m_layer);
    }
    m_ids = FeatureIds(*m_layer, m_kind, std::move(m_json.ids));
    choose_encoding(request);
    if (!has_geometry && request.place_fields) {
        plan_places(request);
    }
    if (m_kind == SourceKind::drawing) {
        m_drawing.emplace(*m_layer, *m_decoder, request.layer, request.outlines);
    }
}

void Source::plan_places(const Request &request) {
    const int fields = m_layer->GetLayerDefn()->GetFieldCount();
    if (request.place_fields->first >= fields || request.place_fields->second >= fields) {
        throw Error(ErrorCode::bad_call, "coordinates are read from columns of the file itself only");
    }
    m_place_fields = request.place_fields;
    const auto points = empty_dataset();
    auto *layer = points->CreateLayer("places", nullptr, wkbPoint, nullptr);
    m_layer->ResetReading();
    std::int64_t number = 0;
    while (const OGRFeatureUniquePtr row{m_layer->GetNextFeature()}) {
        ++number;
        auto place = place_of(*row, line_of(*row, number));
        const OGRFeatureUniquePtr feature(OGRFeature::CreateFeature(layer->GetLayerDefn()));
        if (place && (feature->SetGeometryDirectly(place.release()) != OGRERR_NONE ||
                      layer->CreateFeature(feature.get()) != OGRERR_NONE)) {
            throw Error(ErrorCode::machine, "cannot keep the places of the table");
        }
    }
    m_reprojection = plan_reprojection(*layer, request, m_kind);
}

std::unique_ptr<OGRPoint> Source::place_of(const OGRFeature &feature, std::int64_t line) const {
    const auto number = [&](int field) {
        const auto text = field_text(feature, field, line);
        return text ? data::number_value(data::plain_value(*text)) : std::nullopt;
    };
    const auto east = number(m_place_fields->first);
    const auto north = number(m_place_fields->second);
    const bool filled = east && north && (*east != 0 || *north != 0);
    return filled ? std::make_unique<OGRPoint>(*east, *north) : nullptr;
}

void Source::choose_encoding(const Request &request) {
    const auto chosen = encoding_of(*m_layer, m_file, m_kind, {request.encoding, request.encoding_kept_for});
    m_encoding = chosen.name;
    m_encoding_reason = chosen.reason;
    m_encoding_note = chosen.note;
    m_mixed = chosen.mixed;
    m_decoder = std::make_unique<TextDecoder>(m_encoding);
}

/// What to try depends on what the bytes can be read as.
Error Source::unreadable(const std::string &what, std::string_view bytes) const {
    if (m_encoding == "UTF-8" && is_utf8(bytes) && bytes.find("\xEF\xBF\xBD") != std::string_view::npos) {
        return {ErrorCode::bad_data,
                what + " holds the sign for a character that was lost (U+FFFD); write the character again"};
    }
    const auto fault = fmt::format("{} cannot be read as {} ({})", what, m_encoding, m_encoding_reason);
    if (m_mixed) {
        return {ErrorCode::bad_data, fault + "; it was probably pasted from a file in GBK: correct it, and save all of the "
                                             "file as UTF-8"};
    }
    const std::string other = m_encoding == "UTF-8" ? "GB18030" : "UTF-8";
    if (TextDecoder(other).decode(bytes)) {
        return {ErrorCode::bad_data, fmt::format("{}; try --encoding {}", fault, other == "UTF-8" ? other : "GBK")};
    }
    return {ErrorCode::bad_data, fmt::format("{}, nor as {}; correct it, and save all of the file as UTF-8", fault,
                                             other == "UTF-8" ? other : "GBK")};
}

std::string Source::name_of_field(int field) const {
    const std::string_view bytes = m_layer->GetLayerDefn()->GetFieldDefn(field)->GetNameRef();
    if (auto name = field_name(*m_decoder, bytes)) {
        return m_kind == SourceKind::kml ? name_in_kml(*name) : *name;
    }
    const auto where = m_kind == SourceKind::csv && !m_lines.empty() ? fmt::format("line {}: ", m_lines.front()) : "";
    throw unreadable(fmt::format("{}the name of field {}", where, field + 1), bytes);
}

std::int64_t Source::line_of(const OGRFeature &feature, std::int64_t number) const {
    if (m_kind == SourceKind::workbook) {
        return feature.GetFID();
    }
    const auto row = static_cast<std::size_t>(number);
    return row < m_lines.size() ? m_lines[row] : number;
}

std::optional<std::string> Source::field_text(const OGRFeature &feature, int field, std::int64_t line) const {
    if (feature.IsFieldSetAndNotNull(field) == 0) {
        return std::nullopt;
    }
    const auto &definition = *feature.GetFieldDefnRef(field);
    const auto type = definition.GetType();
    const auto is_remarked = [&](const std::set<FeatureProperty> &remarks) {
        return !remarks.empty() && remarks.contains({line, definition.GetNameRef()});
    };
    const bool has_exponent = is_remarked(m_json.exponents);
    if ((type == OFTReal || type == OFTRealList) && is_remarked(m_json.beyond_double)) {
        refuse_number(feature, field, line);
    }
    if (type == OFTReal || has_exponent) { // among texts, too
        return real_text(feature.GetFieldAsDouble(field), has_exponent);
    }
    if (type == OFTDate || type == OFTDateTime) {
        return date_text(feature, field, type);
    }
    if (type == OFTInteger64 || (type == OFTString && m_kind == SourceKind::geojson)) {
        refuse_clamped(feature, field, line);
    }
    if (!m_json.written.empty()) {
        if (const auto found = m_json.written.find({line, definition.GetNameRef()}); found != m_json.written.end()) {
            return found->second;
        }
    }
    const auto items = may_be_list(definition) ? items_of(feature, field) : std::nullopt;
    if (may_be_list(definition) && !items) {
        return std::nullopt;
    }
    if (items && is_remarked(m_json.unfaithful)) {
        refuse_number(feature, field, line);
    }
    const std::string_view raw = items ? std::string_view(*items) : feature.GetFieldAsString(field);
    if (m_mixed && m_encoding != "UTF-8" && is_surely_utf8(raw)) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("line {}: '{}' in the field '{}' is UTF-8 where other texts are GBK; it was probably pasted from "
                        "another file: correct it, and save all of the file as UTF-8",
                        line, raw.substr(0, 60), definition.GetNameRef()));
    }
    auto text = m_decoder->decode(raw);
    if (text && m_drawing) {
        return unescape_drawing_text(*text);
    }
    if (!text) {
        const auto name = field_name(*m_decoder, definition.GetNameRef()).value_or(fmt::format("{}", field + 1));
        throw unreadable(fmt::format("line {}: the field '{}'", line, name), raw);
    }
    return text;
}

std::optional<std::string> Source::wkb(OGRFeature &feature, std::int64_t line) const {
    const auto place = m_place_fields ? place_of(feature, line) : nullptr;
    OGRGeometry *shape = place ? place.get() : feature.GetGeometryRef();
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
    if (!m_reprojection.apply(*shape)) {
        throw Error(
            ErrorCode::bad_data,
            fmt::format("line {}: a coordinate lies outside of {}; is the coordinate system right?", line, m_reprojection.crs));
    }
    std::string bytes(shape->WkbSize(), '\0');
    shape->exportToWkb(wkbNDR, reinterpret_cast<unsigned char *>(bytes.data()), wkbVariantIso);
    return bytes;
}

std::optional<std::string> Source::shape_fault(const OGRFeature &feature, std::int64_t line) const {
    const std::string_view text = m_shape_field >= 0 ? feature.GetFieldAsString(m_shape_field) : "";
    const bool read = text.find_first_not_of(" \t\r\n") == std::string_view::npos || feature.GetGeometryRef() != nullptr;
    if (read && !wkt_fault(text)) {
        return std::nullopt;
    }
    const auto fault = wkt_fault(field_text(feature, m_shape_field, line).value_or(""));
    return fmt::format("its shape in '{}' cannot be taken: {}", name_of_field(m_shape_field),
                       fault ? fault->why : "its brackets and corners do not fit its kind");
}

void Source::write_header() {
    const int fields = m_layer->GetLayerDefn()->GetFieldCount();
    const bool has_ids = !m_ids.name().empty();
    const std::string name = m_drawing ? m_drawing->layer() : m_layer->GetName();
    RecordWriter record(RecordType::header);
    record.add_text(std::string_view(is_utf8(name) ? name : ""));
    record.add_text(std::string_view(OGRGeometryTypeToName(wkbFlatten(m_layer->GetGeomType()))));
    record.add_text(std::string_view(m_reprojection.crs));
    record.add_text(std::string_view(fmt::format("{} ({})", m_encoding, m_encoding_reason)));
    record.add_text(std::string_view(driver_of(m_kind)));
    record.add_number(m_drawing ? m_drawing->count() : static_cast<std::int64_t>(m_layer->GetFeatureCount(1)));
    record.add_number(static_cast<std::uint8_t>(serial_days()));
    record.add_number(static_cast<std::uint32_t>(fields + (has_ids ? 1 : 0)));
    for (int i = 0; i < fields; ++i) {
        record.add_text(std::string_view(name_of_field(i)));
    }
    if (has_ids) {
        record.add_text(std::string_view(m_ids.name()));
    }
    const auto notes = this->notes();
    record.add_number(static_cast<std::uint32_t>(notes.size()));
    for (const auto &[kind, sentence] : notes) {
        record.add_text(std::string_view(kind));
        record.add_text(std::string_view(sentence));
    }
    record.send();
}

gdal_protocol::SerialDays Source::serial_days() const {
    if (m_kind != SourceKind::workbook) {
        return gdal_protocol::SerialDays::none;
    }
    const char *year = m_layer->GetMetadataItem(days_from);
    return year != nullptr && std::string_view(year) == "1904" ? gdal_protocol::SerialDays::from_1904
                                                               : gdal_protocol::SerialDays::from_1899;
}

std::vector<std::pair<std::string, std::string>> Source::notes() const {
    std::vector<std::pair<std::string, std::string>> notes;
    if (!m_reprojection.contradicted.empty()) {
        notes.emplace_back("other_system", m_reprojection.contradicted);
    }
    if (!m_encoding_note.empty()) {
        notes.emplace_back("other_encoding", m_encoding_note);
    }
    if (const char *hidden = m_layer->GetMetadataItem(hidden_cells)) {
        notes.emplace_back("hidden_cells", hidden);
    }
    return notes;
}

void Source::send_feature(OGRFeature &feature, std::int64_t number) const {
    const int fields = m_layer->GetLayerDefn()->GetFieldCount();
    const bool has_ids = !m_ids.name().empty();
    const auto line = line_of(feature, number);
    const auto fault = shape_fault(feature, line);
    RecordWriter record(RecordType::feature);
    record.add_number(line);
    record.add_text(fault ? std::nullopt : wkb(feature, line));
    record.add_text(fault);
    record.add_number(static_cast<std::uint32_t>(fields + (has_ids ? 1 : 0)));
    for (int i = 0; i < fields; ++i) {
        record.add_text(field_text(feature, i, line));
    }
    if (has_ids) {
        record.add_text(m_ids.of(feature, number));
    }
    record.send();
}

/// Rows of a sheet with nothing but blanks: programs write them for cells that have a form only.
bool Source::is_blank_row(const OGRFeature &feature) const {
    if (m_kind != SourceKind::csv && m_kind != SourceKind::workbook) {
        return false;
    }
    for (int i = 0; i < feature.GetFieldCount(); ++i) {
        const std::string_view text = feature.IsFieldSetAndNotNull(i) != 0 ? feature.GetFieldAsString(i) : "";
        if (text.find_first_not_of(" \t\r") != std::string_view::npos) {
            return false;
        }
    }
    return true;
}

void Source::stream(const FileWatch &watch) {
    if (m_reprojection.datum) {
        send_datum(m_reprojection.datum->report);
    }
    if (m_layer->GetFeatureCount(1) == 0) {
        watch.check(); // what looks empty may be replaced just now
    }
    write_header();
    m_layer->ResetReading();
    std::int64_t number = 0;
    std::int64_t sent = 0;
    std::int64_t first_failed = 0; // of a GeoJSON GDAL reads on
    CPLErrorReset();
    while (const OGRFeatureUniquePtr feature{m_layer->GetNextFeature()}) {
        ++number;
        if (m_shape_field >= 0) {
            CPLErrorReset(); // the row says what its shape lacks
        }
        if (first_failed == 0 && CPLGetLastErrorType() >= CE_Failure) {
            first_failed = number;
        }
        if (m_drawing && !m_drawing->holds(*feature)) {
            continue;
        }
        if (m_drawing) {
            m_drawing->finish(*feature);
        }
        if (is_blank_row(*feature)) {
            continue;
        }
        send_feature(*feature, number);
        ++sent;
    }
    if (CPLGetLastErrorType() >= CE_Failure) {
        refuse_broken_off(m_file, m_kind);
        throw Error(ErrorCode::bad_data,
                    first_failed > 0
                        ? fmt::format("feature {} or the one after it cannot be read{}", first_failed, last_gdal_message())
                        : fmt::format("the file breaks off after {} features{}", number, last_gdal_message()));
    }
    watch.check();
    RecordWriter end(RecordType::end);
    end.add_number(sent);
    end.send();
}

} // namespace jingwei::gdal
