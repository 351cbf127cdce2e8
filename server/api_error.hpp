#pragma once

#include "spatial/error.hpp"

#include <string>
#include <utility>

namespace jingwei::server {

/// An error that names the stable code of the problem and the offending field, for programs that ask.
class ApiError : public Error {
  public:
    /// `status` is the HTTP status where the class of the error has another one; 0 = that of the class.
    ApiError(ErrorCode error, std::string problem_code, const std::string &detail, std::string field = {}, int status = 0)
        : Error(error, detail), m_problem_code(std::move(problem_code)), m_field(std::move(field)), m_status(status) {}
    [[nodiscard]] const std::string &problem_code() const noexcept { return m_problem_code; }
    [[nodiscard]] const std::string &field() const noexcept { return m_field; }
    [[nodiscard]] int status() const noexcept { return m_status; }

  private:
    std::string m_problem_code;
    std::string m_field;
    int m_status;
};

} // namespace jingwei::server
