#include "server/http/session.hpp"

#include "server/http/body_file.hpp"
#include "server/http/problem.hpp"

#include <array>
#include <charconv>
#include <ctime>

namespace jingwei::server {

namespace {

constexpr std::chrono::seconds whole_body_time{120};
constexpr std::chrono::seconds linger_time{2};
/// Of a file so much is read at once: on the I/O thread, so it should lie in the page cache most of the time.
constexpr std::uint64_t file_piece = std::uint64_t{256} << 10U;

/// So short a body is copied behind the head: the system takes one piece of memory more quickly than two.
constexpr std::size_t sent_with_head = 4096;

bool has_no_body(int status) {
    return status == 204 || status == 304;
}

void append_number(std::string &out, std::size_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

/// Begins an answer; those that clients who have the tile get are at hand as they are.
void begin_with_status(std::string &out, int status) {
    if (status == 304) {
        out.assign("HTTP/1.1 304 Not Modified\r\n");
        return;
    }
    out.assign("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(status));
    out.append(" ").append(status_text(status)).append("\r\n");
}

void append_field(std::string &out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

void IoThread::refresh_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 80> text{};
    constexpr const char *lines = "Date: %a, %d %b %Y %H:%M:%S GMT\r\nX-Content-Type-Options: nosniff\r\n";
    common_headers.assign(text.data(), std::strftime(text.data(), text.size(), lines, &parts));
}

void IoThread::close_expired() {
    const auto now = std::chrono::steady_clock::now();
    for (Session *session : sessions) {
        if (session->expired(now)) {
            session->close();
        }
    }
}

void IoThread::stop_sessions() {
    stopping = true;
    for (Session *session : sessions) {
        session->stop_when_idle();
    }
}

void IoThread::close_sessions() {
    for (Session *session : sessions) {
        session->close();
    }
}

Session::Session(TcpSocket socket, IoThread &thread, Dispatcher &dispatcher)
    : m_socket(std::move(socket)), m_thread(thread), m_dispatcher(dispatcher) {
    m_dispatcher.metrics().connections_open.fetch_add(1, std::memory_order_relaxed);
}

Session::~Session() {
    m_dispatcher.metrics().connections_open.fetch_sub(1, std::memory_order_relaxed);
}

Awaitable<void> Session::run(std::shared_ptr<Session> self) {
    Session &session = *self;
    const auto place = session.m_thread.sessions.insert(session.m_thread.sessions.end(), self.get());
    session.m_stopping = session.m_thread.stopping;
    try {
        co_await session.converse();
    } catch (const std::exception &) {
        session.close(); // out of memory at worst: this connection ends, the others go on
    }
    session.m_thread.sessions.erase(place);
}

/// What can be done at once is done by plain functions, so that most requests suspend once: for their bytes.
Awaitable<void> Session::converse() {
    error_code ec;
    m_socket.non_blocking(true, ec);
    m_socket.set_option(asio::ip::tcp::no_delay(true), ec);
    bool go_on = true;
    while (go_on) {
        switch (m_reader.next()) {
        case RequestReader::Step::need_more:
            if (is_body_full()) {
                co_await write_body();
            }
            go_on = may_read();
            if (go_on) {
                const auto room = m_reader.room();
                received(co_await m_socket.async_read_some(asio::buffer(room.data(), room.size()),
                                                           asio::redirect_error(use_awaitable, ec)));
                go_on = !ec;
            }
            break;
        case RequestReader::Step::header_ready:
            begin_request();
            if (m_reader.has_body()) {
                go_on = co_await invite_body();
            }
            break;
        case RequestReader::Step::request_ready:
            if (m_reader.request().body_file) {
                co_await write_body();
            }
            if (!answer_at_once()) {
                m_response = co_await answer_on_worker();
            }
            if (!send_at_once(*m_response, m_reader.keep_alive() && !m_stopping)) {
                co_await send_later();
            }
            go_on = finish_request();
            break;
        case RequestReader::Step::fault:
            co_await refuse_framing();
            go_on = false;
            break;
        }
    }
    if (m_linger) {
        co_await linger();
    }
    close();
}

void Session::set_reading_deadline() {
    m_idle = m_reader.idle();
    if (m_idle) {
        m_message_deadline = Clock::time_point::max();
        m_deadline = m_idle_since + m_thread.options.idle_time;
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

void Session::received(std::size_t bytes) {
    m_idle = false;
    m_deadline = Clock::time_point::max();
    m_reader.received(bytes);
}

void Session::begin_request() {
    m_message_deadline = Clock::time_point::max();
    m_start = m_dispatcher.start(m_reader.request());
    m_reader.limit_body(m_start.body_limit);
}

Awaitable<bool> Session::invite_body() {
    if (m_start.refusal) {
        m_linger = true;
        if (!send_at_once(*m_start.refusal, false)) {
            co_await send_later();
        }
        m_dispatcher.finished(m_start, m_reader.request(), *m_start.refusal, {});
        co_return false;
    }
    if (m_reader.wants_continue()) {
        m_head.assign("HTTP/1.1 100 Continue\r\n\r\n");
        co_await send_rest(0, {});
    }
    co_return !m_gone;
}

bool Session::answer_at_once() {
    m_begun = Clock::now();
    m_response = std::move(m_start.refusal);
    if (!m_response) {
        m_response = m_dispatcher.answer_now(m_start.route, m_reader.request());
    }
    return m_response.has_value();
}

bool Session::finish_request() {
    m_idle_since = Clock::now();
    m_dispatcher.finished(m_start, m_reader.request(), *m_response, m_idle_since - m_begun);
    m_response.reset();
    m_message_deadline = Clock::time_point::max();
    m_linger = !m_keep_open;
    if (m_gone || !m_keep_open) {
        return false;
    }
    m_reader.start_next();
    return true;
}

namespace {

/// What a session waits for while another thread works for it.
struct Awaited {
    explicit Awaited(asio::io_context &context) : woken(context, Timer::time_point::max()) {}
    /// On the other thread, when it is done.
    static void wake(const std::shared_ptr<Awaited> &self, asio::io_context &context) {
        asio::post(context, [self] {
            self->ready = true;
            self->woken.cancel();
        });
    }
    Awaitable<void> wait() {
        while (!ready) {
            error_code ec;
            co_await woken.async_wait(asio::redirect_error(use_awaitable, ec));
        }
    }
    Timer woken;
    std::optional<Response> response;
    bool ready = false;
};

} // namespace

bool Session::is_body_full() {
    const auto &file = m_reader.request().body_file;
    return file && file->is_full();
}

Awaitable<void> Session::write_body() {
    const auto written = std::make_shared<Awaited>(m_thread.context);
    m_dispatcher.spool().submit([file = m_reader.request().body_file, written, &context = m_thread.context] {
        file->write_out();
        Awaited::wake(written, context);
    });
    co_await written->wait();
}

Awaitable<Response> Session::answer_on_worker() {
    // The worker borrows this session: it stays suspended here until the worker has posted, and the pool ends before the
    // contexts.
    const auto answer = std::make_shared<Awaited>(m_thread.context);
    const auto work = [this, answer] {
        answer->response = m_dispatcher.answer(m_start.route, m_reader.request());
        Awaited::wake(answer, m_thread.context);
    };
    const bool is_slow = m_dispatcher.is_slow(m_start.route, m_reader.request());
    const bool taken = m_dispatcher.workers().try_submit(work, is_slow);
    if (!taken) {
        m_dispatcher.metrics().requests_too_busy.fetch_add(1, std::memory_order_relaxed);
        co_return problem(503, "too_busy", "Too much work is waiting; try again in a second.");
    }
    co_await answer->wait();
    co_return std::move(*answer->response);
}

Awaitable<void> Session::refuse_framing() {
    const FramingFault &fault = m_reader.fault();
    m_dispatcher.metrics().requests_malformed.fetch_add(1, std::memory_order_relaxed);
    const Response response = problem(fault.status, fault.code, fault.detail);
    m_linger = true;
    if (!send_at_once(response, false)) {
        co_await send_later();
    }
    m_start.route = m_dispatcher.metrics().unrouted();
    m_dispatcher.finished(m_start, m_reader.request(), response, {});
}

void Session::format_head(const Response &response) {
    begin_with_status(m_head, response.status);
    m_head.append(m_thread.common_headers);
    if (!response.content_type.empty()) {
        append_field(m_head, "Content-Type", response.content_type);
    }
    if (!has_no_body(response.status)) {
        m_head.append("Content-Length: ");
        append_number(m_head, response.size());
        m_head.append("\r\n");
    }
    for (const auto &[name, value] : response.headers) {
        append_field(m_head, name, value);
    }
    if (response.header_lines) {
        m_head.append(*response.header_lines);
    }
    m_head.append(!m_keep_open             ? "Connection: close\r\n\r\n"
                  : m_reader.is_http_1_0() ? "Connection: keep-alive\r\n\r\n"
                                           : "\r\n");
}

bool Session::send_at_once(const Response &response, bool keep_open) {
    m_keep_open = keep_open;
    format_head(response);
    const bool bodiless = m_reader.request().method == Method::head || has_no_body(response.status);
    m_slice = bodiless ? nullptr : response.slice();
    m_body = bodiless ? std::string_view() : response.text();
    m_sent = 0;
    if (m_slice != nullptr) {
        return false;
    }
    if (m_body.size() <= sent_with_head) {
        m_head.append(m_body);
        m_body = {};
    }
    const std::array both{asio::const_buffer(m_head.data(), m_head.size()), asio::const_buffer(m_body.data(), m_body.size())};
    error_code ec;
    m_sent = m_body.empty() ? m_socket.write_some(both.front(), ec) : m_socket.write_some(both, ec);
    m_gone = ec && ec != asio::error::would_block && ec != asio::error::try_again;
    return m_gone || m_sent == m_head.size() + m_body.size();
}

Awaitable<void> Session::send_later() {
    if (m_slice != nullptr) {
        co_await send_file(*m_slice);
    } else {
        co_await send_rest(m_sent, m_body);
    }
}

Awaitable<void> Session::send_rest(std::size_t sent, std::string_view body) {
    while (!m_gone && sent < m_head.size() + body.size()) {
        const std::string_view head = std::string_view(m_head).substr(std::min(sent, m_head.size()));
        const std::string_view rest = body.substr(sent - std::min(sent, m_head.size()));
        const std::array buffers{asio::const_buffer(head.data(), head.size()), asio::const_buffer(rest.data(), rest.size())};
        m_deadline = Clock::now() + m_thread.options.write_stall;
        error_code ec;
        sent += co_await m_socket.async_write_some(buffers, asio::redirect_error(use_awaitable, ec));
        m_deadline = Clock::time_point::max();
        m_gone = ec.failed();
    }
}

Awaitable<void> Session::send_file(const FileSlice &slice) {
    co_await send_rest(0, {});
    m_head.clear();
    for (std::uint64_t done = 0; !m_gone && done < slice.length; done += file_piece) {
        const auto wanted = static_cast<std::size_t>(std::min(file_piece, slice.length - done));
        const std::string piece = slice.file->read(slice.offset + done, wanted);
        m_gone = piece.size() != wanted; // the file has become shorter
        co_await send_rest(0, piece);
    }
}

Awaitable<void> Session::linger() {
    error_code ec;
    m_socket.shutdown(TcpSocket::shutdown_send, ec);
    std::array<char, 4096> waste{};
    m_deadline = Clock::now() + linger_time;
    while (!ec) {
        co_await m_socket.async_read_some(asio::buffer(waste), asio::redirect_error(use_awaitable, ec));
    }
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
