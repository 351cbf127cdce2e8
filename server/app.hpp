#pragma once

#include "server/api/api_context.hpp"
#include "server/http/http_server.hpp"
#include "server/service/figures_ahead.hpp"
#include "server/service/publish_timer.hpp"

#include <memory>

namespace jingwei::server {

/// The server put together: store, services, routes, workers, listener, in the order in which they may end.
class App {
  public:
    /// `config` as given; it is completed here. Does not listen yet.
    App(const Config &config, std::unique_ptr<data::Store> store);
    ~App();
    App(const App &) = delete;
    App &operator=(const App &) = delete;

    /// Publishes the plans whose hour came while nobody served, then binds, listens and serves. Throws Error{machine} when the
    /// port is taken.
    void start();
    /// From here on SIGINT and SIGTERM are for `wait_for_signal`; call it after `start`.
    void catch_signals();
    /// Returns after SIGINT or SIGTERM.
    void wait_for_signal();
    /// Ends running requests, then the threads. Idempotent.
    void stop();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const Config &config() const { return m_api.config; }
    [[nodiscard]] const data::Store &store() const { return *m_store; }
    [[nodiscard]] ApiContext &api() { return m_api; }
    /// For tests and embedded use: requests without sockets.
    [[nodiscard]] Dispatcher &dispatcher() { return *m_dispatcher; }

  private:
    void add_gauges();
    std::unique_ptr<data::Store> m_store;
    ImportService m_imports;
    ApiContext m_api;
    AccessLog m_log;
    WorkerPool m_workers;
    std::unique_ptr<Dispatcher> m_dispatcher;
    std::unique_ptr<HttpServer> m_http;
    std::unique_ptr<PublishTimer> m_publish_timer;
    std::mutex m_ahead_mutex;
    std::unique_ptr<FiguresAhead> m_figures_ahead; ///< guarded by m_ahead_mutex: the writer tells it of Worlds
};

/// Differs between any two builds of the program: the linker's build id, else the version.
[[nodiscard]] std::string build_id();

} // namespace jingwei::server
