#include "data/gdal_stream.hpp"

#include "data/gdal_process.hpp"
#include "data/gdal_protocol.hpp"
#include "spatial/error.hpp"

#include <bit>
#include <string_view>

namespace jingwei::data {

namespace {

using gdal_protocol::Failure;
using gdal_protocol::RecordType;

/// Takes numbers and texts off the front of a record. Throws Error{machine} past its end.
class RecordReader {
  public:
    explicit RecordReader(std::string_view bytes) : m_rest(bytes) {}

    template <class Integer> Integer number() {
        std::uint64_t value = 0;
        const auto bytes = take(sizeof(Integer));
        for (std::size_t i = 0; i < sizeof(Integer); ++i) {
            value |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
        }
        return static_cast<Integer>(value);
    }
    double real() { return std::bit_cast<double>(number<std::uint64_t>()); }
    std::optional<std::string> text() {
        const auto length = number<std::uint32_t>();
        if (length == gdal_protocol::null_text) {
            return std::nullopt;
        }
        return std::string(take(length));
    }

  private:
    std::string_view take(std::size_t count) {
        if (count > m_rest.size()) {
            throw Error(ErrorCode::machine, "jingwei-gdal sent a broken record; are both programs of one version?");
        }
        const auto taken = m_rest.substr(0, count);
        m_rest.remove_prefix(count);
        return taken;
    }
    std::string_view m_rest;
};

[[noreturn]] void rethrow(RecordReader &reader) {
    const auto failure = static_cast<Failure>(reader.number<std::uint8_t>());
    const auto code = failure == Failure::bad_call  ? ErrorCode::bad_call
                      : failure == Failure::machine ? ErrorCode::machine
                                                    : ErrorCode::bad_data;
    throw Error(code, reader.text().value_or("the file cannot be read"));
}

GdalHeader read_header(RecordReader &reader) {
    GdalHeader header;
    header.layer = reader.text().value_or("");
    header.geometry = reader.text().value_or("");
    header.crs = reader.text().value_or("");
    header.encoding = reader.text().value_or("");
    header.format = reader.text().value_or("");
    header.count = reader.number<std::int64_t>();
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        header.fields.push_back(reader.text().value_or(""));
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

GdalFeature read_feature(RecordReader &reader, bool of_workbook) {
    GdalFeature feature;
    feature.of_workbook = of_workbook;
    feature.line = reader.number<std::int64_t>();
    feature.wkb = reader.text();
    for (auto left = reader.number<std::uint32_t>(); left > 0; --left) {
        feature.values.push_back(reader.text());
    }
    return feature;
}

} // namespace

GdalStream::GdalStream(const GdalRequest &request) : m_process(std::make_unique<Process>(request)) {
    std::optional<spatial::DatumReport> datum;
    for (;;) {
        const auto record = m_process->read_record();
        RecordReader reader(record);
        const auto type = static_cast<RecordType>(reader.number<char>());
        if (type == RecordType::error) {
            rethrow(reader);
        }
        if (type == RecordType::header) {
            m_header = read_header(reader);
            m_header.datum = std::move(datum);
            return;
        }
        datum = read_datum(reader);
    }
}

GdalStream::~GdalStream() = default;

std::optional<GdalFeature> GdalStream::next() {
    const auto record = m_process->read_record();
    RecordReader reader(record);
    switch (static_cast<RecordType>(reader.number<char>())) {
    case RecordType::feature:
        return read_feature(reader, m_header.format == "XLSX");
    case RecordType::error:
        rethrow(reader);
    case RecordType::end:
    case RecordType::header:
    case RecordType::datum:
        break;
    }
    return std::nullopt;
}

} // namespace jingwei::data
