#include "server/json_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace jingwei::server {

namespace {

/// Length of the well-formed UTF-8 sequence at the front of `text`, or 0 (Unicode 15, table 3-7).
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
    const unsigned char lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
        return tail(1) ? 2 : 0;
    }
    if (lead >= 0xE0 && lead <= 0xEF && tail(1) && tail(2)) {
        const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
        const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
        return overlong || surrogate ? 0 : 3;
    }
    if (lead >= 0xF0 && lead <= 0xF4 && tail(1) && tail(2) && tail(3)) {
        const bool overlong = lead == 0xF0 && byte(1) < 0x90;
        const bool beyond = lead == 0xF4 && byte(1) >= 0x90;
        return overlong || beyond ? 0 : 4;
    }
    return 0;
}

void append_control(std::string &out, char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        out += "\\u00";
        out += digits[static_cast<unsigned char>(c) >> 4U];
        out += digits[static_cast<unsigned char>(c) & 15U];
    }
}

bool is_plain(char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7F && (c & 0x80) == 0;
}

} // namespace

namespace {

/// How many bytes from the start need no escape: whole Chinese strings are taken at once.
std::size_t plain_run(std::string_view text) {
    std::size_t run = 0;
    while (run < text.size()) {
        if (is_plain(text[run])) {
            ++run;
            continue;
        }
        const bool is_ascii = static_cast<unsigned char>(text[run]) < 0x80;
        const std::size_t length = is_ascii ? 0 : utf8_length(text.substr(run));
        if (length == 0) {
            break;
        }
        run += length;
    }
    return run;
}

} // namespace

void append_json_escaped(std::string &out, std::string_view text) {
    while (!text.empty()) {
        const std::size_t run = plain_run(text);
        out.append(text.substr(0, run));
        text.remove_prefix(run);
        if (text.empty()) {
            return;
        }
        const char c = text.front();
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
            text.remove_prefix(1);
        } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
            append_control(out, c);
            text.remove_prefix(1);
        } else {
            out.append("\xEF\xBF\xBD"); // the replacement character for a byte that is no UTF-8
            text.remove_prefix(1);
        }
    }
}

void append_rounded(std::string &out, double number, int decimals) {
    std::array<char, 400> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, std::chars_format::fixed, decimals);
    std::string_view text(digits.data(), static_cast<std::size_t>(end.ptr - digits.data()));
    if (text.find('.') != std::string_view::npos) {
        text = text.substr(0, text.find_last_not_of('0') + 1);
        text = text.back() == '.' ? text.substr(0, text.size() - 1) : text;
    }
    out.append(text == "-0" ? "0" : text);
}

JsonWriter &JsonWriter::open(char bracket) {
    separate();
    m_out += bracket;
    m_comma = false;
    return *this;
}

JsonWriter &JsonWriter::close(char bracket) {
    m_out += bracket;
    m_comma = true;
    return *this;
}

void JsonWriter::separate() {
    if (m_comma) {
        m_out += ',';
    }
    m_comma = true;
}

JsonWriter &JsonWriter::key(std::string_view name) {
    separate();
    m_out += '"';
    append_json_escaped(m_out, name);
    m_out += "\":";
    m_comma = false;
    return *this;
}

JsonWriter &JsonWriter::value(std::string_view text) {
    separate();
    m_out += '"';
    append_json_escaped(m_out, text);
    m_out += '"';
    return *this;
}

JsonWriter &JsonWriter::raw(std::string_view json) {
    separate();
    m_out += json;
    return *this;
}

JsonWriter &JsonWriter::value(std::int64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return raw({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

JsonWriter &JsonWriter::value(std::uint64_t number) {
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return raw({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

JsonWriter &JsonWriter::value(double number) {
    if (!std::isfinite(number)) {
        return null();
    }
    std::array<char, 40> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    return raw({digits.data(), static_cast<std::size_t>(end.ptr - digits.data())});
}

JsonWriter &JsonWriter::rounded(double number, int decimals) {
    if (!std::isfinite(number)) {
        return null();
    }
    separate();
    append_rounded(m_out, number, decimals);
    return *this;
}

} // namespace jingwei::server
