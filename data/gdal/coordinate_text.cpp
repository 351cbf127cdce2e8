#include "data/gdal/coordinate_text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

constexpr std::string_view blanks = " \t\r\n";

bool is_number(std::string_view text) {
    text.remove_prefix(text.size() > 1 && text.front() == '+' && text[1] != '-' ? 1 : 0);
    double value = 0;
    const auto done = std::from_chars(text.data(), text.data() + text.size(), value);
    return done.ec == std::errc() && done.ptr == text.data() + text.size() && std::isfinite(value);
}

/// A text as it stands but for line ends, cut where it is long.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 60;
    auto end = std::min(most, text.size());
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) { // within a character
        --end;
    }
    std::string line(text.substr(0, end));
    std::ranges::replace_if(
        line, [](char c) { return blanks.find(c) != std::string_view::npos; }, ' ');
    return fmt::format("'{}{}'", line, end < text.size() ? "…" : "");
}

/// A text of coordinates, read from its beginning on.
class Reading {
  public:
    explicit Reading(std::string_view text) : m_text(text) {}

    [[nodiscard]] std::size_t at() const { return m_at; }
    [[nodiscard]] bool ended() const { return m_at >= m_text.size(); }
    /// The next character; NUL at the end.
    [[nodiscard]] char next() const { return ended() ? '\0' : m_text[m_at]; }
    [[nodiscard]] std::string_view since(std::size_t start) const { return m_text.substr(start, m_at - start); }
    [[nodiscard]] std::string_view rest() const { return m_text.substr(m_at); }

    void skip() { ++m_at; }
    /// Whether there were blanks.
    bool skip_blanks() {
        return !take_if([](char c) { return blanks.find(c) != std::string_view::npos; }).empty();
    }
    /// What stands before the next blank or one of `marks`.
    std::string_view take_until(std::string_view marks) {
        return take_if(
            [&](char c) { return blanks.find(c) == std::string_view::npos && marks.find(c) == std::string_view::npos; });
    }

  private:
    template <class Test> std::string_view take_if(Test test) {
        const auto start = m_at;
        while (!ended() && test(m_text[m_at])) {
            ++m_at;
        }
        return since(start);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

CoordinateFault no_number(std::string_view word, std::size_t at) {
    return {word.empty() ? "a number is missing beside a comma" : fmt::format("{} is not a number", shown(word)), at};
}

/// A kind of shape in WKT, and in how many brackets its corners stand; 0 = that differs.
struct WktKind {
    std::string_view word;
    std::size_t least_depth = 0, most_depth = 0;
};
constexpr auto wkt_kinds = std::to_array<WktKind>({{"POINT", 1, 1},
                                                   {"LINESTRING", 1, 1},
                                                   {"POLYGON", 2, 2},
                                                   {"MULTIPOINT", 1, 2},
                                                   {"MULTILINESTRING", 2, 2},
                                                   {"MULTIPOLYGON", 3, 3},
                                                   {"CIRCULARSTRING"},
                                                   {"COMPOUNDCURVE"},
                                                   {"CURVEPOLYGON"},
                                                   {"MULTICURVE"},
                                                   {"MULTISURFACE"},
                                                   {"GEOMETRYCOLLECTION"},
                                                   {"TRIANGLE"},
                                                   {"TIN"},
                                                   {"POLYHEDRALSURFACE"}});

std::string capitals(std::string_view text) {
    std::string word(text);
    std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return word;
}

bool begins_word(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// Reads a shape in WKT bracket by bracket; what stands in them may nest as it likes, which GDAL looks at.
class WktReading {
  public:
    explicit WktReading(std::string_view text) : m_in(text) {}

    std::optional<CoordinateFault> run() {
        while (!m_fault && !m_done) {
            m_in.skip_blanks();
            m_item ? item() : between_items();
        }
        m_in.skip_blanks();
        if (!m_fault && !m_in.ended()) {
            refuse(fmt::format("{} stands behind its last bracket", shown(m_in.rest())));
        }
        return m_fault;
    }

  private:
    void refuse(std::string why) { m_fault = CoordinateFault{std::move(why), m_in.at()}; }
    void item() {
        if (m_in.ended()) {
            return refuse("it breaks off: brackets or coordinates are missing at its end");
        }
        if (m_in.next() == '(' && m_kind != nullptr) {
            ++m_depth;
            m_in.skip();
        } else if (m_depth == 0 || begins_word(m_in.next())) {
            word();
        } else {
            corner();
        }
    }
    void word() {
        const auto start = m_in.at();
        const auto text = m_in.take_until("(),");
        const auto word = capitals(text);
        const auto *kind = std::ranges::find(wkt_kinds, word, &WktKind::word);
        if (word == "EMPTY" && m_kind != nullptr) {
            m_item = false;
            m_done = m_depth == 0;
        } else if (kind != wkt_kinds.end()) {
            m_kind = m_kind == nullptr ? kind : m_kind;
        } else if (m_depth > 0) {
            m_fault = no_number(text, start);
        } else if (word != "Z" && word != "M" && word != "ZM") {
            m_fault = CoordinateFault{text.empty() ? "its shape is not named, as in POLYGON ((…))"
                                                   : fmt::format("{} is no shape that WKT knows", shown(text)),
                                      start};
        }
        m_measured = m_measured || word == "ZM";
    }
    void corner() {
        const auto start = m_in.at();
        std::size_t numbers = 0;
        auto end = start;
        while (!m_in.ended() && std::string_view("(),").find(m_in.next()) == std::string_view::npos) {
            const auto at = m_in.at();
            const auto number = m_in.take_until("(),");
            if (!is_number(number)) {
                m_fault = no_number(number, at);
                return;
            }
            ++numbers;
            end = m_in.at();
            m_in.skip_blanks();
        }
        check_corner(m_in.since(start).substr(0, end - start), numbers, start);
        m_item = false;
    }
    void check_corner(std::string_view text, std::size_t numbers, std::size_t at) {
        if (numbers == 0) {
            m_fault = CoordinateFault{"a coordinate is missing beside a comma or in a pair of brackets", at};
        } else if (m_kind->most_depth > 0 && (m_depth < m_kind->least_depth || m_depth > m_kind->most_depth)) {
            m_fault = CoordinateFault{fmt::format("the corner {} stands in {} pair(s) of brackets where a {} has {}",
                                                  shown(text), m_depth, m_kind->word, m_kind->most_depth),
                                      at};
        } else if (numbers < 2 || numbers > (m_measured ? 4U : 3U)) {
            m_fault =
                CoordinateFault{fmt::format("{} has {} number{} where a corner has longitude and latitude: is a {} missing?",
                                            shown(text), numbers, numbers == 1 ? "" : "s", numbers == 1 ? "number" : "comma"),
                                at};
        } else if (m_numbers != 0 && numbers != m_numbers) {
            m_fault = CoordinateFault{fmt::format("{} has {} numbers and the corners before it have {}: is a comma missing, or "
                                                  "has a number a blank in it?",
                                                  shown(text), numbers, m_numbers),
                                      at};
        }
        m_numbers = numbers;
    }
    void between_items() {
        const char c = m_in.next();
        if (m_in.ended()) {
            return refuse(
                fmt::format("it breaks off: {} closing bracket{} missing at its end", m_depth, m_depth == 1 ? " is" : "s are"));
        }
        if (c != ',' && c != ')') {
            return refuse(fmt::format("a comma is missing before {}", shown(m_in.rest())));
        }
        m_in.skip();
        m_item = c == ',';
        m_depth -= c == ')' ? 1 : 0;
        m_done = m_depth == 0;
    }

    Reading m_in;
    const WktKind *m_kind = nullptr; ///< of the whole shape
    std::size_t m_depth = 0;
    std::size_t m_numbers = 0; ///< of the corners so far
    bool m_item = true;        ///< what comes is a word, a bracket or a corner; else a comma or a closing bracket
    bool m_measured = false;
    bool m_done = false;
    std::optional<CoordinateFault> m_fault;
};

/// One place of a KML. A comma and a blank behind the third number end it.
std::optional<CoordinateFault> take_tuple(Reading &in) {
    const auto start = in.at();
    bool loose = false; // there are blanks beside its commas
    auto end = start;
    for (std::size_t numbers = 1;; ++numbers) {
        const auto at = in.at();
        const auto number = in.take_until(",");
        if (!is_number(number)) {
            return no_number(number, at);
        }
        end = in.at();
        const bool before = in.skip_blanks();
        const bool comma = in.next() == ',';
        if (comma) {
            in.skip();
        }
        const bool after = comma && in.skip_blanks();
        if (numbers == 3 && comma && !loose && !before && (after || in.ended())) {
            return std::nullopt;
        }
        if (!comma) {
            const auto text = in.since(start).substr(0, end - start);
            return numbers == 2 || numbers == 3
                       ? std::nullopt
                       : std::optional(CoordinateFault{
                             fmt::format("{} has {} number{} where a place has longitude, latitude and at most a height, with "
                                         "commas between them and blanks between places",
                                         shown(text), numbers, numbers == 1 ? "" : "s"),
                             start});
        }
        loose = loose || before || after;
    }
}

} // namespace

std::optional<CoordinateFault> wkt_fault(std::string_view text) {
    const auto first = text.find_first_not_of(blanks);
    const auto is_hex = [](unsigned char c) { return std::isxdigit(c) != 0; };
    if (first == std::string_view::npos || text[first] == '{' || std::ranges::all_of(text.substr(first), is_hex)) {
        return std::nullopt;
    }
    return WktReading(text).run();
}

std::optional<CoordinateFault> tuples_fault(std::string_view text) {
    Reading in(text);
    in.skip_blanks();
    while (!in.ended()) {
        if (auto fault = take_tuple(in)) {
            return fault;
        }
    }
    return std::nullopt;
}

} // namespace jingwei::gdal
