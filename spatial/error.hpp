#pragma once

#include <stdexcept>
#include <string>

namespace jingwei {

/// What went wrong, in classes that map to exit codes and HTTP statuses in one table each.
enum class ErrorCode {
    bad_data,     ///< the data is at fault (exit 1, HTTP 422)
    bad_call,     ///< the call is wrong (exit 2, HTTP 400)
    machine,      ///< I/O, disk full, port in use (exit 3, HTTP 500 or 507)
    store_busy,   ///< another process holds the store (exit 3, HTTP 503)
    not_found,    ///< no such thing (exit 1, HTTP 404)
    unauthorized, ///< no or a wrong key (HTTP 401)
    forbidden,    ///< a right is missing (HTTP 403)
    conflict,     ///< somebody else changed it (HTTP 409 or 412)
    interrupted,  ///< Ctrl-C (exit 130)
};

/// A broken promise. The message is one or two sentences that say what is wrong and what to do; no trailing newline.
class Error : public std::runtime_error {
  public:
    Error(ErrorCode code, const std::string &message) : std::runtime_error(message), m_code(code) {}
    [[nodiscard]] ErrorCode code() const noexcept { return m_code; }

  private:
    ErrorCode m_code;
};

} // namespace jingwei
