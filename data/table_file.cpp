#include "data/table_file.hpp"

#include "data/export_file.hpp"
#include "data/gdal_writer.hpp"
#include "spatial/error.hpp"

#include <fmt/format.h>

#include <fstream>

namespace jingwei::data {

namespace {

ExportFormat format_of(const std::filesystem::path &file) {
    const auto format = export_format_of(file);
    if (format != ExportFormat::csv && format != ExportFormat::geojson && format != ExportFormat::xlsx) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("'{}' ends in none of .xlsx, .csv and .geojson; choose one of them", file.string()));
    }
    return *format;
}

void fill_text(ExportFormat format, ByteSink bytes, const FillTable &fill) {
    if (format == ExportFormat::csv) {
        CsvSink sink(std::move(bytes));
        fill(sink);
    } else {
        GeoJsonSink sink(std::move(bytes));
        fill(sink);
    }
}

void fill_workbook(const std::filesystem::path &folder, const FillTable &fill) {
    GdalSink sink("xlsx", folder, "UTF-8");
    fill(sink);
}

} // namespace

void write_table_file(const std::filesystem::path &file, bool overwrite, const FillTable &fill) {
    const auto format = format_of(file);
    require_free(file, overwrite);
    const PrivateFolder folder(folder_of(file));
    if (format == ExportFormat::xlsx) {
        fill_workbook(folder.path(), fill);
    } else {
        OutputFile output(folder.path() / ("rows" + file.extension().string()));
        fill_text(
            format, [&](std::string_view bytes) { output.write(bytes); }, fill);
    }
    put_in_place(folder.path(), file, overwrite);
}

std::string table_bytes(ExportFormat format, const FillTable &fill) {
    std::string text;
    if (format != ExportFormat::xlsx) {
        fill_text(
            format, [&](std::string_view bytes) { text += bytes; }, fill);
        return text;
    }
    const PrivateFolder folder(temporary_folder());
    fill_workbook(folder.path(), fill);
    for (const auto &file : std::filesystem::directory_iterator(folder.path())) {
        std::ifstream in(file.path(), std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    if (text.empty()) {
        throw Error(ErrorCode::machine, "the workbook cannot be read back; try again");
    }
    return text;
}

} // namespace jingwei::data
