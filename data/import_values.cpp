#include "data/import_values.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::data {

using gdal_protocol::SerialDays;

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, is_digit);
}

template <class Number> std::optional<Number> parse(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// The blank that the text begins or ends with, by its bytes.
constexpr std::array<std::string_view, 9> blanks{" ",        "\t",           "\r",           "\n",          "\v",
                                                 "\xC2\xA0", "\xE3\x80\x80", "\xE2\x80\x8B", "\xEF\xBB\xBF"};

std::string replace_all(std::string text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
        text.replace(at, what.size(), by);
    }
    return text;
}

/// A number without its thousands separators; nothing where a comma does something else.
std::optional<std::string> without_thousands(const std::string &text) {
    const auto point = std::min(text.find('.'), text.size());
    std::string digits;
    std::size_t since_comma = 0;
    bool seen_comma = false;
    for (std::size_t i = 0; i < point; ++i) {
        if (text[i] != ',') {
            digits += text[i];
            since_comma += is_digit(text[i]) ? 1 : 0;
            continue;
        }
        if (since_comma == 0 || since_comma > 3 || (seen_comma && since_comma != 3)) {
            return std::nullopt;
        }
        seen_comma = true;
        since_comma = 0;
    }
    const bool sound = !seen_comma || since_comma == 3;
    return sound && text.find(',', point) == std::string::npos ? std::optional(digits + text.substr(point)) : std::nullopt;
}

bool is_midnight(std::string_view time) {
    constexpr std::array<std::string_view, 5> midnights{"00:00:00", "0:00:00", "00:00", "0:00", "00:00:00.000"};
    return std::ranges::find(midnights, time) != midnights.end();
}

std::optional<std::chrono::sys_days> to_day(std::string_view year, std::string_view month, std::string_view day) {
    const bool sizes = year.size() == 4 && !month.empty() && month.size() <= 2 && !day.empty() && day.size() <= 2;
    if (!sizes || !all_digits(year) || !all_digits(month) || !all_digits(day)) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{parse<int>(year).value()},
                                           std::chrono::month{parse<unsigned>(month).value()},
                                           std::chrono::day{parse<unsigned>(day).value()}};
    return date.ok() ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

/// HH:MM, HH:MM:SS or HH:MM:SS.mmm.
std::optional<std::chrono::milliseconds> time_of_day(std::string_view text) {
    constexpr std::array<std::int64_t, 3> units{3'600'000, 60'000, 1'000};
    constexpr std::array<int, 3> limits{24, 60, 60};
    std::int64_t sum = 0;
    std::size_t parts = 0;
    if (const auto point = text.find('.'); point != std::string_view::npos) {
        const auto fraction = text.substr(point + 1);
        if (fraction.size() != 3 || !all_digits(fraction)) {
            return std::nullopt;
        }
        sum = parse<int>(fraction).value();
        text = text.substr(0, point);
    }
    for (bool more = true; more && parts < units.size(); ++parts) {
        const auto part = text.substr(0, text.find(':'));
        if (part.empty() || part.size() > 2 || !all_digits(part) || parse<int>(part).value() >= limits.at(parts)) {
            return std::nullopt;
        }
        sum += parse<int>(part).value() * units.at(parts);
        more = part.size() < text.size();
        text.remove_prefix(std::min(text.size(), part.size() + 1));
    }
    return parts >= 2 && text.empty() ? std::optional(std::chrono::milliseconds(sum)) : std::nullopt;
}

/// Takes Z, +08:00 or -03:30 off the end of a time.
std::optional<std::chrono::minutes> take_offset(std::string_view &time) {
    if (time.ends_with('Z')) {
        time.remove_suffix(1);
        return std::chrono::minutes(0);
    }
    const auto sign = time.find_first_of("+-");
    const auto offset = sign == std::string_view::npos ? std::nullopt : time_of_day(time.substr(sign + 1));
    if (!offset) {
        return std::nullopt;
    }
    const auto size = std::chrono::duration_cast<std::chrono::minutes>(*offset);
    const bool west = time[sign] == '-';
    time = time.substr(0, sign);
    return west ? -size : size;
}

/// 20261122, or a serial number.
std::optional<std::chrono::sys_days> bare_number_day(std::string_view text, SerialDays serial) {
    if (text.size() == 8) {
        return to_day(text.substr(0, 4), text.substr(4, 2), text.substr(6, 2));
    }
    if (serial != SerialDays::none && text.size() == 5 && text[0] != '0') {
        const std::chrono::sys_days zero =
            serial == SerialDays::from_1904 ? std::chrono::year{1904} / 1 / 1 : std::chrono::year{1899} / 12 / 30;
        return zero + std::chrono::days(parse<int>(text).value());
    }
    return std::nullopt;
}

/// d.ddE+dd or dE+dd: what a spreadsheet shows for a number too long for it. 1E10 may be a code.
bool is_shortened_number(std::string_view text) {
    const auto e = text.find_first_of("eE");
    if (e == std::string_view::npos) {
        return false;
    }
    const auto mantissa = text.substr(0, e);
    auto exponent = text.substr(e + 1);
    const bool has_plus = exponent.starts_with('+');
    exponent.remove_prefix(has_plus ? 1 : 0);
    const auto point = mantissa.find('.');
    const bool has_point = point != std::string_view::npos;
    const bool number = all_digits(mantissa.substr(0, point)) && (!has_point || all_digits(mantissa.substr(point + 1)));
    return number && all_digits(exponent) && exponent.size() <= 3 && (has_plus || has_point);
}

/// Whether a spreadsheet, or an importer, could take the text for a formula or for a guarded one.
bool needs_guard(std::string_view text) {
    constexpr std::array<std::string_view, 8> signs{"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    text.remove_prefix(std::min(text.find_first_not_of('\''), text.size()));
    return std::ranges::any_of(signs, [&](std::string_view sign) { return text.starts_with(sign); });
}

/// Characters of well-formed UTF-8, by number.
template <class Each> void for_each_character(std::string_view text, const Each &each) {
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text.front());
        const std::size_t size = std::min<std::size_t>(first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4, text.size());
        char32_t c = size == 1 ? first : first & (0x7FU >> size);
        for (const char byte : text.substr(1, size - 1)) {
            c = (c << 6U) | (static_cast<unsigned char>(byte) & 0x3FU);
        }
        each(c);
        text.remove_prefix(size);
    }
}

bool is_hidden(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    return control || turns || c == 0x2028 || c == 0x2029;
}

} // namespace

std::string guarded_text(std::string_view text) {
    return (needs_guard(text) ? "'" : "") + std::string(text);
}

std::string_view unguarded_text(std::string_view text) {
    return text.starts_with('\'') && needs_guard(text) ? text.substr(1) : text;
}

std::string_view trimmed_value(std::string_view text) {
    const auto at_front = [&](std::string_view blank) { return text.starts_with(blank); };
    const auto at_back = [&](std::string_view blank) { return text.ends_with(blank); };
    for (const auto *blank = std::ranges::find_if(blanks, at_front); blank != blanks.end();
         blank = std::ranges::find_if(blanks, at_front)) {
        text.remove_prefix(blank->size());
    }
    for (const auto *blank = std::ranges::find_if(blanks, at_back); blank != blanks.end();
         blank = std::ranges::find_if(blanks, at_back)) {
        text.remove_suffix(blank->size());
    }
    return text;
}

std::string_view plain_value(std::string_view text) {
    text = trimmed_value(text);
    if (text.size() >= 3 && text.starts_with("=\"") && text.ends_with('"') && std::ranges::count(text, '"') == 2) {
        return trimmed_value(text.substr(2, text.size() - 3));
    }
    return text;
}

std::optional<double> number_value(std::string_view text) {
    auto plain = without_thousands(half_width(text));
    if (plain && plain->starts_with('+') && plain->size() > 1 && (*plain)[1] != '-') {
        plain->erase(0, 1);
    }
    const auto value = plain ? parse<double>(*plain) : std::nullopt;
    return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<bool> flag_value(std::string_view text) {
    auto plain = half_width(text);
    std::ranges::transform(plain, plain.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    constexpr std::array<std::string_view, 6> yes{"1", "true", "yes", "y", "是", "在线"};
    constexpr std::array<std::string_view, 6> no{"0", "false", "no", "n", "否", "离线"};
    const bool is_yes = std::ranges::find(yes, plain) != yes.end();
    return is_yes || std::ranges::find(no, plain) != no.end() ? std::optional(is_yes) : std::nullopt;
}

std::optional<std::chrono::sys_days> day_value(std::string_view text, SerialDays serial) {
    auto plain = half_width(plain_value(text));
    for (const std::string_view word : {"年", "月"}) {
        plain = replace_all(plain, word, "-");
    }
    plain = replace_all(replace_all(plain, "日", ""), "号", "");
    if (const auto time = plain.find_first_of("T "); time != std::string::npos) {
        if (!is_midnight(std::string_view(plain).substr(time + 1))) {
            return std::nullopt;
        }
        plain.resize(time);
    }
    if (all_digits(plain)) {
        return bare_number_day(plain, serial);
    }
    const auto first = plain.find_first_of("-/.");
    const auto second = first == std::string::npos ? first : plain.find(plain[first], first + 1);
    if (second == std::string::npos) {
        return std::nullopt;
    }
    const std::string_view view(plain);
    return to_day(view.substr(0, first), view.substr(first + 1, second - first - 1), view.substr(second + 1));
}

std::optional<std::chrono::milliseconds> instant_value(std::string_view text, SerialDays serial,
                                                       std::chrono::minutes utc_offset) {
    const auto plain = half_width(plain_value(text));
    const auto mark = plain.find_first_of("T ");
    const auto day = day_value(std::string_view(plain).substr(0, mark), serial);
    auto time = mark == std::string::npos ? std::string_view() : std::string_view(plain).substr(mark + 1);
    const auto offset = day ? take_offset(time) : std::nullopt;
    const auto since_midnight = mark == std::string::npos ? std::optional(std::chrono::milliseconds(0)) : time_of_day(time);
    if (!day || !since_midnight || (mark == std::string::npos && offset)) {
        return std::nullopt;
    }
    return day->time_since_epoch() + *since_midnight - offset.value_or(utc_offset);
}

std::string value_fault(std::string_view text, bool is_identifier, bool of_sheet) {
    constexpr std::array<std::string_view, 9> errors{"#N/A",   "#REF!", "#VALUE!", "#DIV/0!", "#NAME?",
                                                     "#NULL!", "#NUM!", "#SPILL!", "#CALC!"};
    if (std::ranges::find(errors, text) != errors.end()) {
        return fmt::format("is {}: the formula in the cell has failed; correct it, or put the value in its place", text);
    }
    if (of_sheet && text.starts_with('=')) {
        return fmt::format(
            "is a formula whose value is not in the file ({}); open the file in Excel or WPS, let it compute, and "
            "save it",
            text);
    }
    if (is_identifier && is_shortened_number(half_width(text))) {
        return fmt::format(
            "is '{}': shortened by a spreadsheet, or a floating number, it has lost its last digits; format the column as text "
            "and enter it again",
            text);
    }
    return {};
}

std::string text_fault(std::string_view text) {
    constexpr std::size_t longest = 200;
    std::size_t count = 0;
    std::optional<char32_t> hidden;
    for_each_character(text, [&](char32_t c) {
        ++count;
        hidden = hidden || !is_hidden(c) ? hidden : std::optional(c);
    });
    if (text.find("\xEF\xBF\xBD") != std::string_view::npos) {
        return "holds the sign for a character that was lost (U+FFFD); write the character again";
    }
    if (hidden) {
        return fmt::format(
            "holds {} (U+{:04X}); a text has at most {} characters and no line breaks or other control characters",
            *hidden == '\n' || *hidden == '\r' ? "a line break" : "a control character", static_cast<unsigned>(*hidden),
            longest);
    }
    return count <= longest ? std::string()
                            : fmt::format("has {} characters; a text has at most {} and no line breaks or other control "
                                          "characters",
                                          count, longest);
}

} // namespace jingwei::data
