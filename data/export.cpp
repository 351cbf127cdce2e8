#include "data/export.hpp"

#include "data/export_file.hpp"
#include "data/export_table.hpp"
#include "data/gdal_writer.hpp"
#include "data/import_layers.hpp"
#include "data/kml_sink.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>
#include <fstream>

namespace jingwei::data {

namespace {

struct FormatEntry {
    std::string_view end;
    ExportFormat format;
};
constexpr std::array<FormatEntry, 9> formats{{{"geojson", ExportFormat::geojson},
                                              {"csv", ExportFormat::csv},
                                              {"xlsx", ExportFormat::xlsx},
                                              {"gpkg", ExportFormat::geopackage},
                                              {"shp", ExportFormat::shapefile},
                                              {"zip", ExportFormat::zipped_shapefile},
                                              {"fgb", ExportFormat::flatgeobuf},
                                              {"kml", ExportFormat::kml},
                                              {"json", ExportFormat::geojson}}};

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return text;
}

std::string encoding_of(const ExportRequest &request) {
    auto encoding = upper(request.encoding.empty() ? "UTF-8" : request.encoding);
    if (!request.encoding.empty() && !is_shapefile(request.format)) {
        throw Error(ErrorCode::bad_call, "only a Shapefile has a choice of encoding; the other formats are UTF-8");
    }
    if (encoding != "UTF-8" && encoding != "GBK") {
        throw Error(ErrorCode::bad_call,
                    fmt::format("unknown encoding '{}'; a Shapefile is written as UTF-8 or GBK", request.encoding));
    }
    return encoding;
}

void check_format(const ExportRequest &request) {
    const bool placed = has_places(request.layer);
    const bool is_kml = request.format == ExportFormat::kml;
    if (!placed && (is_shapefile(request.format) || request.format == ExportFormat::flatgeobuf || is_kml)) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("{} have no place, which a Shapefile, FlatGeobuf or KML needs; choose .xlsx, .csv, "
                                ".geojson or .gpkg",
                                import_layer_name(request.layer)));
    }
    if (is_kml && (!request.crs.empty() || is_shifted(request.frame))) {
        throw Error(ErrorCode::bad_call, "a KML is WGS84 by its standard, which CGCS2000 is taken for: leave frame and crs "
                                         "away, or choose a GeoPackage, Shapefile or FlatGeobuf");
    }
    if (!request.crs.empty() && !placed) {
        throw Error(ErrorCode::bad_call, fmt::format("{} have no place: leave the crs away", import_layer_name(request.layer)));
    }
    if (!request.crs.empty() && request.format == ExportFormat::geojson) {
        throw Error(ErrorCode::bad_call,
                    "a GeoJSON holds longitude and latitude by its standard: leave the crs away, or choose "
                    "a GeoPackage, Shapefile, FlatGeobuf, CSV or XLSX");
    }
    if (!request.crs.empty() && request.frame != spatial::Frame::cgcs2000) {
        throw Error(ErrorCode::bad_call, "say either a frame or a crs, not both");
    }
}

/// A request that has been checked and has its rows.
struct Export {
    Export(const Store &store, const ExportRequest &wanted)
        : request((check_format(wanted), wanted)), encoding(encoding_of(wanted)), source(store, wanted), table(source, wanted) {
    }
    const ExportRequest &request;
    std::string encoding;
    LayerSource source;
    ExportTable table;

    [[nodiscard]] bool needs_tool() const {
        return request.format != ExportFormat::csv && request.format != ExportFormat::geojson &&
               request.format != ExportFormat::kml;
    }
    ExportReport write_text(ByteSink bytes) const {
        if (request.format == ExportFormat::csv) {
            CsvSink sink(std::move(bytes));
            return table.write_to(sink);
        }
        if (request.format == ExportFormat::kml) {
            KmlSink sink(std::move(bytes));
            return table.write_to(sink);
        }
        GeoJsonSink sink(std::move(bytes));
        return table.write_to(sink);
    }
    ExportReport write_by_tool(const std::filesystem::path &folder) const {
        GdalSink sink(std::string(export_format_end(request.format)), folder, encoding);
        return table.write_to(sink);
    }
};

[[noreturn]] void refuse_size(std::size_t limit) {
    throw Error(ErrorCode::bad_call,
                fmt::format("this export would take more than {} MB; ask for less with within or level, or "
                            "run 'jingwei export' on the server",
                            limit >> 20U));
}

std::string read_file(const std::filesystem::path &file, std::size_t limit) {
    if (std::filesystem::file_size(file) > limit) {
        refuse_size(limit);
    }
    std::ifstream in(file, std::ios::binary);
    std::string bytes(std::filesystem::file_size(file), '\0');
    if (!in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()))) {
        throw Error(ErrorCode::machine, "the exported file cannot be read back; try again");
    }
    return bytes;
}

} // namespace

std::optional<ExportFormat> export_format_of(const std::filesystem::path &file) {
    std::string end = file.extension().string();
    std::ranges::transform(end, end.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found =
        std::ranges::find_if(formats, [&](const FormatEntry &entry) { return end == fmt::format(".{}", entry.end); });
    return found != formats.end() ? std::optional(found->format) : std::nullopt;
}

std::string_view export_format_end(ExportFormat format) {
    return std::ranges::find(formats, format, &FormatEntry::format)->end;
}

ExportReport export_to_file(const Store &store, const ExportRequest &request, const std::filesystem::path &file,
                            bool overwrite) {
    require_free(file, overwrite);
    const Export job(store, request);
    const PrivateFolder folder(folder_of(file));
    ExportReport report;
    if (job.needs_tool()) {
        report = job.write_by_tool(folder.path());
    } else {
        OutputFile output(folder.path() / ("rows" + file.extension().string()));
        report = job.write_text([&](std::string_view bytes) { output.write(bytes); });
    }
    put_in_place(folder.path(), file, overwrite);
    return report;
}

std::string export_to_bytes(const Store &store, const ExportRequest &request, std::size_t limit) {
    if (request.format == ExportFormat::shapefile) {
        throw Error(ErrorCode::bad_call, "a Shapefile is several files; ask for .zip");
    }
    const Export job(store, request);
    if (job.needs_tool()) {
        const PrivateFolder folder(temporary_folder());
        static_cast<void>(job.write_by_tool(folder.path()));
        return read_file(
            folder.path() / fmt::format("{}.{}", import_layer_name(request.layer), export_format_end(request.format)), limit);
    }
    std::string text;
    job.write_text([&](std::string_view bytes) {
        if (text.size() + bytes.size() > limit) {
            refuse_size(limit);
        }
        text += bytes;
    });
    return text;
}

} // namespace jingwei::data
