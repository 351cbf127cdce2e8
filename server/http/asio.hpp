#pragma once

// The only place that includes Boost. <utility> comes first: Asio 1.74 uses std::exchange without including it.
#include <utility>

// Asio 1.74 looks for clang's coroutines where clang had them before C++20.
#if defined(__clang__) && !defined(BOOST_ASIO_HAS_CO_AWAIT)
#define BOOST_ASIO_HAS_CO_AWAIT 1
#define BOOST_ASIO_HAS_STD_COROUTINE 1
#endif

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/basic_parser.hpp>

namespace jingwei::server {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

/// Everything runs on an io_context of its own. Named as such, its handlers are called directly; Asio's usual executor, which
/// may be any, costs a hop through virtual functions and an allocation each time.
using IoExecutor = asio::io_context::executor_type;
template <class T> using Awaitable = asio::awaitable<T, IoExecutor>;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, IoExecutor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, IoExecutor>;
inline constexpr asio::use_awaitable_t<IoExecutor> use_awaitable{};

} // namespace jingwei::server
