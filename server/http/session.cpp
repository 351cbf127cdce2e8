#include "server/http/session.hpp"

#include "server/http/problem.hpp"
#include "server/http/response_head.hpp"
#include "server/http/socket_waits.hpp"

#include <array>

namespace jingwei::server {

namespace {

constexpr std::chrono::seconds whole_body_time{120};
constexpr std::chrono::seconds linger_time{2};
/// Of a file so much is read at once: on the I/O thread, so it should lie in the page cache most of the time.
constexpr std::uint64_t file_piece = std::uint64_t{256} << 10U;

/// So short a body is copied behind the head: the system takes one piece of memory more quickly than two.
constexpr std::size_t sent_with_head = 4096;

} // namespace

/// Waits for the answer of a worker; false where none takes the request. The worker borrows the session, which stays suspended
/// until the worker has posted; the pool ends before the sessions.
struct Session::OnWorker {
    Session &session;
    bool taken = false;

    [[nodiscard]] bool await_ready() const { return false; }
    [[nodiscard]] bool await_suspend(std::coroutine_handle<> waiting) {
        Dispatcher &dispatcher = session.m_dispatcher;
        const Request &request = session.m_reader.request();
        const std::size_t route = session.m_start.route;
        const auto work = [&to = session, &dispatcher, &request, route, waiting] {
            to.m_answer = dispatcher.answer(route, request);
            asio::post(to.m_thread.context, [waiting] { waiting.resume(); });
        };
        taken = dispatcher.workers().try_submit(work, dispatcher.is_slow(route, request));
        return taken;
    }
    [[nodiscard]] bool await_resume() const { return taken; }
};

Session::Session(TcpSocket socket, IoThread &thread, Dispatcher &dispatcher)
    : m_socket(std::move(socket)), m_thread(thread), m_dispatcher(dispatcher) {
    m_dispatcher.metrics().connections_open.fetch_add(1, std::memory_order_relaxed);
}

Session::~Session() {
    m_dispatcher.metrics().connections_open.fetch_sub(1, std::memory_order_relaxed);
}

void Session::begin(std::function<void()> ended) {
    m_life = live(std::move(ended));
}

Task Session::live(std::function<void()> ended) {
    try {
        error_code ec;
        m_socket.non_blocking(true, ec);
        m_socket.set_option(asio::ip::tcp::no_delay(true), ec);
        co_await converse();
        if (m_linger) {
            co_await linger();
        }
        close();
    } catch (const std::exception &) {
        close(); // out of memory at worst: this connection ends, the others go on
    }
    asio::post(m_thread.context, std::move(ended)); // which destroys this coroutine
    co_return true;
}

Task Session::converse() {
    bool go_on = true;
    while (go_on) {
        switch (m_reader.next()) {
        case RequestReader::Step::need_more:
            go_on = may_read();
            if (go_on) {
                const auto room = m_reader.room();
                go_on = received(co_await Reading{m_socket, asio::buffer(room.data(), room.size())});
            }
            break;
        case RequestReader::Step::header_ready:
            begin_request();
            if (m_reader.has_body()) {
                go_on = co_await begin_body();
            }
            break;
        case RequestReader::Step::request_ready:
            answer_now();
            if (!m_answer) {
                co_await answer_on_worker();
            }
            m_keep_open = m_reader.keep_alive() && !m_stopping;
            go_on = send_at_once(*m_answer, m_keep_open);
            if (!go_on) {
                go_on = co_await send_later(*m_answer);
            }
            go_on = finish_request(go_on);
            break;
        case RequestReader::Step::fault:
            go_on = co_await refuse_framing();
            break;
        }
    }
    co_return true;
}

void Session::set_reading_deadline() {
    m_idle = m_reader.idle();
    if (m_idle) {
        m_message_deadline = Clock::time_point::max();
        m_deadline = m_answered + m_thread.options.idle_time;
        return;
    }
    const auto now = Clock::now();
    const bool in_body = m_reader.has_body();
    if (m_message_deadline == Clock::time_point::max()) {
        m_message_deadline = now + (in_body ? Clock::duration(whole_body_time) : Clock::duration(m_thread.options.header_time));
    }
    m_deadline = in_body ? std::min(m_message_deadline, now + m_thread.options.body_stall) : m_message_deadline;
}

bool Session::may_read() {
    set_reading_deadline();
    return !(m_idle && m_stopping) && !m_reader.room().empty();
}

bool Session::received(const Reading &read) {
    m_idle = false;
    m_deadline = Clock::time_point::max();
    m_reader.received(read.bytes);
    return !read.ec;
}

void Session::begin_request() {
    m_message_deadline = Clock::time_point::max();
    m_start = m_dispatcher.start(m_reader.request());
    m_reader.limit_body(m_start.body_limit);
}

Task Session::begin_body() {
    if (m_start.refusal) {
        m_linger = true;
        co_await send(*m_start.refusal, false);
        m_dispatcher.finished(m_start, m_reader.request(), *m_start.refusal, {});
        co_return false;
    }
    if (m_reader.wants_continue()) {
        m_head.assign("HTTP/1.1 100 Continue\r\n\r\n");
        co_return co_await send_rest(0, {});
    }
    co_return true;
}

void Session::answer_now() {
    m_asked = Clock::now();
    m_answer = m_start.refusal ? std::move(m_start.refusal) : m_dispatcher.answer_now(m_start.route, m_reader.request());
}

Task Session::answer_on_worker() {
    const bool taken = co_await OnWorker{*this};
    if (!taken) {
        m_dispatcher.metrics().requests_too_busy.fetch_add(1, std::memory_order_relaxed);
        m_answer = problem(503, "too_busy", "Too much work is waiting; try again in a second.");
    }
    co_return taken;
}

bool Session::finish_request(bool sent) {
    m_answered = Clock::now();
    m_dispatcher.finished(m_start, m_reader.request(), *m_answer, m_answered - m_asked);
    m_answer.reset();
    m_message_deadline = Clock::time_point::max();
    m_linger = !m_keep_open;
    const bool go_on = sent && m_keep_open;
    if (go_on) {
        m_reader.start_next();
    }
    return go_on;
}

Task Session::refuse_framing() {
    const FramingFault &fault = m_reader.fault();
    m_dispatcher.metrics().requests_malformed.fetch_add(1, std::memory_order_relaxed);
    const Response response = problem(fault.status, fault.code, fault.detail);
    m_linger = true;
    co_await send(response, false);
    m_start.route = m_dispatcher.metrics().unrouted();
    m_dispatcher.finished(m_start, m_reader.request(), response, {});
    co_return false;
}

Task Session::send(const Response &response, bool keep_open) {
    if (send_at_once(response, keep_open)) {
        co_return true;
    }
    co_return co_await send_later(response);
}

bool Session::send_at_once(const Response &response, bool keep_open) {
    format_head(m_head, response, {m_thread.first_lines, keep_open, m_reader.is_http_1_0()});
    const bool bodiless = m_reader.request().method == Method::head || has_no_body(response.status);
    m_body = bodiless ? std::string_view() : response.text();
    m_sent = 0;
    if (response.slice() != nullptr && !bodiless) {
        return false;
    }
    if (m_body.size() <= sent_with_head) {
        m_head.append(m_body);
        m_body = {};
    }
    const std::array both{asio::const_buffer(m_head.data(), m_head.size()), asio::const_buffer(m_body.data(), m_body.size())};
    error_code ec; // what is wrong with the connection, if it is more than that it is full, the next try tells
    m_sent = m_body.empty() ? m_socket.write_some(both.front(), ec) : m_socket.write_some(both, ec);
    return m_sent == m_head.size() + m_body.size();
}

Task Session::send_later(const Response &response) {
    const bool bodiless = m_reader.request().method == Method::head || has_no_body(response.status);
    if (response.slice() != nullptr && !bodiless) {
        co_return co_await send_file(*response.slice());
    }
    co_return co_await send_rest(m_sent, m_body);
}

Task Session::send_rest(std::size_t sent, std::string_view body) {
    while (sent < m_head.size() + body.size()) {
        const std::string_view head = std::string_view(m_head).substr(std::min(sent, m_head.size()));
        const std::string_view rest = body.substr(sent - std::min(sent, m_head.size()));
        const std::array buffers{asio::const_buffer(head.data(), head.size()), asio::const_buffer(rest.data(), rest.size())};
        m_deadline = Clock::now() + m_thread.options.write_stall;
        const Writing written = co_await Writing{m_socket, buffers};
        sent += written.bytes;
        m_deadline = Clock::time_point::max();
        if (written.ec) {
            co_return false;
        }
    }
    co_return true;
}

Task Session::send_file(const FileSlice &slice) {
    bool sent = co_await send_rest(0, {});
    m_head.clear();
    for (std::uint64_t done = 0; sent && done < slice.length; done += file_piece) {
        const auto wanted = static_cast<std::size_t>(std::min(file_piece, slice.length - done));
        const std::string piece = slice.file->read(slice.offset + done, wanted);
        sent = piece.size() == wanted; // else the file has become shorter
        if (sent) {
            sent = co_await send_rest(0, piece);
        }
    }
    co_return sent;
}

Task Session::linger() {
    error_code ec;
    m_socket.shutdown(TcpSocket::shutdown_send, ec);
    std::array<char, 4096> waste{};
    m_deadline = Clock::now() + linger_time;
    while (!ec) {
        ec = (co_await Reading{m_socket, asio::buffer(waste)}).ec;
    }
    co_return false;
}

void Session::stop_when_idle() {
    m_stopping = true;
    if (m_idle) {
        close();
    }
}

void Session::close() {
    error_code ec;
    m_socket.close(ec);
}

} // namespace jingwei::server
