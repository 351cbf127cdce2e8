#include "data/import.hpp"
#include "data/mapping_file.hpp"

#include "server/command/command.hpp"
#include "server/command/datum_options.hpp"
#include "server/command/import_doctor.hpp"
#include "server/command/import_report.hpp"
#include "server/command/layer_name.hpp"
#include "server/command/number_check.hpp"
#include "server/command/progress.hpp"
#include "server/command/report_file.hpp"
#include "server/service/instant.hpp"
#include "server/service/plan_service.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <memory>

namespace jingwei::server {

namespace {

/// The words of the command line, before they mean anything.
struct ImportOptions {
    std::string store, layer, file, doctor;
    std::string level, theme = "base", kind, source_layer, encoding, crs, frame, replace_within, report;
    std::string source, key, mapping, handover, within, priority;
    std::map<std::string, std::string> columns; ///< --code, --name, --parent, --lon, --lat
    std::vector<std::string> maps;              ///< target=FIELD
    double moved_m = data::ImportRequest{}.moved_m;
    bool lock_parents = false, fix = false, dry_run = false, delete_vanished = false, overwrite = false;
    DatumOptions datum;
};

void add_map(data::ImportRequest &request, const std::string &map) {
    const auto equals = map.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == map.size()) {
        throw Error(ErrorCode::bad_call, fmt::format("--map {} is not of the form column=FIELD", map));
    }
    request.fields[map.substr(0, equals)] = map.substr(equals + 1);
}

std::optional<spatial::Frame> frame_of(const ImportOptions &options) {
    const auto frame = spatial::frame_from_name(options.frame);
    if (!frame && !options.frame.empty()) {
        throw Error(ErrorCode::bad_call,
                    fmt::format("there is no frame '{}'; frames are wgs84, cgcs2000, gcj02 and bd09", options.frame));
    }
    return frame;
}

std::string read_mapping(const std::string &path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) {
        throw Error(ErrorCode::bad_call, fmt::format("'{}' is a folder; name the mapping file in it", path));
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        throw unreadable_input("mapping file", path);
    }
    std::string text(data::mapping_file_limit + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.empty()) {
        throw Error(ErrorCode::bad_data, fmt::format("the mapping file '{}' is empty", path));
    }
    return text;
}

void set_source(data::ImportRequest &request, const ImportOptions &options) {
    request.source = options.source;
    request.key = options.key;
    request.delete_vanished = options.delete_vanished;
    request.moved_m = options.moved_m;
    request.handover = options.handover;
    request.within = options.within;
    if (!options.mapping.empty()) {
        request.mapping = read_mapping(options.mapping);
        request.mapping_name = options.mapping;
    }
}

data::ImportRequest to_request(const ImportOptions &options, CommandContext &context) {
    data::ImportRequest request;
    request.layer = require_layer(options.layer);
    request.file = options.file;
    request.actor = context.actor();
    request.source_layer = options.source_layer;
    request.encoding = options.encoding;
    request.crs = options.crs;
    options.datum.put_into(request);
    request.frame = frame_of(options);
    for (const auto &[column, field] : options.columns) {
        if (!field.empty() && !(column == "parent" && field == "auto")) {
            request.fields[column] = field;
        }
    }
    for (const auto &map : options.maps) {
        add_map(request, map);
    }
    request.kind = options.kind;
    request.theme = options.theme;
    request.level = options.level;
    request.lock_parents = options.lock_parents;
    request.fix = options.fix;
    request.priority = options.priority;
    if (request.fix && request.layer != data::ImportLayer::grids) {
        throw Error(ErrorCode::bad_call, "--fix goes with the layer grids; other layers have no borders to clean");
    }
    request.replace_within = options.replace_within;
    request.dry_run = options.dry_run;
    set_source(request, options);
    request.interrupted = &context.interrupted;
    request.progress = Progress(context.err);
    return request;
}

/// Where the report goes; nothing is read or written before that is settled.
ReportFile report_file(const ImportOptions &options, const data::DatumRequest &datum) {
    const std::array<std::filesystem::path, 5> inputs{options.file, options.doctor, options.mapping, datum.parameters,
                                                      datum.control_points};
    return {options.report, options.store, inputs, options.overwrite};
}

/// Says what the file is; the store, if one is named, tells where its ground lies.
void examine(const ImportOptions &options, CommandContext &context) {
    if (!options.layer.empty()) {
        throw Error(ErrorCode::bad_call, "--doctor FILE looks at one file; name beside it the store at most");
    }
    const auto report = report_file(options, {});
    const data::DoctorRequest request{.file = options.doctor,
                                      .source_layer = options.source_layer,
                                      .encoding = options.encoding,
                                      .crs = options.crs,
                                      .frame = frame_of(options),
                                      .store = options.store,
                                      .progress = Progress(context.err),
                                      .interrupted = &context.interrupted};
    const auto world =
        options.store.empty() ? nullptr : data::Store::open(options.store, data::Store::Mode::read_only)->world();
    const auto examination = data::examine_file(request, world.get());
    print_examination(context.out, examination);
    report.write(examination_json(examination));
}

/// An import that fails says so in its report too: an older one must not stay under its name and be taken for this one's.
data::ImportReport imported(const ImportOptions &options, const data::ImportRequest &request, const ReportFile &report_to) {
    const auto mode = options.dry_run ? data::Store::Mode::read_only : data::Store::Mode::read_write;
    try {
        const auto store = data::Store::open(options.store, mode);
        if (!options.dry_run) {
            PlanService(*store).publish_due(now_ms()); // an edition of their hour comes before one of now
        }
        return data::run_import(*store, request);
    } catch (const Error &error) {
        report_to.write_failure(import_error_json(request.layer, request.source_layer, error));
        throw;
    }
}

void run(const ImportOptions &options, CommandContext &context) {
    if (!options.doctor.empty()) {
        return examine(options, context);
    }
    if (options.file.empty()) {
        throw Error(ErrorCode::bad_call,
                    "an import needs a store, a layer and a file: jingwei import DB LAYER FILE; to see what a "
                    "file is: jingwei import [DB] --doctor FILE");
    }
    const auto request = to_request(options, context);
    const auto report_to = report_file(options, request.datum);
    const auto report = imported(options, request, report_to);
    print_import_report(context.out, report);
    report_to.write(import_report_json(report));
    context.exit_code = report.acceptable() ? 0 : exit_code_of(ErrorCode::bad_data);
}

void add_source_options(CLI::App &command, ImportOptions &options) {
    command.add_option("--source", options.source, "the system that the file comes from, such as 雪亮平台")
        ->check([](const std::string &name) {
            return std::string(name.empty() ? "it is empty; name the system that the file comes from, or leave it away" : "");
        });
    command.add_option("--key", options.key, "the field that holds that system's own key");
    command.add_option("--mapping", options.mapping, "a mapping file; else the one kept for the source");
    command.add_flag("--delete-vanished", options.delete_vanished, "delete what the source has no more and no other has");
    command.add_option("--moved", options.moved_m, "metres from which a new place is called a move")
        ->check(number_from_to(0, 20'000'000))
        ->capture_default_str();
    command.add_option("--handover", options.handover, "roster: YYYY-MM-DD, the day from which the file is the whole roster");
    command.add_option("--within", options.within, "hand-over: of this grid and all below; else of the grids in the file");
}

} // namespace

void add_import_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<ImportOptions>();
    auto &command = *app.add_subcommand("import", "Take a file's rows into a store: all of them, or none");
    command.add_option("db", options->store, "the store");
    command.add_option("layer", options->layer, data::import_layer_names());
    command.add_option("file", options->file, "a .shp, .geojson, .gpkg, .fgb, .kml, .kmz, .dxf, .xlsx or .csv file, or a .zip");
    command.add_option("--doctor", options->doctor, "say what this file is and how to import it; the store is optional then");
    command.add_option("--level", options->level, "grids: township, community, grid, … as the theme has them");
    command.add_option("--theme", options->theme, "the theme of grids and assignments")->capture_default_str();
    command.add_option("--kind", options->kind, "the kind of rows that do not say; for grids base or dedicated");
    for (const char *column : {"code", "name", "parent", "lon", "lat"}) {
        command.add_option(fmt::format("--{}", column), options->columns[column],
                           fmt::format("the field that holds the {}", column));
    }
    command.add_option("--map", options->maps, "column=FIELD, for any other column; may be repeated")->allow_extra_args(false);
    command.add_option("--source-layer", options->source_layer,
                       "the layer, sheet, CAD layer or file in an archive where there are several: its name or number");
    command.add_option("--encoding", options->encoding, "of texts: UTF-8, GBK, …; else the .cpg, the .dbf, or found out");
    auto *crs = command.add_option("--crs", options->crs, "the coordinate system, as EPSG:4547");
    command.add_option("--frame", options->frame, "wgs84, cgcs2000, gcj02 or bd09")->excludes(crs);
    options->datum.add_to(command);
    command.add_flag("--lock-parents", options->lock_parents, "parents keep their borders and children are cut to them");
    command.add_flag("--fix", options->fix, "grids: clean overlaps, gaps, spikes and crossing rings, and say what was done");
    command.add_option("--priority", options->priority,
                       "with --fix: a field of numbers; ground that several grids claim goes to the smallest (1 before 2), and "
                       "where these are equal to the longest shared border");
    command.add_option("--replace-within", options->replace_within,
                       "remove what lies under this parent and is not in the file");
    add_source_options(command, *options);
    command.add_flag("--dry-run", options->dry_run, "check and report, write nothing");
    command.add_option("--report", options->report, "write all of the report to this file as JSON");
    command.add_flag("--overwrite", options->overwrite, "let the report replace a file that is no report");
    command.callback([options, &context] { run(*options, context); });
}

} // namespace jingwei::server
