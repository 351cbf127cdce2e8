#pragma once

#include "server/http/http_server.hpp"
#include "server/http/request_reader.hpp"
#include "server/http/task.hpp"

#include <list>

namespace jingwei::server {

struct Reading;
class Session;

/// One I/O thread: its context, its open sessions, the time of day for Date headers. Touched by that thread only, except
/// `context`.
struct IoThread {
    explicit IoThread(const HttpOptions &http_options) : options(http_options) {}
    const HttpOptions &options;
    asio::io_context context{1};
    std::list<std::unique_ptr<Session>> sessions;
    std::string first_lines; ///< header lines that every answer has: the time of day, and what is always so
    bool stopping = false;

    /// Takes a connection in and lets it live.
    void begin(std::unique_ptr<Session> session);
    void refresh_date();
    /// Closes every session whose deadline has passed.
    void close_expired();
    /// Asks every session to end after the request it is in; idle ones end now.
    void stop_sessions();
    void close_sessions();
};

/// One connection, on one I/O thread: read, answer, write, again. Every wait has a deadline, which the thread's tick enforces.
/// A request whose answer is at hand and fits into the system's buffer is read, answered and sent without a coroutine of its
/// own.
class Session {
  public:
    Session(TcpSocket socket, IoThread &thread, Dispatcher &dispatcher);
    ~Session();
    Session(const Session &) = delete;
    Session &operator=(const Session &) = delete;

    /// Begins the life of the connection; `ended` is posted to the thread's context when it is over.
    void begin(std::function<void()> ended);
    [[nodiscard]] bool expired(std::chrono::steady_clock::time_point now) const { return now >= m_deadline; }
    void stop_when_idle();
    void close();

  private:
    using Clock = std::chrono::steady_clock;
    struct OnWorker;
    Task live(std::function<void()> ended);
    Task converse();
    [[nodiscard]] bool may_read();
    [[nodiscard]] bool received(const Reading &read);
    void begin_request();
    /// Goes on to the body: asks for it, or refuses it.
    Task begin_body();
    /// The answer, if it is at hand.
    void answer_now();
    Task answer_on_worker();
    [[nodiscard]] bool finish_request(bool sent);
    Task refuse_framing();
    Task send(const Response &response, bool keep_open);
    /// Formats the head and sends what the system takes; whether that was all.
    [[nodiscard]] bool send_at_once(const Response &response, bool keep_open);
    /// What `send_at_once` left.
    Task send_later(const Response &response);
    Task send_rest(std::size_t sent, std::string_view body);
    /// The head, then the part of the file, piece by piece.
    Task send_file(const FileSlice &slice);
    /// Says goodbye without a reset that would eat the answer: closes our side and reads a little of theirs.
    Task linger();
    void set_reading_deadline();

    TcpSocket m_socket;
    IoThread &m_thread;
    Dispatcher &m_dispatcher;
    RequestReader m_reader;
    Dispatcher::Start m_start;
    std::optional<Response> m_answer;
    Clock::time_point m_asked;                   ///< when the request that is answered was there
    Clock::time_point m_answered = Clock::now(); ///< when the last answer was sent, or the connection came
    std::string m_head;
    std::string_view m_body; ///< what follows the head in memory
    std::size_t m_sent = 0;  ///< of both
    Clock::time_point m_deadline = Clock::time_point::max();
    Clock::time_point m_message_deadline = Clock::time_point::max(); ///< of the header or the body being read
    bool m_idle = true;
    bool m_stopping = false;
    bool m_keep_open = true;
    bool m_linger = false;
    Task m_life; ///< the last member: it ends first
};

} // namespace jingwei::server
