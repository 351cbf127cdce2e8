#include "server/command/number_check.hpp"
#include "server/service/pack_service.hpp"

#include "server/command/command.hpp"
#include "server/command/progress.hpp"
#include "server/config.hpp"

#include <CLI/CLI.hpp>
#include <charconv>
#include <fmt/format.h>
#include <memory>

namespace jingwei::server {

namespace {

/// The words of the command line, before they mean anything.
struct PackOptions {
    std::string store, file, layers = "grids,grid_edges,grid_labels,key_sites,buildings,rental_houses", zoom = "8..16", grid,
                             theme = "base", frame = "cgcs2000", attribution, map_approval, level_zooms;
    double margin_m = 0;
    unsigned threads = 0;
    bool with_cameras = false, overwrite = false;
};

std::optional<int> to_zoom(std::string_view text) {
    int zoom = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), zoom);
    const bool is_zoom =
        end.ec == std::errc() && end.ptr == text.data() + text.size() && zoom >= 0 && zoom <= tiles::max_built_zoom;
    return is_zoom ? std::optional(zoom) : std::nullopt;
}

void read_zooms(const std::string &text, PackRequest &request) {
    const auto dots = text.find("..");
    const auto first = to_zoom(std::string_view(text).substr(0, dots));
    const auto last = dots == std::string::npos ? first : to_zoom(std::string_view(text).substr(dots + 2));
    if (!first || !last || *first > *last) {
        throw Error(
            ErrorCode::bad_call,
            fmt::format("--zoom is two zooms from 0 to {} with two dots between, as in 8..16, or one, not '{}'; clients "
                        "enlarge the last one",
                        tiles::max_built_zoom, text));
    }
    request.min_zoom = *first;
    request.max_zoom = *last;
}

spatial::Frame read_frame(const std::string &name) {
    const auto frame = spatial::frame_from_name(name);
    if (!frame || *frame == spatial::Frame::bd09) {
        throw Error(ErrorCode::bad_call, fmt::format("a pack is drawn in wgs84, cgcs2000 or gcj02, not in '{}'", name));
    }
    return *frame == spatial::Frame::gcj02 ? *frame : spatial::Frame::cgcs2000;
}

/// An unknown name is a wrong call here.
LayerSet named_layers(const std::string &names) {
    try {
        return parse_layers(names);
    } catch (const Error &error) {
        throw Error(ErrorCode::bad_call, error.what());
    }
}

LayerSet read_layers(const PackOptions &options) {
    LayerSet set = named_layers(options.layers + (options.with_cameras ? ",cameras" : ""));
    if (set.needs_command && !options.with_cameras) {
        throw Error(ErrorCode::bad_call,
                    "cameras and camera_sectors go into a pack only with --with-cameras: whoever holds the file sees them");
    }
    return set;
}

/// The name given is the name of the file, whatever dots are in it.
void check_file_name(const std::string &file) {
    constexpr std::string_view ending = ".pmtiles";
    if (!file.ends_with(ending) || std::filesystem::path(file).filename() == ending) {
        throw Error(
            ErrorCode::bad_call,
            fmt::format("a pack is a PMTiles file, and its name ends so: write to '{}{}', not to '{}'", file, ending, file));
    }
}

PackRequest to_request(const PackOptions &options, CommandContext &context) {
    check_file_name(options.file);
    PackRequest request;
    request.set = read_layers(options);
    read_zooms(options.zoom, request);
    request.frame = read_frame(options.frame);
    request.level_zooms = read_level_zooms(options.level_zooms);
    request.within = {options.theme, options.grid, options.margin_m};
    request.attribution = attribution_line(options.attribution, options.map_approval);
    request.command = options.with_cameras;
    request.threads = options.threads;
    request.progress = Progress(context.err);
    request.interrupted = &context.interrupted;
    return request;
}

void run_pack(const PackOptions &options, CommandContext &context) {
    const PackRequest request = to_request(options, context); // before a store is opened for nothing
    const auto store = data::Store::open(options.store, data::Store::Mode::read_only);
    const auto counts = pack(store->world(), request, options.file, options.overwrite);
    context.out << fmt::format("{} tiles of {} written to {}: {} different ones, {} bytes\n", counts.tiles,
                               request.set.address(), options.file, counts.contents, counts.bytes);
}

} // namespace

void add_pack_command(CLI::App &app, CommandContext &context) {
    auto options = std::make_shared<PackOptions>();
    auto &command = *app.add_subcommand("pack", "Write tiles to one PMTiles file, for a phone or a static host");
    command.add_option("db", options->store, "the store")->required();
    command.add_option("out", options->file, "a new .pmtiles file")->required();
    command.add_option("--layers", options->layers, "layers, with commas between")->capture_default_str();
    command.add_option("--zoom", options->zoom, "first..last zoom; clients enlarge the last one")->capture_default_str();
    auto *grid = command.add_option("--grid", options->grid, "only tiles that touch the grid of this code");
    command.add_option("--margin", options->margin_m, "or lie so many metres around it")
        ->needs(grid)
        ->check(number_from_to(0, 100'000));
    command.add_option("--theme", options->theme, "of --grid")->needs(grid)->capture_default_str();
    command.add_option("--frame", options->frame, "cgcs2000, or gcj02 for Gaode and Tencent base maps")->capture_default_str();
    command.add_flag("--with-cameras", options->with_cameras, "cameras too: only for those who may see them");
    command.add_option("--attribution", options->attribution, "whose data this is")->envname("JINGWEI_ATTRIBUTION");
    command.add_option("--map_approval,--map-approval", options->map_approval, "map approval number (审图号)")
        ->envname("JINGWEI_MAP_APPROVAL");
    command
        .add_option("--level_zooms,--level-zooms", options->level_zooms,
                    "up to which zoom each level is drawn, coarsest first; default 10,12")
        ->envname("JINGWEI_LEVEL_ZOOMS");
    command.add_option("--threads", options->threads, "that build tiles; 0 = one a core");
    command.add_flag("--overwrite", options->overwrite, "replace an existing file");
    command.callback([options, &context] { run_pack(*options, context); });
}

} // namespace jingwei::server
