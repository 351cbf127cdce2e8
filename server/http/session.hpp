#pragma once

#include "server/http/http_server.hpp"
#include "server/http/request_reader.hpp"

#include <list>

namespace jingwei::server {

class Session;

/// One I/O thread: its context, its open sessions, the time of day for Date headers. Touched by that thread only, except
/// `context`.
struct IoThread {
    explicit IoThread(const HttpOptions &http_options) : options(http_options) {}
    const HttpOptions &options;
    asio::io_context context{1};
    std::list<Session *> sessions;
    std::string date;
    bool stopping = false;

    void refresh_date();
    /// Closes every session whose deadline has passed.
    void close_expired();
    /// Asks every session to end after the request it is in; idle ones end now.
    void stop_sessions();
    void close_sessions();
};

/// One connection, on one I/O thread: read, answer, write, again. Every wait has a deadline, which the thread's tick enforces.
class Session {
  public:
    Session(TcpSocket socket, IoThread &thread, Dispatcher &dispatcher);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// The whole life of the connection; the session stays alive through `self`.
    static Awaitable<void> run(std::shared_ptr<Session> self);
    [[nodiscard]] bool expired(std::chrono::steady_clock::time_point now) const { return now >= m_deadline; }
    void stop_when_idle();
    void close();

  private:
    using Clock = std::chrono::steady_clock;
    Awaitable<void> converse();
    Awaitable<bool> fill();
    Awaitable<bool> begin_request();
    Awaitable<bool> finish_request();
    Awaitable<Response> answer_on_worker();
    Awaitable<void> refuse_framing();
    Awaitable<bool> send(const Response &response, bool keep_open);
    Awaitable<bool> send_rest(std::size_t sent, std::string_view body);
    /// The head, then the part of the file, piece by piece.
    Awaitable<bool> send_file(const FileSlice &slice);
    /// Says goodbye without a reset that would eat the answer: closes our side and reads a little of theirs.
    Awaitable<void> linger();
    void set_reading_deadline();
    void format_head(const Response &response, bool keep_open);

    TcpSocket m_socket;
    IoThread &m_thread;
    Dispatcher &m_dispatcher;
    RequestReader m_reader;
    Dispatcher::Start m_start;
    std::string m_head;
    Clock::time_point m_deadline = Clock::time_point::max();
    Clock::time_point m_message_deadline = Clock::time_point::max(); ///< of the header or the body being read
    bool m_idle = true;
    bool m_stopping = false;
    bool m_linger = false;
};

} // namespace jingwei::server
