#pragma once

#include "server/http/asio.hpp"

#include <array>
#include <coroutine>

namespace jingwei::server {

/// Waits for bytes of a connection: `co_await` gives it back with what came of it. For use on the thread of the socket's
/// context; a socket that is closed meanwhile ends the wait with an error.
struct Reading {
    TcpSocket &socket;
    asio::mutable_buffer room;
    error_code ec = {};
    std::size_t bytes = 0;

    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
        socket.async_read_some(room, [this, waiting](const error_code &outcome, std::size_t count) {
            ec = outcome;
            bytes = count;
            waiting.resume();
        });
    }
    const Reading &await_resume() const { return *this; }
};

/// Waits until the system has taken some bytes, in the same way.
struct Writing {
    TcpSocket &socket;
    std::array<asio::const_buffer, 2> buffers;
    error_code ec = {};
    std::size_t bytes = 0;

    [[nodiscard]] bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> waiting) {
        socket.async_write_some(buffers, [this, waiting](const error_code &outcome, std::size_t count) {
            ec = outcome;
            bytes = count;
            waiting.resume();
        });
    }
    const Writing &await_resume() const { return *this; }
};

} // namespace jingwei::server
