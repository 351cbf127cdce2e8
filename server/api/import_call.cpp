#include "server/api/import_call.hpp"

#include "data/disk_full.hpp"
#include "data/import_codes.hpp"
#include "data/mapping_file.hpp"
#include "server/api_error.hpp"
#include "server/http/query.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fstream>
#include <simdjson.h>

namespace jingwei::server {

namespace {

/// The ends of names that an import may be able to read; which of them it can is the reader's to say.
constexpr std::array<std::string_view, 10> known_endings{".csv",  ".dxf", ".fgb", ".geojson", ".gpkg",
                                                         ".json", ".kml", ".kmz", ".xlsx",    ".zip"};
constexpr std::size_t longest_name = 100;

ApiError wrong(const char *code, const std::string &detail, std::string field) {
    return {ErrorCode::bad_call, code, detail, std::move(field)};
}

/// A name without a path that is safe to write, to show and to hand to a program.
bool is_plain_name(std::string_view name) {
    const bool plain =
        std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F || c == '/' || c == '\\' || c == ':'; });
    return plain && !name.empty() && name.size() <= longest_name && name[0] != '.' && name[0] != '-' &&
           simdjson::validate_utf8(name);
}

std::string take_filename(QueryParameters &query) {
    const auto name = query.take("filename");
    if (!name) {
        throw wrong("missing_parameter", "Say the file's name, which tells what it is: filename=cameras.csv.", "filename");
    }
    if (!is_plain_name(*name)) {
        throw wrong(
            "bad_filename",
            "The filename must be a plain name of at most 100 bytes, without a path, ':' or control characters, and not "
            "begin with '.' or '-'.",
            "filename");
    }
    const auto dot = name->rfind('.');
    std::string ending(dot == std::string_view::npos ? "" : name->substr(dot));
    std::ranges::transform(ending, ending.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::find(known_endings, ending) == known_endings.end()) {
        throw wrong(
            "unknown_format",
            "Files end in .csv, .xlsx, .geojson, .json, .gpkg, .kml, .kmz, .fgb, .dxf or .zip; a Shapefile comes as a .zip of "
            "its parts.",
            "filename");
    }
    return std::string(*name);
}

data::ImportLayer take_layer(QueryParameters &query) {
    const auto name = query.take("layer");
    const auto layer = name ? data::import_layer_from_name(*name) : std::nullopt;
    if (!layer) {
        throw wrong(name ? "unknown_layer" : "missing_parameter",
                    fmt::format("Say which layer the file is, one of {}.", data::import_layer_names()), "layer");
    }
    return *layer;
}

bool take_flag(QueryParameters &query, std::string_view name, bool otherwise) {
    const auto text = query.take(name);
    if (text && *text != "true" && *text != "false") {
        throw wrong("not_a_flag", fmt::format("'{}' is true or false.", name), std::string(name));
    }
    return text ? *text == "true" : otherwise;
}

std::string take_text(QueryParameters &query, std::string_view name, const char *otherwise = "") {
    return std::string(query.take_filled(name).value_or(otherwise));
}

/// `map`: columns here by fields of the file, as in {"code":"编码"}, or, where a value is an object, all that a mapping file
/// says.
void take_map(QueryParameters &query, const data::World &world, data::ImportRequest &import) {
    const auto text = query.take("map");
    if (!text) {
        return;
    }
    const simdjson::padded_string padded(*text);
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    if (parser.parse(padded).get(object) != simdjson::SUCCESS) {
        throw wrong("bad_map", R"('map' is a JSON object of columns and fields, as in {"code":"编码"}.)", "map");
    }
    const bool plain = std::ranges::all_of(
        object, [](const auto &entry) { return entry.value.is_string() && !std::string_view(entry.key).starts_with('$'); });
    for (const auto [column, field] : object) {
        if (plain && !import.fields.emplace(column, field.get_string().value()).second) {
            throw wrong("bad_map", fmt::format("'{}' comes twice in 'map'.", column), "map");
        }
    }
    if (plain) {
        return;
    }
    try {
        static_cast<void>(data::parse_mapping(*text, "map", data::mapping_rules(world, import.layer)));
    } catch (const Error &error) {
        throw wrong("bad_map", error.what(), "map");
    }
    import.mapping = *text;
    import.mapping_name = "map";
}

std::optional<spatial::Frame> take_file_frame(QueryParameters &query, const std::string &crs) {
    const auto name = query.take("frame");
    const auto frame = name ? spatial::frame_from_name(*name) : std::nullopt;
    if (name && !frame) {
        throw wrong("unknown_frame", "There are the frames wgs84, cgcs2000, gcj02 and bd09.", "frame");
    }
    if (frame && !crs.empty()) {
        throw wrong("crs_and_frame", "Give either crs or frame.", "frame");
    }
    return frame;
}

constexpr const char *parameters_name = ".datum-parameters.json"; // no upload's name begins with a dot
constexpr const char *control_points_name = ".control-points.csv";

DatumTexts take_datum(QueryParameters &query, data::ImportRequest &import) {
    DatumTexts texts{.parameters = take_text(query, "datum_parameters"), .control_points = take_text(query, "control_points")};
    if (!texts.parameters.empty() && !texts.control_points.empty()) {
        throw wrong("datum_twice", "Give either datum_parameters or control_points.", "datum_parameters");
    }
    const auto fit = query.take_integer("fit", 4, 7);
    if (fit && *fit != 4 && *fit != 7) {
        throw wrong("bad_fit", "'fit' is 4 or 7.", "fit");
    }
    const auto limit = query.take_number("residual_limit_m");
    if (limit && !(*limit >= 0.001 && *limit <= 10)) {
        throw wrong("out_of_range", "'residual_limit_m' is within 0.001 and 10.", "residual_limit_m");
    }
    if ((fit || limit) && texts.control_points.empty()) {
        throw wrong("missing_parameter", "'fit' and 'residual_limit_m' go with control_points.", "control_points");
    }
    import.datum.parameters = texts.parameters.empty() ? "" : parameters_name;
    import.datum.control_points = texts.control_points.empty() ? "" : control_points_name;
    import.datum.fit = fit.value_or(import.datum.fit);
    import.datum.residual_limit_m = limit.value_or(import.datum.residual_limit_m);
    return texts;
}

void write_text(const std::filesystem::path &path, const std::string &text) {
    if (text.empty()) {
        return;
    }
    std::ofstream file(path, std::ios::binary);
    file << text;
    if (!file.flush()) {
        throw data::DiskFull("the disk is full; nothing was taken");
    }
}

void take_source(QueryParameters &query, data::ImportRequest &import) {
    import.source = take_text(query, "source");
    import.key = take_text(query, "key");
    import.delete_vanished = take_flag(query, "delete_vanished", false);
    import.handover = take_text(query, "handover");
    import.within = take_text(query, "within");
    const auto moved = query.take_number("moved_m");
    if (moved && *moved < 0) {
        throw wrong("out_of_range", "'moved_m' is not negative.", "moved_m");
    }
    import.moved_m = moved.value_or(import.moved_m);
}

/// Rows are held in the memory of the server, which answers others meanwhile.
constexpr std::size_t most_rows_of_upload = 500'000;

data::ImportRequest take_import(QueryParameters &query, const Request &request, const data::World &world) {
    data::ImportRequest import;
    import.layer = take_layer(query);
    import.file = take_filename(query);
    import.actor = {request.caller.account};
    import.source_layer = take_text(query, "source_layer");
    import.encoding = take_text(query, "encoding");
    import.crs = take_text(query, "crs");
    import.frame = take_file_frame(query, import.crs);
    take_map(query, world, import);
    import.kind = take_text(query, "kind");
    import.theme = take_text(query, "theme", "base");
    import.level = take_text(query, "level");
    import.lock_parents = take_flag(query, "lock_parents", false);
    import.fix = take_flag(query, "fix", false);
    import.priority = take_text(query, "priority");
    if (!import.priority.empty() && !import.fix) {
        throw wrong("missing_parameter", "'priority' says who gets ground that several grids claim; it goes with fix=true.",
                    "fix");
    }
    import.replace_within = take_text(query, "replace_within");
    import.dry_run = take_flag(query, "dry_run", true);
    import.elsewhere = take_flag(query, "elsewhere", false);
    take_source(query, import);
    import.most_rows = most_rows_of_upload;
    import.larger_files = "stop the server and run `jingwei import`, which takes 2,000,000 rows";
    return import;
}

} // namespace

ImportCall read_import_call(const Request &request, const data::World &world) {
    QueryParameters query(request.query());
    ImportCall call;
    call.import = take_import(query, request, world);
    call.datum = take_datum(query, call.import);
    query.finish();
    return call;
}

void put_datum(const DatumTexts &datum, const std::filesystem::path &folder) {
    write_text(folder / parameters_name, datum.parameters);
    write_text(folder / control_points_name, datum.control_points);
}

} // namespace jingwei::server
