#include "server/http/http_server.hpp"

#include "server/http/session.hpp"
#include "spatial/error.hpp"

#include <atomic>
#include <csignal>
#include <future>
#include <thread>

namespace jingwei::server {

namespace {

using asio::ip::tcp;

tcp::endpoint endpoint_of(const HttpOptions &options) {
    error_code ec;
    const std::string &text = options.address == "localhost" ? "127.0.0.1" : options.address;
    const auto address = asio::ip::make_address(text, ec);
    if (ec) {
        throw Error(ErrorCode::bad_call,
                    "'" + options.address + "' is no address to listen on; give a numeric one, as in --listen 127.0.0.1:8080");
    }
    return {address, options.port};
}

[[noreturn]] void refuse_to_listen(const HttpOptions &options, const error_code &ec) {
    const std::string place = options.address + ":" + std::to_string(options.port);
    if (ec == asio::error::address_in_use) {
        throw Error(ErrorCode::machine,
                    "port " + std::to_string(options.port) + " of " + options.address +
                        " is in use by another program; stop that one or choose another port, as in --listen " +
                        options.address + ":" + std::to_string(options.port == 65535 ? 8081 : options.port + 1));
    }
    throw Error(ErrorCode::machine, "cannot listen on " + place + ": " + ec.message() + "; choose another with --listen");
}

} // namespace

class HttpServer::State {
  public:
    State(HttpOptions http_options, Dispatcher &http_dispatcher)
        : options(std::move(http_options)), dispatcher(http_dispatcher) {
        for (unsigned i = 0; i < std::max(1U, options.threads); ++i) {
            io.push_back(std::make_unique<IoThread>(options));
            guards.push_back(asio::make_work_guard(io.back()->context));
        }
        acceptor.emplace(io.front()->context);
        signals.emplace(io.front()->context);
        open();
    }

    void open() {
        const tcp::endpoint endpoint = endpoint_of(options);
        error_code ec;
        acceptor->open(endpoint.protocol(), ec);
        if (!ec) {
            acceptor->set_option(tcp::acceptor::reuse_address(true), ec);
        }
        if (!ec) {
            acceptor->bind(endpoint, ec);
        }
        if (!ec) {
            acceptor->listen(1024, ec);
        }
        if (ec) {
            refuse_to_listen(options, ec);
        }
    }

    void start() {
        for (auto &thread : io) {
            thread->refresh_date();
            asio::co_spawn(thread->context, tick(*thread), asio::detached);
        }
        asio::co_spawn(io.front()->context, accept(), asio::detached);
        for (auto &thread : io) {
            threads.emplace_back([&context = thread->context] { context.run(); });
        }
    }

    Awaitable<void> accept() {
        for (std::size_t next = 0; !stopping;) {
            IoThread &thread = *io[next % io.size()];
            error_code ec;
            TcpSocket socket = co_await acceptor->async_accept(thread.context, asio::redirect_error(use_awaitable, ec));
            if (stopping) {
                co_return;
            }
            if (ec) {
                co_await wait_a_moment();
                continue;
            }
            next += admit(std::move(socket), thread) ? 1 : 0;
        }
    }

    /// False when there are too many connections; the socket is closed then.
    bool admit(TcpSocket socket, IoThread &thread) {
        Metrics &metrics = dispatcher.metrics();
        if (metrics.connections_open.load(std::memory_order_relaxed) >= static_cast<std::int64_t>(options.max_connections)) {
            metrics.connections_refused.fetch_add(1, std::memory_order_relaxed);
            return false;
        }
        auto session = std::make_shared<Session>(std::move(socket), thread, dispatcher);
        // counted after the session counts itself as open, so that nobody sees an accepted connection that is not yet there
        metrics.connections_accepted.fetch_add(1, std::memory_order_release);
        asio::co_spawn(thread.context, Session::run(std::move(session)), asio::detached);
        return true;
    }

    /// After a failed accept, most often for want of file descriptors: gives others time to close some.
    Awaitable<void> wait_a_moment() {
        Timer timer(io.front()->context, std::chrono::milliseconds(100));
        error_code ec;
        co_await timer.async_wait(asio::redirect_error(use_awaitable, ec));
    }

    Awaitable<void> tick(IoThread &thread) {
        Timer timer(thread.context);
        while (!thread.stopping || !thread.sessions.empty()) {
            timer.expires_after(thread.stopping ? std::chrono::milliseconds(10) : options.tick);
            error_code ec;
            co_await timer.async_wait(asio::redirect_error(use_awaitable, ec));
            thread.refresh_date();
            thread.close_expired();
        }
    }

    void stop() {
        if (threads.empty()) {
            return;
        }
        stopping = true;
        asio::post(io.front()->context, [this] {
            error_code ec;
            acceptor->close(ec);
            signals->cancel(ec);
        });
        for (auto &thread : io) {
            asio::post(thread->context, [&thread] { thread->stop_sessions(); });
        }
        wait_for_sessions();
        guards.clear();
        for (auto &thread : io) {
            thread->context.stop();
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        threads.clear();
        dispatcher.workers().stop();
        dispatcher.spool().stop(); // last: workers let go of bodies
    }

    /// Returns when the last session has ended, or closes what is left when the time is over.
    void wait_for_sessions() {
        const auto until = std::chrono::steady_clock::now() + options.stop_time;
        const auto &open_now = dispatcher.metrics().connections_open;
        while (open_now.load() > 0 && std::chrono::steady_clock::now() < until) {
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        for (auto &thread : io) {
            asio::post(thread->context, [&thread] { thread->close_sessions(); });
        }
    }

    HttpOptions options;
    Dispatcher &dispatcher;
    std::vector<std::unique_ptr<IoThread>> io;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> guards;
    std::optional<tcp::acceptor> acceptor;
    std::optional<asio::signal_set> signals;
    std::vector<std::thread> threads;
    std::atomic<bool> stopping = false;
};

HttpServer::HttpServer(HttpOptions options, Dispatcher &dispatcher)
    : m_state(std::make_unique<State>(std::move(options), dispatcher)) {}

HttpServer::~HttpServer() {
    m_state->stop();
}

std::uint16_t HttpServer::port() const {
    return m_state->acceptor->local_endpoint().port();
}

void HttpServer::start() {
    m_state->start();
}

void HttpServer::stop() {
    m_state->stop();
}

bool HttpServer::stopping() const {
    return m_state->stopping;
}

void HttpServer::catch_signals() {
    error_code ec;
    m_state->signals->add(SIGINT, ec);
    m_state->signals->add(SIGTERM, ec);
}

void HttpServer::wait_for_signal() {
    std::promise<void> arrived;
    m_state->signals->async_wait([&arrived](const error_code &, int) { arrived.set_value(); });
    arrived.get_future().wait();
}

} // namespace jingwei::server
