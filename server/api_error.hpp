#pragma once

#include "spatial/error.hpp"

#include <string>
#include <utility>

namespace jingwei::server {

/// An error that names the stable code of the problem and the offending field, for programs that ask.
class ApiError : public Error {
  public:
    ApiError(ErrorCode error, std::string problem_code, const std::string &detail, std::string field = {})
        : Error(error, detail), m_problem_code(std::move(problem_code)), m_field(std::move(field)) {}
    [[nodiscard]] const std::string &problem_code() const noexcept { return m_problem_code; }
    [[nodiscard]] const std::string &field() const noexcept { return m_field; }

  private:
    std::string m_problem_code;
    std::string m_field;
};

} // namespace jingwei::server
