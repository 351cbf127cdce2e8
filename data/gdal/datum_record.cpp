#include "data/gdal/datum_record.hpp"

#include "data/gdal/record_writer.hpp"

#include <bit>

namespace jingwei::gdal {

namespace {

void add_real(RecordWriter &record, double value) {
    record.add_number(std::bit_cast<std::uint64_t>(value));
}

} // namespace

void send_datum(const spatial::DatumReport &report) {
    RecordWriter record(gdal_protocol::RecordType::datum);
    record.add_number(static_cast<std::uint8_t>(report.kind));
    record.add_number(static_cast<std::uint8_t>(report.fitted ? 1 : 0));
    record.add_text(std::string_view(report.about));
    for (const double value : {report.rms_m, report.limit_m, report.error_gain, report.shift_m}) {
        add_real(record, value);
    }
    record.add_number(static_cast<std::uint32_t>(report.parameters.size()));
    for (const auto &parameter : report.parameters) {
        record.add_text(std::string_view(parameter.name));
        add_real(record, parameter.value);
    }
    record.add_number(static_cast<std::uint32_t>(report.points.size()));
    for (const auto &point : report.points) {
        record.add_text(std::string_view(point.id));
        add_real(record, point.residual.east_m);
        add_real(record, point.residual.north_m);
    }
    record.send();
}

} // namespace jingwei::gdal
