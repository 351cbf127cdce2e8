#pragma once

#include "server/ascii.hpp"
#include "server/caller.hpp"
#include "server/open_file.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace jingwei::server {

class BodyFile;

enum class Method { get, head, post, put, patch, del, options, other };

[[nodiscard]] std::string_view method_name(Method method);

/// What stands at the names of a route's pattern, decoded. The strings stay when it is emptied, so that a connection whose
/// requests are alike fills them anew without an allocation.
class PathParameters {
  public:
    void clear() { m_size = 0; }
    /// The value to be filled in for a name, which is a literal; it may still hold an older one.
    [[nodiscard]] std::string &add(std::string_view name);
    /// Null where there is no such name.
    [[nodiscard]] const std::string *find(std::string_view name) const;

  private:
    std::vector<std::pair<std::string_view, std::string>> m_kept;
    std::size_t m_size = 0; ///< so many of them count
};

/// A request as handlers see it: no sockets, no Boost. Reused between requests of a connection, so that a steady stream of
/// requests allocates nothing here.
class Request {
  public:
    Method method = Method::get;
    std::string target = "/"; ///< as received: path and query
    std::string body;
    std::shared_ptr<BodyFile> body_file; ///< where the body is on a route that spools it; else null
    Caller caller;
    PathParameters path_parameters; ///< by the names in the route's pattern

    [[nodiscard]] std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
    /// Without the question mark; empty when there is none.
    [[nodiscard]] std::string_view query() const;
    /// The value of the first header of this name (ASCII case does not matter), or nothing.
    [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
        return (m_marks & mark_of(name)) == 0 ? std::nullopt : sought_header(name);
    }
    /// Calls `visit` with the value of each header of this name, in their order: together they are one list (RFC 9110 §5.3).
    template <class Visit> void for_each_header(std::string_view name, Visit &&visit) const {
        const std::string_view text = m_header_text;
        for (const Field &field : m_headers) {
            if (field.name_size == name.size() && equal_ignoring_case(text.substr(field.name, field.name_size), name)) {
                visit(text.substr(field.value, field.value_size));
            }
        }
    }
    void add_header(std::string_view name, std::string_view value);
    /// Throws std::logic_error when the pattern has no such name: a broken route table.
    [[nodiscard]] const std::string &path_parameter(std::string_view name) const;
    /// Back to an empty GET /, keeping the memory.
    void clear();

  private:
    struct Field {
        std::uint32_t name, name_size, value, value_size;
    };
    /// A bit by length and first letter of a name: most headers that are looked for are not there, and have a bit of their own.
    [[nodiscard]] static constexpr std::uint64_t mark_of(std::string_view name) {
        const std::size_t letter = name.empty() ? 0 : static_cast<unsigned char>(lower(name.front()));
        return std::uint64_t{1} << ((name.size() * 7 + letter) % 64);
    }
    [[nodiscard]] std::optional<std::string_view> sought_header(std::string_view name) const;
    std::string m_header_text;
    std::vector<Field> m_headers;
    std::uint64_t m_marks = 0; ///< of the headers that are there
};

/// Part of a file as the body of an answer: the session reads it as it is sent, never all of it at once.
struct FileSlice {
    std::shared_ptr<const OpenFile> file;
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

/// Bytes made for this answer, shared with a cache, or living as long as the program; or a part of a file.
using Body = std::variant<std::string, std::shared_ptr<const std::string>, std::string_view, FileSlice>;

/// What is in memory of a body: nothing of a file.
[[nodiscard]] std::string_view bytes_of(const Body &body);

/// An answer. The session adds Content-Length, Connection and the headers that every answer carries.
struct Response {
    int status = 200;
    std::string_view content_type; ///< a literal; empty = none
    std::vector<std::pair<std::string_view, std::string>> headers;
    Body body;
    /// More headers, written out and shared with those who give the same answer again: "Name: value\r\n" for each; or null.
    std::shared_ptr<const std::string> header_lines = {};

    Response &with(std::string_view name, std::string value) & {
        headers.emplace_back(name, std::move(value));
        return *this;
    }
    Response &&with(std::string_view name, std::string value) && {
        headers.emplace_back(name, std::move(value));
        return std::move(*this);
    }
    [[nodiscard]] std::string_view text() const { return bytes_of(body); }
    /// The part of a file that is the body, or null.
    [[nodiscard]] const FileSlice *slice() const { return std::get_if<FileSlice>(&body); }
    /// Bytes of the body, wherever they are.
    [[nodiscard]] std::uint64_t size() const { return slice() != nullptr ? slice()->length : text().size(); }
    /// The value of a header set here, or empty.
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

[[nodiscard]] Response json_response(std::string body);

} // namespace jingwei::server
