#include "server/http/response_head.hpp"

#include "server/http/problem.hpp"

#include <array>
#include <charconv>

namespace jingwei::server {

namespace {

void append_number(std::string &out, std::size_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

/// Those that most answers have are written out.
void append_status_line(std::string &out, int status) {
    if (status == 200 || status == 304) {
        out.append(status == 200 ? "HTTP/1.1 200 OK\r\n" : "HTTP/1.1 304 Not Modified\r\n");
        return;
    }
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(status));
    out.append(" ").append(status_text(status)).append("\r\n");
}

void append_field(std::string &out, std::string_view name, std::string_view value) {
    out.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

bool has_no_body(int status) {
    return status == 204 || status == 304;
}

void format_head(std::string &out, const Response &response, const HeadContext &context) {
    out.clear();
    append_status_line(out, response.status);
    out.append(context.first_lines);
    if (!response.content_type.empty()) {
        append_field(out, "Content-Type", response.content_type);
    }
    if (!has_no_body(response.status)) {
        out.append("Content-Length: ");
        append_number(out, response.size());
        out.append("\r\n");
    }
    for (const auto &[name, value] : response.headers) {
        append_field(out, name, value);
    }
    if (response.header_lines) {
        out.append(*response.header_lines);
    }
    out.append(!context.keep_open    ? "Connection: close\r\n\r\n"
               : context.is_http_1_0 ? "Connection: keep-alive\r\n\r\n"
                                     : "\r\n");
}

} // namespace jingwei::server
