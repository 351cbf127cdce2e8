#include "server/app.hpp"

#include "data/next_world.hpp"
#include "server/api/approach.hpp"
#include "server/api/routes.hpp"
#include "server/service/access.hpp"
#include "server/service/instant.hpp"

#include <fmt/ranges.h>

namespace jingwei::server {

namespace {

/// Beside the store, whose lock says that no other process uses it.
std::filesystem::path upload_folder(const Config &config) {
    return config.db.string() + ".uploads";
}

/// Tiles of another cross-over of levels are other tiles, so ETags tell it.
std::string build_of_tiles(const Config &config) {
    std::string build = build_id();
    const tiles::LevelZooms zooms = read_level_zooms(config.level_zooms);
    if (zooms != tiles::default_level_zooms) {
        build += fmt::format("-l{}", fmt::join(zooms, "."));
    }
    return build;
}

} // namespace

App::App(const Config &config, std::unique_ptr<data::Store> store)
    : m_store(std::move(store)),
      m_imports(*m_store, upload_folder(config)), m_api{.store = *m_store,
                                                        .imports = m_imports,
                                                        .config = completed(config),
                                                        .build_id = build_of_tiles(config),
                                                        .cards = {},
                                                        .tiles = TileService(config.tile_cache_mb << 20U, m_api.cards,
                                                                             read_level_zooms(config.level_zooms)),
                                                        .past = PastEditions(*m_store, read_level_zooms(config.level_zooms)),
                                                        .plans = PlanService(*m_store),
                                                        .basemaps = Basemaps(config.basemaps),
                                                        .metrics_text = {},
                                                        .stopping = {}},
      m_log(config.log), m_workers(m_api.config.workers, m_api.config.queue) {
    const auto access = std::make_shared<const Access>(*m_store, m_api.config);
    m_dispatcher = std::make_unique<Dispatcher>(
        make_routes(m_api),
        [access](const Request &request, Right right) { return access->authorize(approach_of(request), right); }, m_log,
        m_workers);
    m_api.metrics_text = [this] { return m_dispatcher->metrics().text(); };
    m_api.stopping = [this] { return m_http && m_http->stopping(); };
    add_gauges();
    data::make_ready_before_serving(
        *m_store,
        [this](const data::World &served, const data::World &next) {
            m_api.tiles.make_ready(served, next);
            if (served.edition != next.edition) {
                m_api.past.keep(served);
            }
            const std::scoped_lock lock(m_ahead_mutex);
            if (m_figures_ahead) {
                m_figures_ahead->wake(next.revision);
            }
        },
        [this](const data::World &served, const data::World &next) { m_api.tiles.compare_ahead(served, next); });
}

App::~App() {
    stop();
    data::make_ready_before_serving(*m_store, {});
}

void App::add_gauges() {
    Metrics &metrics = m_dispatcher->metrics();
    const auto add = [&](const char *name, const char *help, std::function<double()> read) {
        metrics.add_gauge(name, help, std::move(read));
    };
    add("jingwei_workers_queued", "Requests that wait for a worker",
        [this] { return static_cast<double>(m_workers.queued()); });
    add("jingwei_world_edition", "The edition served", [this] { return static_cast<double>(m_store->world()->edition); });
    add("jingwei_world_revision", "The last change served", [this] { return static_cast<double>(m_store->world()->revision); });
    add("jingwei_world_bytes", "Bytes of the World", [this] { return static_cast<double>(m_store->world()->bytes()); });
    add("jingwei_tile_cache_bytes", "Bytes of cached tiles", [this] { return static_cast<double>(m_api.tiles.stats().bytes); });
    add("jingwei_tile_cache_entries", "Cached tiles", [this] { return static_cast<double>(m_api.tiles.stats().entries); });
    add("jingwei_tile_cache_hits", "Tiles found in the cache",
        [this] { return static_cast<double>(m_api.tiles.stats().hits); });
    add("jingwei_tile_cache_misses", "Tiles that had to be built",
        [this] { return static_cast<double>(m_api.tiles.stats().misses); });
    add("jingwei_tile_drawings_waited_for", "Editions that a caller's tile had to wait for until they were drawn",
        [this] { return static_cast<double>(m_api.tiles.waited_for()); });
}

void App::start() {
    m_api.plans.publish_due(now_ms());
    m_publish_timer = std::make_unique<PublishTimer>(m_api.plans);
    {
        const std::scoped_lock lock(m_ahead_mutex);
        m_figures_ahead = std::make_unique<FiguresAhead>(*m_store, m_api.tiles);
    }
    ListenPlace place = parse_listen(m_api.config.listen);
    HttpOptions options;
    options.address = place.address;
    options.port = place.port;
    options.threads = m_api.config.threads;
    options.max_connections = m_api.config.max_connections;
    m_http = std::make_unique<HttpServer>(options, *m_dispatcher);
    if (m_api.config.public_url.empty()) {
        place.port = m_http->port();
        m_api.config.public_url = place.url();
    }
    m_http->start();
}

void App::catch_signals() {
    m_http->catch_signals();
}

void App::wait_for_signal() {
    m_http->wait_for_signal();
}

void App::stop() {
    if (m_http) {
        m_http->stop();
    }
    m_publish_timer.reset();
    {
        const std::scoped_lock lock(m_ahead_mutex);
        m_figures_ahead.reset();
    }
    m_imports.stop();
}

std::uint16_t App::port() const {
    return m_http->port();
}

} // namespace jingwei::server
