#pragma once

#include "server/http/http_server.hpp"
#include "server/http/request_reader.hpp"

#include <list>

namespace jingwei::server {

class Session;

/// One I/O thread: its context, its open sessions, the headers that every answer carries, which hold the time of day. Touched
/// by that thread only, except `context`.
struct IoThread {
    explicit IoThread(const HttpOptions &http_options) : options(http_options) {}
    const HttpOptions &options;
    asio::io_context context{1};
    std::list<Session *> sessions;
    std::string common_headers;
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
    /// Sets the deadline for what is to come; false when nothing more is wanted.
    bool may_read();
    void received(std::size_t bytes);
    void begin_request();
    /// Before a body: refuses it, or asks for it where the caller waits to be asked. False when the conversation is over.
    Awaitable<bool> invite_body();
    /// Puts the answer into `m_response` unless a worker has to find it.
    bool answer_at_once();
    Awaitable<Response> answer_on_worker();
    [[nodiscard]] bool is_body_full();
    /// Writes out what waits of a body that goes into a file, on the spool's thread.
    Awaitable<void> write_body();
    /// Counts and logs what was answered; false when the conversation is over.
    bool finish_request();
    Awaitable<void> refuse_framing();
    /// Hands the system what it takes; false when `send_later` has to send the rest. `response` lives until all is sent.
    bool send_at_once(const Response &response, bool keep_open);
    Awaitable<void> send_later();
    Awaitable<void> send_rest(std::size_t sent, std::string_view body);
    /// The head, then the part of the file, piece by piece.
    Awaitable<void> send_file(const FileSlice &slice);
    /// Says goodbye without a reset that would eat the answer: closes our side and reads a little of theirs.
    Awaitable<void> linger();
    void set_reading_deadline();
    void format_head(const Response &response);

    TcpSocket m_socket;
    IoThread &m_thread;
    Dispatcher &m_dispatcher;
    RequestReader m_reader;
    Dispatcher::Start m_start;
    std::optional<Response> m_response;            ///< to the request that was read last
    Clock::time_point m_begun;                     ///< when that request was whole
    Clock::time_point m_idle_since = Clock::now(); ///< when the answer before was given, or the connection made
    std::string m_head;
    std::string_view m_body;            ///< of what is being sent, behind the head
    const FileSlice *m_slice = nullptr; ///< instead of `m_body`
    std::size_t m_sent = 0;             ///< bytes of head and body that the system has taken
    Clock::time_point m_deadline = Clock::time_point::max();
    Clock::time_point m_message_deadline = Clock::time_point::max(); ///< of the header or the body being read
    bool m_idle = true;
    bool m_stopping = false;
    bool m_linger = false;
    bool m_keep_open = true; ///< after what is being sent
    bool m_gone = false;     ///< nothing more can be sent
};

} // namespace jingwei::server
