#pragma once

#include "server/http/message.hpp"
#include "spatial/error.hpp"

#include <exception>

namespace jingwei::server {

/// An error that names the stable `code` and the offending field of its problem document.
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

/// The HTTP status and the default problem code of each error class: the one table.
struct ProblemKind {
    int status;
    std::string_view code;
};
[[nodiscard]] ProblemKind problem_kind(ErrorCode code);

/// An RFC 9457 document: `{type, title, status, code, detail, field}`; `field` is null when it is empty.
[[nodiscard]] Response problem(int status, std::string_view code, std::string_view detail, std::string_view field = {});

/// The answer to an exception that left a handler. What is not an Error becomes a 500 that tells nothing of the inside.
[[nodiscard]] Response problem_of(const std::exception_ptr &exception);

[[nodiscard]] std::string_view status_text(int status);

} // namespace jingwei::server
