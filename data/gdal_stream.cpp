#include "data/gdal_stream.hpp"

#include "data/gdal_process.hpp"
#include "spatial/error.hpp"

namespace jingwei::data {

namespace {

using gdal_protocol::RecordType;

GdalHeader read_header(RecordReader &reader) {
    GdalHeader header;
    header.layer = reader.text().value_or("");
    header.geometry = reader.text().value_or("");
    header.crs = reader.text().value_or("");
    header.encoding = reader.text().value_or("");
    header.format = reader.text().value_or("");
    header.count = reader.number<std::int64_t>();
    header.serial = static_cast<gdal_protocol::SerialDays>(reader.number<std::uint8_t>());
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        header.fields.push_back(reader.text().value_or(""));
    }
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        auto kind = reader.text().value_or("");
        header.notes.push_back({.kind = std::move(kind), .text = reader.text().value_or("")});
    }
    return header;
}

spatial::DatumReport read_datum(RecordReader &reader) {
    spatial::DatumReport report;
    report.kind = reader.number<std::uint8_t>();
    report.fitted = reader.number<std::uint8_t>() != 0;
    report.about = reader.text().value_or("");
    for (double *value : {&report.rms_m, &report.limit_m, &report.error_gain, &report.shift_m}) {
        *value = reader.real();
    }
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        auto name = reader.text().value_or("");
        report.parameters.push_back({std::move(name), reader.real()});
    }
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        auto id = reader.text().value_or("");
        const double east_m = reader.real();
        report.points.push_back({std::move(id), {east_m, reader.real()}});
    }
    return report;
}

GdalFeature read_feature(RecordReader &reader, gdal_protocol::SerialDays serial) {
    GdalFeature feature;
    feature.serial = serial;
    feature.line = reader.number<std::int64_t>();
    feature.wkb = reader.text();
    feature.shape_fault = reader.text();
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        feature.values.push_back(reader.text());
    }
    return feature;
}

} // namespace

GdalStream::GdalStream(const GdalRequest &request) : GdalStream(run_gdal(request)) {}

GdalStream::GdalStream(ByteSource bytes) : m_bytes(std::move(bytes)) {
    std::optional<spatial::DatumReport> datum;
    for (;;) {
        const auto record = read_record(m_bytes);
        RecordReader reader(record);
        switch (reader.type()) {
        case RecordType::error:
            reader.rethrow();
        case RecordType::datum:
            datum = read_datum(reader);
            break;
        case RecordType::header:
            m_header = read_header(reader);
            m_header.datum = std::move(datum);
            return;
        default:
            throw Error(ErrorCode::machine, "jingwei-gdal did not begin with a header; are both programs of one version?");
        }
    }
}

std::optional<GdalFeature> GdalStream::next() {
    if (m_ended) {
        return std::nullopt;
    }
    const auto record = read_record(m_bytes);
    RecordReader reader(record);
    switch (reader.type()) {
    case RecordType::feature:
        return read_feature(reader, m_header.serial);
    case RecordType::error:
        reader.rethrow();
    case RecordType::end:
        m_ended = true;
        return std::nullopt;
    default:
        throw Error(ErrorCode::machine, "jingwei-gdal sent a record out of place; are both programs of one version?");
    }
}

} // namespace jingwei::data
