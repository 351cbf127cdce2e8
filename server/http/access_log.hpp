#pragma once

#include "server/http/message.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace spdlog {
class async_logger;
}

namespace jingwei::server {

/// One JSON line a request: time, method, target (replayable), status, bytes, microseconds, account. Written by a thread of
/// its own; when that falls behind, the oldest lines are dropped rather than a request held up. Thread-safe.
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
    struct Threads;
    std::shared_ptr<Threads> m_threads;
    std::shared_ptr<spdlog::async_logger> m_logger;
};

} // namespace jingwei::server
