#include "data/gdal/workbook_styles.hpp"

#include "data/gdal/xml.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <map>

namespace jingwei::gdal {

namespace {

int to_int(std::string_view text) {
    int value = -1;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

std::string_view attribute(const XmlAttributes &attributes, std::string_view name) {
    const auto found = attributes.find(name);
    return found != attributes.end() ? std::string_view(found->second) : std::string_view{};
}

/// The formats that have a number and no code (ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are the Chinese and Japanese days).
bool is_builtin_day(int id) {
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

NumberFormat builtin_format(int id) {
    constexpr int two_decimals = 2;
    return {.is_day = is_builtin_day(id), .digits = 0, .decimals = id == two_decimals ? 2U : 0U};
}

/// A format code without quoted text, escaped characters, and what stands in brackets.
std::string bare_code(std::string_view code) {
    std::string bare;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '"' || code[i] == '[') {
            i = std::min(code.find(code[i] == '"' ? '"' : ']', i + 1), code.size());
        } else if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
            ++i;
        } else {
            bare += code[i];
        }
    }
    return bare;
}

/// The pattern of a format of zeros with texts between them; empty where it is another, or has fewer than two zeros.
std::string code_pattern(std::string_view code) {
    std::string pattern;
    std::size_t zeros = 0;
    std::size_t shown = 0;
    const auto show = [&](char c) {
        (pattern += '\0') += c;
        ++shown;
    };
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '0') {
            pattern += '0';
            ++zeros;
        } else if (code[i] == '"') {
            const auto end = std::min(code.find('"', i + 1), code.size());
            std::ranges::for_each(code.substr(i + 1, end - i - 1), show);
            i = end;
        } else if (code[i] == '\\' && i + 1 < code.size()) {
            show(code[++i]);
        } else if (code[i] == '-' || code[i] == ' ') {
            show(code[i]);
        } else {
            return {};
        }
    }
    return zeros >= 2 && shown > 0 ? pattern : std::string();
}

/// The digits of a whole number put into a pattern; those that are too many stand before the first.
std::string in_pattern(std::string_view pattern, std::string digits) {
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool is_shown = pattern[i] == '\0';
        zeros += is_shown ? 0 : 1;
        i += is_shown ? 1 : 0;
    }
    digits.insert(0, digits.size() < zeros ? zeros - digits.size() : 0, '0');
    std::size_t left = zeros;
    std::string text;
    std::size_t at = 0;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '\0') {
            text += pattern[++i];
            continue;
        }
        const auto end = digits.size() - --left;
        text += digits.substr(at, end - at);
        at = end;
    }
    return text;
}

std::string day_text(double days, bool epoch_1904) {
    using namespace std::chrono;
    constexpr double seconds_a_day = 86'400;
    const auto whole = static_cast<std::int64_t>(std::llround(days * seconds_a_day));
    if (days < 1) {
        return fmt::format("{:%H:%M:%S}", seconds(whole));
    }
    // day 60 is the 29th of February 1900, which never was: from day 61 on the count begins at 1899-12-30
    constexpr double leap_day = 60;
    const auto first = sys_days(year(1899) / 12 / (days < leap_day ? 31 : 30));
    const auto zero = epoch_1904 ? sys_days(year(1904) / 1 / 1) : first;
    const auto at = zero + seconds(whole);
    const year_month_day date(floor<std::chrono::days>(at));
    const auto text = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                                  static_cast<unsigned>(date.day()));
    const auto time = at - floor<std::chrono::days>(at);
    return time == seconds(0) ? text : text + fmt::format("T{:%H:%M:%S}", duration_cast<seconds>(time));
}

/// 6.2e+14: a number written so may have had more digits.
std::string exponent_text(double number) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific).ptr;
    return {text.data(), end};
}

} // namespace

NumberFormat number_format(std::string_view code) {
    const auto bare = bare_code(code.substr(0, code.find(';')));
    if (auto pattern = code_pattern(code.substr(0, code.find(';'))); !pattern.empty()) {
        return {.is_day = false, .digits = 0, .decimals = 0, .pattern = std::move(pattern)};
    }
    if (bare.size() >= 2 && bare.find_first_not_of('0') == std::string::npos) {
        return {.is_day = false, .digits = bare.size(), .decimals = 0};
    }
    if (bare.size() > 2 && bare.starts_with("0.") && bare.find_first_not_of('0', 2) == std::string::npos) {
        return {.is_day = false, .digits = 0, .decimals = bare.size() - 2};
    }
    const bool general = bare == "General" || bare == "GENERAL" || bare == "@";
    return {.is_day = !general && bare.find_first_of("yYdDmMhHsS") != std::string::npos, .digits = 0, .decimals = 0};
}

std::vector<NumberFormat> read_styles(std::string_view xml) {
    std::map<int, NumberFormat> of_id;
    std::vector<NumberFormat> of_style;
    bool in_cell_styles = false;
    parse_xml(xml, "styles.xml",
              {.start =
                   [&](std::string_view name, const XmlAttributes &attributes) {
                       const int id = to_int(attribute(attributes, "numFmtId"));
                       if (name == "numFmt") {
                           of_id[id] = number_format(attribute(attributes, "formatCode"));
                       } else if (name == "cellXfs") {
                           in_cell_styles = true;
                       } else if (name == "xf" && in_cell_styles) {
                           const auto found = of_id.find(id);
                           of_style.push_back(found != of_id.end() ? found->second : builtin_format(id));
                       }
                   },
               .end = [&](std::string_view name) { in_cell_styles = in_cell_styles && name != "cellXfs"; }});
    return of_style;
}

std::string number_text(const std::string &value, const NumberFormat &format, bool epoch_1904) {
    constexpr double known_in_full = 1e15; // a spreadsheet keeps 15 digits
    constexpr double last_day = 2'958'466; // 10000-01-01
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || !std::isfinite(number)) {
        return value;
    }
    if (format.is_day && number >= 0 && number < last_day) {
        return day_text(number, epoch_1904);
    }
    constexpr double shortest_code = 1e8; // a township's has nine digits
    if (std::abs(number) < known_in_full && number == std::floor(number)) {
        if (!format.pattern.empty() && number >= 0) {
            return in_pattern(format.pattern, fmt::format("{:.0f}", number));
        }
        const bool shortened = std::abs(number) >= shortest_code && value.find_first_of("eE") != std::string::npos;
        return shortened ? exponent_text(number) : fmt::format("{:0{}.0f}", number, format.digits + (number < 0 ? 1 : 0));
    }
    auto text = fmt::format("{:.15g}", number);
    if (const auto point = text.find('.'); point != std::string::npos && text.find('e') == std::string::npos) {
        const auto decimals = text.size() - point - 1;
        text.append(format.decimals > decimals ? format.decimals - decimals : 0, '0');
    }
    return text;
}

} // namespace jingwei::gdal
