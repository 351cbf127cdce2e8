// Beast alone: answers every request with the same kilobyte. What a server written with it can cost at least.
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <cstdlib>
#include <iostream>
#include <memory>
#include <thread>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

/// One connection, to its end.
asio::awaitable<void> answer(tcp::socket socket) {
    beast::tcp_stream stream(std::move(socket));
    beast::flat_buffer buffer;
    boost::system::error_code failed;
    const std::string body(1024, 'x');
    for (;;) {
        http::request<http::string_body> request;
        stream.expires_after(std::chrono::seconds(60));
        co_await http::async_read(stream, buffer, request, asio::redirect_error(asio::use_awaitable, failed));
        if (failed) {
            co_return;
        }
        http::response<http::string_body> response(http::status::ok, request.version());
        response.set(http::field::content_type, "application/json");
        response.keep_alive(request.keep_alive());
        response.body() = body;
        response.prepare_payload();
        stream.expires_after(std::chrono::seconds(20));
        co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, failed));
        if (failed || !response.keep_alive()) {
            co_return;
        }
    }
}

/// One context a thread, connections handed out in turn, as the server does it.
using Contexts = std::vector<std::unique_ptr<asio::io_context>>;

asio::awaitable<void> accept(const Contexts &contexts, tcp::acceptor acceptor) {
    for (std::size_t turn = 0;; ++turn) {
        boost::system::error_code failed;
        asio::io_context &context = *contexts[turn % contexts.size()];
        tcp::socket socket = co_await acceptor.async_accept(context, asio::redirect_error(asio::use_awaitable, failed));
        if (!failed) {
            socket.set_option(tcp::no_delay(true));
            asio::co_spawn(context, answer(std::move(socket)), asio::detached);
        }
    }
}

} // namespace

int main(int argc, char **argv) {
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
    Contexts contexts;
    std::vector<asio::executor_work_guard<asio::io_context::executor_type>> kept_running;
    for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
        contexts.push_back(std::make_unique<asio::io_context>(1));
        kept_running.push_back(asio::make_work_guard(*contexts.back()));
    }
    tcp::acceptor acceptor(*contexts.front(), {asio::ip::make_address("127.0.0.1"), port});
    std::cout << "http://127.0.0.1:" << acceptor.local_endpoint().port() << std::endl;
    asio::co_spawn(*contexts.front(), accept(contexts, std::move(acceptor)), asio::detached);
    std::vector<std::jthread> threads;
    for (const auto &context : contexts) {
        threads.emplace_back([&context] { context->run(); });
    }
    return 0;
}
