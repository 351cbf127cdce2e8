#include "server/http/plain_head.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <span>

namespace jingwei::server {

namespace {

constexpr std::size_t most_fields = 32;
constexpr std::uint64_t each_byte = 0x0101010101010101U;
constexpr std::uint64_t top_bits = 0x80U * each_byte;

/// The top bits of those of eight bytes that are outside `least` to '~', where `least` is at most 128: a byte below borrows
/// into its top bit, one above has it or comes to it with one more. Borrows and carries go from such a byte to higher ones
/// only, so the lowest bit is right, and there is none where no byte is outside.
std::uint64_t outside(std::uint64_t bytes, unsigned char least) {
    const std::uint64_t below = (bytes - least * each_byte) & ~bytes;
    const std::uint64_t above = bytes | (bytes + each_byte);
    return (below | above) & top_bits;
}

/// Where from `at` on the first byte is that lies outside `least` to '~'.
std::size_t end_of_run(std::string_view text, std::size_t at, unsigned char least) {
    for (std::uint64_t bytes = 0; at + sizeof bytes <= text.size(); at += sizeof bytes) {
        std::memcpy(&bytes, text.data() + at, sizeof bytes);
        if (const std::uint64_t found = outside(bytes, least); found != 0) {
            if constexpr (std::endian::native == std::endian::little) {
                return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
            }
            break;
        }
    }
    const auto is_inside = [&](char c) { return static_cast<unsigned char>(c) >= least && c <= '~'; };
    while (at < text.size() && is_inside(text[at])) {
        ++at;
    }
    return at;
}

/// The characters of a token (RFC 9110 §5.6.2).
constexpr std::array<bool, 256> token_characters = [] {
    std::array<bool, 256> out{};
    for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
        out[static_cast<unsigned char>(c)] = true;
    }
    return out;
}();

/// Goes past the end of a line where it is at `at`.
bool end_line(std::string_view text, std::size_t &at) {
    const bool is_there = at + 1 < text.size() && text[at] == '\r' && text[at + 1] == '\n';
    at += is_there ? 2 : 0;
    return is_there;
}

struct Field {
    std::string_view name, value;
};

/// Reads a line "name: value" with its end, the value without the blanks around it; false where it is none, or has more than
/// printable ASCII in it.
bool read_field(std::string_view text, std::size_t &at, Field &field) {
    const std::size_t name = at;
    while (at < text.size() && token_characters[static_cast<unsigned char>(text[at])]) {
        ++at;
    }
    const std::size_t name_end = at;
    if (name_end == name || at == text.size() || text[at] != ':') {
        return false;
    }
    do {
        ++at;
    } while (at < text.size() && text[at] == ' ');
    const std::size_t value = at;
    at = end_of_run(text, at, ' ');
    std::size_t value_end = at;
    while (value_end > value && text[value_end - 1] == ' ') {
        --value_end;
    }
    field = {text.substr(name, name_end - name), text.substr(value, value_end - value)};
    return end_line(text, at);
}

/// Whether a field leaves body and connection as they are without it.
bool changes_nothing(std::string_view name, std::string_view value) {
    const auto is = [name](std::string_view other) { return equal_ignoring_case(name, other); };
    switch (name.size()) {
    case 6:
        return !is("Expect");
    case 7:
        return !is("Upgrade");
    case 10:
        return !is("Connection") || equal_ignoring_case(value, "keep-alive");
    case 14:
        return !is("Content-Length");
    case 16:
        return !is("Proxy-Connection");
    case 17:
        return !is("Transfer-Encoding");
    default:
        return true;
    }
}

/// The fields up to the empty line, which is taken too; nothing where one of them is not plain or Host does not come once.
std::optional<std::size_t> read_fields(std::string_view text, std::size_t &at, std::span<Field> fields) {
    std::size_t count = 0;
    int hosts = 0;
    while (!end_line(text, at)) {
        if (count == fields.size() || !read_field(text, at, fields[count])) {
            return std::nullopt;
        }
        const Field &field = fields[count++];
        if (!changes_nothing(field.name, field.value)) {
            return std::nullopt;
        }
        hosts += equal_ignoring_case(field.name, "Host") ? 1 : 0;
    }
    return hosts == 1 ? std::optional(count) : std::nullopt;
}

} // namespace

std::optional<std::size_t> read_plain_head(std::string_view bytes, Request &request) {
    const bool is_head = bytes.starts_with("HEAD /");
    if (!is_head && !bytes.starts_with("GET /")) {
        return std::nullopt;
    }
    const std::size_t target = is_head ? 5 : 4;
    std::size_t at = end_of_run(bytes, target, '!');
    const std::string_view path = bytes.substr(target, at - target);
    constexpr std::string_view rest_of_line = " HTTP/1.1\r\n";
    if (!bytes.substr(at).starts_with(rest_of_line)) {
        return std::nullopt;
    }
    at += rest_of_line.size();
    std::array<Field, most_fields> fields;
    const auto count = read_fields(bytes, at, fields);
    if (!count) {
        return std::nullopt;
    }
    request.method = is_head ? Method::head : Method::get;
    request.target.assign(path);
    for (const Field &field : std::span(fields).first(*count)) {
        request.add_header(field.name, field.value);
    }
    return at;
}

} // namespace jingwei::server
