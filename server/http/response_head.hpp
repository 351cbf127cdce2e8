#pragma once

#include "server/http/message.hpp"

namespace jingwei::server {

/// What the head of an answer says beside the answer itself.
struct HeadContext {
    std::string_view first_lines; ///< written out, of every answer
    bool keep_open = true;
    bool is_http_1_0 = false;
};

/// Writes status line and headers, with the empty line, in the place of what is in `out`.
void format_head(std::string &out, const Response &response, const HeadContext &context);

/// Answers of this status have neither a body nor its length.
[[nodiscard]] bool has_no_body(int status);

} // namespace jingwei::server
