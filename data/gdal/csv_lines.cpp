#include "data/gdal/csv_lines.hpp"

#include "data/gdal/dataset.hpp"
#include "data/gdal/text_encoding.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace jingwei::gdal {

namespace {

bool is_blank(std::string_view line) {
    return line.empty() || line == "\r";
}

CsvForm form_of_header(std::string_view line) {
    std::map<char, std::size_t> seen;
    bool quoted = false;
    for (const char c : line) {
        quoted = quoted != (c == '"');
        if (!quoted && (c == ',' || c == ';' || c == '\t' || c == '|')) {
            ++seen[c];
        }
    }
    CsvForm form;
    for (const auto &[separator, count] : seen) {
        if (count >= form.columns) {
            form.separator = separator;
            form.columns = count + 1;
        }
    }
    return form;
}

/// Some programs tell Excel the separator in a line of its own.
void refuse_hint(std::string_view header) {
    const auto line = header.substr(0, header.find_last_not_of("\r\"") + 1);
    const auto word = line.substr(std::min(line.find_first_not_of('"'), line.size()));
    if (word.size() == 5 && word.starts_with("sep=")) {
        throw Error(ErrorCode::bad_data, fmt::format("line 1: '{}' is a hint for Excel and no header; delete this line", word));
    }
}

/// A line that names one of many columns is what people write above a table.
void refuse_title(std::string_view header, const CsvForm &form) {
    constexpr std::size_t few = 3;
    const auto blank = [&](char c) { return c == form.separator || c == ' ' || c == '\r' || c == '"'; };
    const auto rest = std::ranges::find_if_not(header, blank);
    const auto end = std::find(rest, header.end(), form.separator);
    if (form.columns >= few && form.columns <= max_fields && rest != header.end() && std::all_of(end, header.end(), blank)) {
        throw Error(ErrorCode::bad_data, "line 1 names one column of many: is it a title? Delete the lines above the names of "
                                         "the columns, or save the table as .xlsx, where titles do no harm");
    }
}

/// GDAL ends a table before a line of ten million bytes; where that is the first row, the table seems empty.
void refuse_long(std::string_view line, std::int64_t number) {
    constexpr std::size_t most_bytes = 9'990'000;
    if (line.size() > most_bytes) {
        throw Error(ErrorCode::bad_data,
                    fmt::format("line {} has {} bytes; more than {} are not read from one line: is a line end or a quote "
                                "missing? Hand over large outlines as GeoPackage",
                                number, line.size(), most_bytes));
    }
}

/// Follows the quotes of a CSV as GDAL does: each one opens or closes, wherever it stands.
class QuoteScan {
  public:
    explicit QuoteScan(CsvForm &form) : m_form(form) {}

    void take(std::string_view line, std::int64_t number) {
        const bool within = m_open;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] != '"') {
                continue;
            }
            if (!m_open) {
                open(line, i, number);
            } else if (line.substr(i + 1, 1) == "\"") {
                ++i;
            } else {
                close(line, i);
            }
        }
        if (within && m_open && is_row(line)) {
            refuse();
        }
        m_spans = m_open;
    }
    void finish() const {
        if (m_open) {
            refuse();
        }
    }

  private:
    void open(std::string_view line, std::size_t at, std::int64_t number) {
        const bool guarded = at > 0 && line[at - 1] == '=';
        const std::size_t start = guarded ? at - 1 : at;
        const auto before = line.substr(0, start).find_last_not_of(' ');
        m_at_start = before == std::string_view::npos || line[before] == m_form.separator;
        m_form.loose_quotes = m_form.loose_quotes || !m_at_start;
        m_form.guarded_texts = m_form.guarded_texts || (guarded && m_at_start);
        m_line = number;
        m_open = true;
    }
    void close(std::string_view line, std::size_t at) {
        const auto rest = line.substr(at + 1);
        const bool at_end = is_blank(rest) || rest.front() == m_form.separator;
        if (m_spans && !(m_at_start && at_end)) {
            refuse();
        }
        const auto after = rest.find_first_not_of(" \r");
        const bool ends = after == std::string_view::npos || rest[after] == m_form.separator;
        m_form.loose_quotes = m_form.loose_quotes || !ends;
        m_open = m_spans = false;
    }
    [[nodiscard]] bool is_row(std::string_view line) const {
        constexpr std::size_t few = 3; // a sentence may have one comma
        const auto columns = static_cast<std::size_t>(std::ranges::count(line, m_form.separator)) + 1;
        return m_form.columns >= few && columns == m_form.columns;
    }
    [[noreturn]] void refuse() const {
        throw Error(ErrorCode::bad_data,
                    fmt::format("line {}: a quote (\") opens here and is not closed, so the lines after it would be one value; "
                                "close it or take it out, and write one that belongs to the text twice (\"\")",
                                m_line));
    }

    CsvForm &m_form;
    std::int64_t m_line = 0; ///< of the quote that opened last
    bool m_open = false;
    bool m_spans = false; ///< the open quote is of an earlier line
    bool m_at_start = false;
};

/// Counts the values of each row, quotes followed as above, and refuses rows that have some beyond the last column: a reader
/// would drop them without a word.
class WidthScan {
  public:
    explicit WidthScan(const CsvForm &form) : m_form(form) {}

    void take(std::string_view line, std::int64_t number) {
        if (!m_open && is_blank(line)) {
            return;
        }
        if (!m_open) {
            m_line = number;
            m_values = 1;
            m_widest = 0;
        }
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        // a byte that begins a character of GBK takes its second one along, which may be the bar
        const bool pairs = m_form.separator == '|' && !is_utf8(line);
        for (std::size_t i = 0; i < line.size(); ++i) {
            take(line[i]);
            i += pairs && static_cast<unsigned char>(line[i]) > 0x80 ? 1 : 0;
        }
        if (!m_open && m_form.columns > 1 && m_widest > m_form.columns) {
            m_lines.push_back(m_line);
            m_most = std::max(m_most, m_widest);
        }
    }
    void finish() const {
        if (m_lines.empty()) {
            return;
        }
        constexpr std::size_t shown = 20;
        const auto first = std::span(m_lines).first(std::min(shown, m_lines.size()));
        throw Error(
            ErrorCode::bad_data,
            fmt::format("line{} {}{}: the header has {} columns, and {} values in more (up to {}), which would be lost; "
                        "put a text that holds '{}' in quotes (\"…\"), or give the column a name",
                        m_lines.size() == 1 ? "" : "s", fmt::join(first, ", "), m_lines.size() > shown ? " …" : "",
                        m_form.columns, m_lines.size() == 1 ? "this row has" : "these rows have", m_most,
                        m_form.separator == '\t' ? "a tab" : std::string(1, m_form.separator)));
    }

  private:
    void take(char c) {
        if (c == '"') {
            m_open = !m_open;
        } else if (c == m_form.separator && !m_open) {
            ++m_values;
        } else if (c != ' ') {
            m_widest = m_values;
        }
    }

    const CsvForm &m_form;
    std::vector<std::int64_t> m_lines; ///< of rows that are too wide
    std::size_t m_most = 0;
    std::int64_t m_line = 0;                ///< where the row begins
    std::size_t m_values = 0, m_widest = 0; ///< of the row: values so far, and up to the last that is not empty
    bool m_open = false;
};

} // namespace

std::vector<std::int64_t> csv_lines(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    std::vector<std::int64_t> starts;
    std::string text;
    bool quoted = false;
    for (std::int64_t line = 1; std::getline(stream, text); ++line) {
        if (!quoted && !is_blank(text)) {
            starts.push_back(line);
        }
        for (const char c : text) {
            quoted = quoted != (c == '"');
        }
    }
    return starts;
}

char csv_separator(std::string_view header) {
    return form_of_header(header).separator;
}

CsvForm csv_form(const std::filesystem::path &file) {
    std::ifstream stream(file, std::ios::binary);
    std::string line;
    std::getline(stream, line);
    if (constexpr std::string_view mark = "\xEF\xBB\xBF"; line.starts_with(mark)) {
        line.erase(0, mark.size());
    }
    refuse_hint(line);
    auto form = form_of_header(line);
    refuse_title(line, form);
    QuoteScan quotes(form);
    WidthScan widths(form);
    std::int64_t number = 1;
    do {
        refuse_long(line, number);
        quotes.take(line, number);
        widths.take(line, number++);
    } while (std::getline(stream, line));
    quotes.finish();
    widths.finish();
    return form;
}

} // namespace jingwei::gdal
