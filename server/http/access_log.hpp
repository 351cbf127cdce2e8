#pragma once

#include "server/http/message.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace spdlog {
class logger;
}

namespace jingwei::server {

/// One JSON line a request: time, method, target (replayable), status, bytes, microseconds, account. Requests only append to
/// a buffer; a thread of its own hands it to spdlog at least ten times a second and at the end. When the disk falls 16 MiB
/// behind, lines are dropped rather than a request held up, and a line {"t":…,"dropped":n} tells how many. Thread-safe.
class AccessLog {
  public:
    /// `where` is "off", "-" (standard output) or a file that is appended to. Throws Error{machine} when it cannot be opened.
    explicit AccessLog(const std::string &where);
    ~AccessLog();
    AccessLog(const AccessLog &) = delete;
    AccessLog &operator=(const AccessLog &) = delete;

    [[nodiscard]] bool enabled() const { return m_logger != nullptr; }
    void write(const Request &request, int status, std::size_t bytes, std::chrono::nanoseconds took);

  private:
    void append(const std::string &line);
    /// Waits for a line, gathers for up to a tenth of a second, and takes what there is, with the line about dropped ones.
    void take(std::string &lines);
    void write_until_stopped();

    std::shared_ptr<spdlog::logger> m_logger;
    std::mutex m_mutex;
    std::condition_variable m_woken;
    std::string m_lines;       ///< guarded by m_mutex
    std::size_t m_dropped = 0; ///< guarded by m_mutex
    bool m_stopping = false;   ///< guarded by m_mutex
    std::thread m_writer;
};

} // namespace jingwei::server
