#include "data/export_file.hpp"
#include "server/app.hpp"
#include "server/command/command.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace jingwei::server {

namespace {

void tell_where(const App &app, const CommandContext &context) {
    const data::WorldPtr world = app.store().world();
    context.out << "Jingwei " << program_version() << " serves " << app.config().db.string() << ", edition " << world->edition
                << (world->sample ? " (a fictional sample)" : "") << "\n  map      " << app.config().public_url
                << "/wall\n  question " << app.config().public_url << "/v1/locate?lon=&lat=\n  calls    "
                << app.config().public_url << "/openapi.yaml\n";
    if (parse_listen(app.config().listen).everywhere()) {
        context.out << "  others   reach it by this machine's name or address, with a key (jingwei key add); with --public-url "
                       "http://NAME:PORT tiles and styles name that address too\n";
    }
    if (app.config().demo && !world->sample) {
        context.err << "jingwei: --demo has no effect here: this store holds no sample\n";
    }
    context.out.flush();
}

/// What goes wrong inside is told on standard error; standard output belongs to the access log.
void log_to_standard_error() {
    const auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    spdlog::set_default_logger(std::make_shared<spdlog::logger>("jingwei", sink));
}

/// What imports and exports left that were killed.
void sweep_left_overs() {
    std::error_code absent;
    const auto folder = std::filesystem::temp_directory_path(absent);
    for (const char *name : {data::PrivateFolder::of_import, data::PrivateFolder::of_export}) {
        data::sweep_private_folders(folder, name);
    }
}

void serve(const Config &config, CommandContext &context) {
    log_to_standard_error();
    static_cast<void>(completed(config)); // refuses a wrong call before the store is touched
    static_cast<void>(Basemaps(config.basemaps));
    sweep_left_overs();
    App app(config, data::Store::open(config.db, data::Store::Mode::read_write));
    context.stop_if_interrupted();
    app.start();
    app.catch_signals();
    tell_where(app, context);
    if (!context.interrupted) { // by a signal that came while the server started
        app.wait_for_signal();
    }
    context.err << "jingwei: stopping; running requests end first\n";
    app.stop();
}

} // namespace

void add_serve_command(CLI::App &app, CommandContext &context) {
    CLI::App *command = app.add_subcommand("serve", "Serve a store: map, tiles, calls");
    const auto config = std::make_shared<Config>();
    command->add_option("--db", config->db, "the store")->required()->envname("JINGWEI_DB");
    command->add_option("--listen", config->listen, "address:port")->envname("JINGWEI_LISTEN")->capture_default_str();
    command
        ->add_option("--public_url,--public-url", config->public_url, "how clients reach this server; default http://<listen>")
        ->envname("JINGWEI_PUBLIC_URL");
    command->add_option("--threads", config->threads, "I/O threads; 0 = one a core")->envname("JINGWEI_THREADS");
    command->add_option("--workers", config->workers, "worker threads; 0 = one a core")->envname("JINGWEI_WORKERS");
    command->add_option("--queue", config->queue, "requests that may wait for a worker")
        ->envname("JINGWEI_QUEUE")
        ->capture_default_str();
    command->add_option("--max_connections,--max-connections", config->max_connections, "connections held at once")
        ->envname("JINGWEI_MAX_CONNECTIONS")
        ->capture_default_str();
    command->add_option("--tile_cache_mb,--tile-cache-mb", config->tile_cache_mb, "MiB of tiles kept in memory")
        ->envname("JINGWEI_TILE_CACHE_MB")
        ->capture_default_str();
    command->add_option("--log", config->log, "access log: - (standard output), off, or a file")
        ->envname("JINGWEI_LOG")
        ->capture_default_str();
    command->add_flag("--demo", config->demo, "show cameras to everybody on this machine; a sample store only")
        ->envname("JINGWEI_DEMO");
    command->add_option("--attribution", config->attribution, "whose data the grids and layers are, shown with them")
        ->envname("JINGWEI_ATTRIBUTION");
    command->add_option("--map_approval,--map-approval", config->map_approval, "map approval number (审图号), shown with it")
        ->envname("JINGWEI_MAP_APPROVAL");
    command
        ->add_option("--basemap", config->basemaps,
                     "ID=FILE.pmtiles, a base map to serve at /basemap/ID; may be given more than once")
        ->delimiter(';')
        ->envname("JINGWEI_BASEMAP");
    command
        ->add_option("--basemap_attribution,--basemap-attribution", config->basemap_attribution,
                     "what the base map's owner wants shown")
        ->envname("JINGWEI_BASEMAP_ATTRIBUTION");
    command
        ->add_option("--level_zooms,--level-zooms", config->level_zooms,
                     "up to which zoom tiles draw each level, coarsest first; default 10,12")
        ->envname("JINGWEI_LEVEL_ZOOMS");
    command->callback([config, &context] { serve(*config, context); });
}

} // namespace jingwei::server
