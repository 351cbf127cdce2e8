#include "data/gdal/workbook_text.hpp"

#include "data/gdal/text_encoding.hpp"

#include <charconv>
#include <cstdint>
#include <optional>

namespace jingwei::gdal {

namespace {

constexpr std::size_t escape_size = 7; // _xHHHH_

/// The unit that an escape at the start of `text` stands for.
std::optional<std::uint32_t> escaped_unit(std::string_view text) {
    if (text.size() < escape_size || !text.starts_with("_x") || text[escape_size - 1] != '_') {
        return std::nullopt;
    }
    std::uint32_t unit = 0;
    const char *const end = text.data() + escape_size - 1;
    const auto read = std::from_chars(text.data() + 2, end, unit, 16);
    return read.ec == std::errc() && read.ptr == end && unit != 0 ? std::optional(unit) : std::nullopt;
}

bool is_high(std::uint32_t unit) {
    return unit >= 0xD800 && unit < 0xDC00;
}
bool is_low(std::uint32_t unit) {
    return unit >= 0xDC00 && unit < 0xE000;
}

/// Appends the character that is escaped at the start of `text`; the bytes that it took, or nothing.
std::size_t take_escape(std::string_view text, std::string &out) {
    const auto unit = escaped_unit(text);
    if (!unit || is_low(*unit)) {
        return 0;
    }
    if (!is_high(*unit)) {
        append_utf8(out, *unit);
        return escape_size;
    }
    const auto low = escaped_unit(text.substr(escape_size));
    if (!low || !is_low(*low)) {
        return 0;
    }
    append_utf8(out, 0x10000 + ((*unit - 0xD800) << 10U) + (*low - 0xDC00));
    return 2 * escape_size;
}

std::string with_plain_line_ends(std::string text) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
            continue;
        }
        text[kept++] = text[i] == '\r' ? '\n' : text[i];
    }
    text.resize(kept);
    return text;
}

} // namespace

std::string from_cell(std::string_view written) {
    std::string text;
    text.reserve(written.size());
    while (!written.empty()) {
        if (const std::size_t taken = written.front() == '_' ? take_escape(written, text) : 0; taken > 0) {
            written.remove_prefix(taken);
            continue;
        }
        text += written.front();
        written.remove_prefix(1);
    }
    return with_plain_line_ends(std::move(text));
}

std::string to_cell(std::string_view text) {
    std::string written;
    written.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        written += text[i];
        if (text[i] == '_' && escaped_unit(text.substr(i))) {
            written += "x005F_";
        }
    }
    return written;
}

} // namespace jingwei::gdal
