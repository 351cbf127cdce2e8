#include "data/gdal/dataset.hpp"

#include "data/gdal/csv_lines.hpp"
#include "data/gdal/drawing_blocks.hpp"
#include "data/gdal/json_remarks.hpp"
#include "data/gdal/sandbox.hpp"
#include "data/gdal/typed_values.hpp"
#include "data/gdal/workbook_dataset.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cctype>
#include <cpl_conv.h>
#include <cpl_error.h>
#include <cstdint>
#include <fmt/format.h>
#include <fstream>

namespace jingwei::gdal {

namespace {

[[noreturn]] void refuse(const std::filesystem::path &file, const std::string &why) {
    throw Error(ErrorCode::bad_data, fmt::format("'{}' {}", file.filename().string(), why));
}

void register_driver(SourceKind kind) {
    switch (kind) {
    case SourceKind::shapefile:
        return RegisterOGRShape();
    case SourceKind::geojson:
        return RegisterOGRGeoJSON();
    case SourceKind::geopackage:
        return RegisterOGRGeoPackage();
    case SourceKind::csv:
        return RegisterOGRCSV();
    case SourceKind::kml:
        return RegisterOGRLIBKML();
    case SourceKind::flatgeobuf:
        return RegisterOGRFlatGeobuf();
    case SourceKind::geodatabase:
        return RegisterOGROpenFileGDB();
    case SourceKind::drawing:
        return RegisterOGRDXF();
    case SourceKind::workbook:
    case SourceKind::kmz:
    case SourceKind::zip:
        break;
    }
}

const char *open_option(SourceKind kind) {
    switch (kind) {
    case SourceKind::shapefile:
        return "ENCODING="; // bytes as they are: we decode, strictly
    case SourceKind::csv:
        return "HEADERS=YES";
    case SourceKind::geopackage:
        return "IMMUTABLE=YES";
    case SourceKind::geojson:
        return "DATE_AS_STRING=YES"; // as they are written: what looks like a day may be a name
    default:
        return nullptr;
    }
}

/// The file's companion, its ending in small or capital letters; empty where there is none.
std::filesystem::path companion(std::filesystem::path file, std::string end) {
    std::error_code ignored;
    if (std::filesystem::exists(file.replace_extension(end), ignored)) {
        return file;
    }
    for (char &c : end) {
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return std::filesystem::exists(file.replace_extension(end), ignored) ? file : std::filesystem::path();
}

/// Four bytes as a number, the lowest first or last; 0 where there are no four.
std::uint32_t number_in(std::string_view bytes, std::endian order) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4 && bytes.size() >= 4; ++i) {
        const auto shift = 8 * (order == std::endian::little ? i : 3 - i);
        number |= std::uint32_t{static_cast<unsigned char>(bytes[i])} << shift;
    }
    return number;
}

/// So many bytes of a file from a place on; fewer where it ends.
std::string bytes_at(const std::filesystem::path &file, std::uint64_t place, std::size_t count) {
    std::ifstream stream(file, std::ios::binary);
    std::string bytes(count, '\0');
    stream.seekg(static_cast<std::streamoff>(place));
    stream.read(bytes.data(), static_cast<std::streamsize>(count));
    bytes.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, stream.gcount())));
    return bytes;
}

/// That the parts tell of as many shapes: GDAL would take those that all of them have, and say nothing.
void check_counts(const std::filesystem::path &file, const std::filesystem::path &index, const std::filesystem::path &table) {
    constexpr std::size_t header = 100;
    constexpr std::size_t entry = 8;
    const auto shx = bytes_at(index, 0, std::filesystem::file_size(index));
    const auto shapes = shx.size() < header ? 0 : (shx.size() - header) / entry;
    const auto rows = number_in(bytes_at(table, 4, 4), std::endian::little);
    const auto refuse_parts = [&](const std::string &what) {
        refuse(file, what + ": one of the files is of another time or was cut off; ask for all of them anew");
    };
    if (shapes != rows) {
        refuse_parts(fmt::format("has {} shapes by its .shx, but its .dbf has {} rows", shapes, rows));
    }
    std::uint64_t end = header; // behind the last shape that the index knows, in bytes; it counts words of two
    for (std::size_t i = 0; i < shapes; ++i) {
        const auto words = [&](std::size_t at) {
            return std::uint64_t{number_in(std::string_view(shx).substr(header + i * entry + at), std::endian::big)};
        };
        end = std::max(end, 2 * (words(0) + 4 + words(4)));
    }
    if (number_in(bytes_at(file, end, 4), std::endian::big) == shapes + 1) { // the number of the next shape
        refuse_parts(fmt::format("goes on behind the {} shapes that its .shx knows", shapes));
    }
}

void check_shapefile(const std::filesystem::path &file) {
    const auto part = [&](const char *end) {
        auto found = companion(file, end);
        if (found.empty()) {
            refuse(file, fmt::format("has no {} beside it; a Shapefile needs its .shp, .shx and .dbf side by side", end));
        }
        return found;
    };
    const auto index = part(".shx");
    const auto table = part(".dbf");
    check_counts(file, index, table);
    check_table_of_shapes(table);
}

void check_csv(const std::filesystem::path &file) {
    const auto columns = csv_form(file).columns;
    check_field_count(columns);
    if (columns == 1) {
        refuse(file, "has one column only; its columns must be separated by commas, semicolons, tabs or bars");
    }
}

/// Rows that another program has not yet written into the file itself would be missed.
void check_geopackage(const std::filesystem::path &file) {
    std::error_code absent;
    const auto size = std::filesystem::file_size(file.string() + "-wal", absent);
    if (!absent && size > 0) {
        refuse(file, "is open in another program, or was not closed (there is a -wal file beside it); close it there first");
    }
}

/// Whether a member `"crs": { … "link" … }` stands anywhere in the file: GDAL would fetch it.
bool has_crs_link(const std::filesystem::path &file) {
    constexpr std::size_t span = 2'000;
    std::ifstream stream(file, std::ios::binary);
    std::string window;
    std::string chunk(std::size_t{1} << 20, '\0');
    while (stream.read(chunk.data(), static_cast<std::streamsize>(chunk.size())) || stream.gcount() > 0) {
        window.append(chunk, 0, static_cast<std::size_t>(stream.gcount()));
        for (auto at = window.find("\"crs\""); at != std::string::npos; at = window.find("\"crs\"", at + 1)) {
            const auto colon = window.find_first_not_of(" \t\r\n", at + 5);
            const auto brace = colon == std::string::npos ? colon : window.find_first_not_of(" \t\r\n", colon + 1);
            const bool object = brace != std::string::npos && window[colon] == ':' && window[brace] == '{';
            if (object && window.substr(brace, span).find("\"link\"") != std::string::npos) {
                return true;
            }
        }
        window.erase(0, window.size() - std::min(window.size(), span));
    }
    return false;
}

/// GDAL takes a system that it does not know for WGS 84.
void check_crs(const std::filesystem::path &file, const JsonRemarks &remarks) {
    if (has_crs_link(file)) {
        refuse(file, "names its coordinate system by a link, which is not followed; write \"crs\" as a name (EPSG:4490), or "
                     "take it out and say --crs EPSG:n");
    }
    if (!remarks.has_crs || remarks.crs_type == "EPSG" || remarks.crs_type == "OGC") {
        return;
    }
    if (remarks.crs_type != "name" || remarks.crs_name.empty()) {
        refuse(file, "tells its coordinate system in a form that nobody reads; write \"crs\": {\"type\": \"name\", "
                     "\"properties\": {\"name\": \"EPSG:4490\"}}, or take it out and say --crs EPSG:n");
    }
    const std::array<const char *, 3> local{"ALLOW_NETWORK_ACCESS=NO", "ALLOW_FILE_ACCESS=NO", nullptr};
    if (OGRSpatialReference().SetFromUserInput(remarks.crs_name.c_str(), local.data()) != OGRERR_NONE) {
        CPLErrorReset();
        refuse(file,
               fmt::format("names the coordinate system '{}', which is not known; write it as EPSG:n, or take it out and say "
                           "--crs EPSG:n (and --frame gcj02 or bd09 for those)",
                           remarks.crs_name.substr(0, 80)));
    }
}

void check_geojson(const std::filesystem::path &file) {
    const auto remarks = json_remarks(file);
    check_crs(file, remarks);
    if (!remarks.passed_over.empty()) {
        refuse(file, remarks.passed_over);
    }
}

void check(const std::filesystem::path &file, SourceKind kind) {
    if (kind == SourceKind::csv) {
        check_csv(file);
    } else if (kind == SourceKind::shapefile) {
        check_shapefile(file);
    } else if (kind == SourceKind::geopackage) {
        check_geopackage(file);
    } else if (kind == SourceKind::drawing) {
        check_blocks(file);
    } else if (kind == SourceKind::geojson) {
        check_geojson(file);
    }
}

/// A KML is known to be sound XML by now; libkml says nothing when its memory ends.
void refuse_too_large(const std::filesystem::path &file, SourceKind kind) {
    constexpr std::uintmax_t large = std::uintmax_t{64} << 20;
    if (kind == SourceKind::kml && std::filesystem::file_size(file) > large) {
        throw Error(ErrorCode::bad_data, too_much_memory);
    }
}

std::string layer_names(GDALDataset &dataset) {
    std::string names;
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        names += (names.empty() ? "" : ", ") + std::string(dataset.GetLayer(i)->GetName());
    }
    return names;
}

OGRLayer *find_layer(GDALDataset &dataset, const std::string &wanted) {
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        if (dataset.GetLayer(i)->GetName() == wanted || std::to_string(i + 1) == wanted) {
            return dataset.GetLayer(i);
        }
    }
    throw Error(ErrorCode::bad_call, fmt::format("the file holds no layer '{}'; it has {}", wanted, layer_names(dataset)));
}

OGRLayer *only_layer(GDALDataset &dataset) {
    OGRLayer *filled = nullptr;
    int count = 0;
    for (int i = 0; i < dataset.GetLayerCount(); ++i) {
        if (dataset.GetLayerCount() == 1 || dataset.GetLayer(i)->GetFeatureCount(1) != 0) {
            filled = dataset.GetLayer(i);
            ++count;
        }
    }
    if (count > 1) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("the file holds several layers ({}); choose one with --source-layer", layer_names(dataset)));
    }
    return filled != nullptr ? filled : dataset.GetLayer(0);
}

} // namespace

void check_field_count(std::size_t count) {
    if (count > max_fields) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("the table has {} columns; more than {} are not taken: delete those that are not needed", count,
                                max_fields));
    }
}

void refuse_broken_off(const std::filesystem::path &file, SourceKind kind) {
    const auto where = kind == SourceKind::geojson ? json_remarks(file).broken_off : std::string();
    if (!where.empty()) {
        const std::string said = CPLGetLastErrorMsg();
        refuse(file, fmt::format("ends {}: it was not written, copied or downloaded in whole; ask for it anew{}", where,
                                 said.empty() ? "" : fmt::format(" (GDAL says: {})", said)));
    }
}

GDALDatasetUniquePtr open_dataset(const std::filesystem::path &file, SourceKind kind) {
    if (kind == SourceKind::workbook) {
        return open_workbook(file);
    }
    check(file, kind);
    register_driver(kind);
    const std::array<const char *, 2> drivers{driver_of(kind), nullptr};
    const std::array<const char *, 2> options{open_option(kind), nullptr};
    GDALDatasetUniquePtr dataset(
        GDALDataset::Open(file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers.data(), options.data(), nullptr));
    if (!dataset) {
        refuse_too_large(file, kind);
        refuse_broken_off(file, kind);
        const std::string said = CPLGetLastErrorMsg();
        refuse(file, fmt::format("cannot be read as {}{}{}", driver_of(kind), said.empty() ? "" : ": ", said));
    }
    return dataset;
}

OGRLayer *choose_layer(GDALDataset &dataset, const std::string &wanted) {
    if (dataset.GetLayerCount() == 0) {
        throw Error(ErrorCode::bad_data, "the file holds no layer");
    }
    auto *layer = wanted.empty() ? only_layer(dataset) : find_layer(dataset, wanted);
    if (const char *fault = layer->GetMetadataItem(layer_fault)) {
        throw Error(ErrorCode::bad_data, fault);
    }
    check_field_count(static_cast<std::size_t>(layer->GetLayerDefn()->GetFieldCount()));
    return layer;
}

} // namespace jingwei::gdal
