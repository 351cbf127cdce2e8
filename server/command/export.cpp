#include "data/export.hpp"
#include "data/store_files.hpp"

#include "server/command/at_option.hpp"
#include "server/command/command.hpp"
#include "server/command/layer_name.hpp"
#include "server/command/progress.hpp"
#include "server/service/instant.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace jingwei::server {

namespace {

/// The words of the command line, before they mean anything.
struct ExportOptions {
    std::string store, layer, file, theme, level, within, source, frame = "cgcs2000", crs, encoding, at;
    std::int64_t edition = 0;
    bool people = false, points = false, overwrite = false;
};

data::ExportFormat format_of(const std::string &file) {
    if (const auto format = data::export_format_of(file)) {
        return *format;
    }
    throw Error(ErrorCode::bad_call,
                fmt::format("'{}' ends in no known format; give a name that ends in .geojson, .gpkg, .shp, "
                            ".zip (a Shapefile inside), .xlsx, .csv, .fgb or .kml",
                            file));
}

spatial::Frame frame_of(const std::string &name) {
    if (const auto frame = spatial::frame_from_name(name)) {
        return *frame;
    }
    throw Error(ErrorCode::bad_call, fmt::format("there is no frame '{}'; frames are wgs84, cgcs2000, gcj02 and bd09", name));
}

data::ExportRequest to_request(const ExportOptions &options, const data::World &world, CommandContext &context) {
    data::ExportRequest request;
    request.layer = require_layer(options.layer);
    request.format = format_of(options.file);
    request.theme = options.theme;
    request.level = options.level;
    request.within = options.within;
    request.edition = options.edition;
    request.at = instant_of_option(options.at, world);
    request.frame = frame_of(options.frame);
    request.crs = options.crs;
    request.encoding = options.encoding;
    request.source = options.source;
    request.people = options.people;
    request.points = options.points;
    request.now = now_ms();
    request.interrupted = &context.interrupted;
    request.progress = Progress(context.err);
    return request;
}

/// A Shapefile is several files, any of which could be called as the store is.
void refuse_store(const ExportOptions &options, data::ExportFormat format) {
    data::refuse_store_file(options.store, options.file);
    for (const char *end : {".shx", ".dbf", ".prj", ".cpg"}) {
        if (format == data::ExportFormat::shapefile) {
            data::refuse_store_file(options.store, std::filesystem::path(options.file).replace_extension(end));
        }
    }
}

void run_export(const ExportOptions &options, CommandContext &context) {
    refuse_store(options, format_of(options.file)); // before a store is opened for nothing
    const auto store = data::Store::open(options.store, data::Store::Mode::read_only);
    const auto request = to_request(options, *store->world(), context);
    const auto report = data::export_to_file(*store, request, options.file, options.overwrite);
    context.out << fmt::format("{} rows of {} written to {}\n", report.rows, options.layer, options.file);
    if (report.beyond_zone > 0) {
        context.out << fmt::format("NOTE: {} of them beyond the reach of {} ({}{}): is the place right?\n", report.beyond_zone,
                                   options.crs, fmt::join(report.first_beyond_zone, ", "),
                                   report.beyond_zone > report.first_beyond_zone.size() ? " …" : "");
    }
}

} // namespace

void add_export_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<ExportOptions>();
    auto &command = *app.add_subcommand("export", "Write a layer to a file that an import takes back");
    command.add_option("db", options->store, "the store")->required();
    command.add_option("layer", options->layer, data::import_layer_names())->required();
    command.add_option("file", options->file, "a new .geojson, .gpkg, .shp, .zip (Shapefile), .xlsx, .csv, .fgb or .kml file")
        ->required();
    command.add_option("--theme", options->theme, "the theme of grids, else base; of assignments, else every theme");
    command.add_option("--level", options->level, "grids: township, community, grid, …; else every level");
    command.add_option("--within", options->within, "only what lies in the grid of this code");
    auto *edition = command.add_option("--edition", options->edition, "grids: as this edition had them");
    edition->check(CLI::PositiveNumber);
    command.add_option("--at", options->at, "grids, assignments and roster: as of this date")->excludes(edition);
    auto *crs = command.add_option("--crs", options->crs, "move coordinates into a system, as EPSG:4547");
    command.add_option("--frame", options->frame, "wgs84, cgcs2000, gcj02 or bd09")->capture_default_str()->excludes(crs);
    command.add_option("--encoding", options->encoding, "of a Shapefile's texts: UTF-8 (else) or GBK");
    command
        .add_option("--source", options->source,
                    "only what this system has keys for, with its keys as external_id; taken back with --source NAME --key "
                    "external_id")
        ->check([](const std::string &name) {
            return std::string(name.empty() ? "it is empty; name a system, or leave it away" : "");
        });
    command.add_flag("--people", options->people, "grids: with who answers for them, and their phones");
    command.add_flag("--points", options->points, "buildings: their places, not their outlines");
    command.add_flag("--overwrite", options->overwrite, "replace an existing file");
    command.callback([options, &context] { run_export(*options, context); });
}

} // namespace jingwei::server
