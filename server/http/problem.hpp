#pragma once

#include "server/api_error.hpp"
#include "server/http/message.hpp"

#include <exception>

namespace jingwei::server {

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
