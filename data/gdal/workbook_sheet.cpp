#include "data/gdal/workbook_sheet.hpp"

#include "data/gdal/dataset.hpp"
#include "data/gdal/workbook_text.hpp"
#include "data/gdal/xml.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace jingwei::gdal {

namespace {

std::string attribute(const XmlAttributes &attributes, std::string_view name) {
    const auto found = attributes.find(name);
    return found != attributes.end() ? found->second : "";
}

std::uint32_t to_number(std::string_view text) {
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

/// "AB12" as column 27 and row 12; what is missing is `unknown`.
struct CellPlace {
    static constexpr std::uint32_t unknown = 0xFFFFFFFF;
    std::uint32_t column = unknown, row = unknown;
};

CellPlace to_place(std::string_view reference) {
    constexpr std::uint32_t beyond_any = 1'000'000;
    CellPlace place;
    std::uint32_t column = 0;
    while (!reference.empty() && reference[0] >= 'A' && reference[0] <= 'Z') {
        column = std::min(beyond_any, column * 26 + static_cast<std::uint32_t>(reference[0] - 'A' + 1));
        reference.remove_prefix(1);
    }
    place.column = column > 0 ? column - 1 : CellPlace::unknown;
    place.row = reference.empty() ? CellPlace::unknown : to_number(reference);
    return place;
}

/// A text that begins with = says by an apostrophe, as a guarded one does, that it is no formula; `="0990"` stands for 0990.
std::string as_text(const std::string &text) {
    return text.starts_with('=') && !text.starts_with("=\"") ? "'" + text : text;
}

/// Puts one sheet's rows together, element by element.
class SheetReading {
  public:
    SheetReading(const CellContext &context, Sheet &sheet) : m_context(context), m_sheet(sheet) {}

    void start(std::string_view name, const XmlAttributes &attributes) {
        m_text = nullptr;
        if (name == "row") {
            start_row(attributes);
        } else if (name == "c") {
            start_cell(attributes);
        } else if (name == "v" || (name == "t" && !m_phonetic)) {
            m_has_value = true;
            m_text = &m_value;
        } else if (name == "f") {
            m_has_formula = true;
            m_text = &m_formula;
        } else if (name == "rPh") {
            m_phonetic = true;
        } else if (name == "col") {
            hide_columns(attributes);
        } else if (name == "mergeCell") {
            add_merge(attribute(attributes, "ref"));
        }
    }
    void end(std::string_view name) {
        m_text = nullptr;
        if (name == "c") {
            end_cell();
        } else if (name == "rPh") {
            m_phonetic = false;
        } else if (name == "row" && !m_sheet.rows.empty() && m_sheet.rows.back().cells.empty()) {
            m_sheet.rows.pop_back();
        } else if (name == "row" && m_hidden) {
            m_sheet.hidden_rows.push_back(m_row);
        }
    }
    void text(std::string_view text) {
        if (m_text != nullptr) {
            *m_text += text;
        }
    }

  private:
    void start_row(const XmlAttributes &attributes) {
        const auto number = to_number(attribute(attributes, "r"));
        m_row = number > 0 ? number : m_row + 1;
        m_column = CellPlace::unknown; // + 1 = 0
        m_hidden = is_hidden(attributes);
        m_sheet.rows.push_back({m_row, {}});
    }

    static bool is_hidden(const XmlAttributes &attributes) {
        const auto hidden = attribute(attributes, "hidden");
        return hidden == "1" || hidden == "true";
    }

    void hide_columns(const XmlAttributes &attributes) {
        if (!is_hidden(attributes)) {
            return;
        }
        const auto last = std::min<std::size_t>(to_number(attribute(attributes, "max")), max_fields);
        for (auto column = to_number(attribute(attributes, "min")); column > 0 && column <= last; ++column) {
            m_sheet.hidden_columns.push_back(column - 1);
        }
    }

    void start_cell(const XmlAttributes &attributes) {
        const auto place = to_place(attribute(attributes, "r"));
        m_column = place.column != CellPlace::unknown ? place.column : m_column + 1;
        m_type = attribute(attributes, "t");
        m_style = to_number(attribute(attributes, "s"));
        m_value.clear();
        m_formula.clear();
        m_has_value = m_has_formula = false;
    }

    void end_cell() {
        auto text = cell_text();
        if (text.empty() || m_sheet.rows.empty()) {
            return;
        }
        check_field_count(m_column + std::size_t{1});
        m_sheet.rows.back().cells.push_back({m_column, std::move(text)});
    }

    [[nodiscard]] std::string cell_text() const {
        const bool may_be_empty = m_has_value && m_type == "str"; // only a text
        if (m_has_formula && m_value.empty() && !may_be_empty) {
            return "=" + m_formula;
        }
        if (m_type == "s") {
            return m_value.empty() ? "" : as_text(shared_string());
        }
        if (m_type == "b") {
            return m_value == "1" ? "TRUE" : "FALSE"; // as it is shown
        }
        if (m_type.empty() || m_type == "n") {
            const auto format = m_style < m_context.formats.size() ? m_context.formats[m_style] : NumberFormat{};
            return number_text(m_value, format, m_context.epoch_1904);
        }
        return as_text(from_cell(m_value));
    }

    [[nodiscard]] const std::string &shared_string() const {
        const auto index = to_number(m_value);
        if (index >= m_context.strings.size()) {
            throw Error(
                ErrorCode::bad_data,
                fmt::format("sheet '{}': the text of the cell {}{} is not in the workbook, which is damaged; open it in "
                            "Excel or WPS, which may repair it, and save it as .xlsx",
                            m_sheet.name, column_letters(m_column), m_row));
        }
        return m_context.strings[index];
    }

    void add_merge(const std::string &reference) {
        const auto colon = reference.find(':');
        const auto first = to_place(std::string_view(reference).substr(0, colon));
        const auto last = colon == std::string::npos ? first : to_place(std::string_view(reference).substr(colon + 1));
        m_sheet.merges.push_back({first.column, first.row, last.column, last.row});
    }

    const CellContext &m_context;
    Sheet &m_sheet;
    std::uint32_t m_row = 0, m_column = 0, m_style = 0;
    std::string m_type, m_value, m_formula;
    std::string *m_text = nullptr; ///< where character data goes
    bool m_has_value = false, m_has_formula = false, m_phonetic = false;
    bool m_hidden = false; ///< the row
};

} // namespace

std::string column_letters(std::uint32_t column) {
    std::string letters;
    for (auto left = column + 1; left > 0; left = (left - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    }
    return letters;
}

std::vector<std::string> read_shared_strings(std::string_view xml) {
    std::vector<std::string> strings;
    bool reading = false;
    bool phonetic = false;
    parse_xml(xml, "sharedStrings.xml",
              {.start =
                   [&](std::string_view name, const XmlAttributes &) {
                       if (name == "si") {
                           strings.emplace_back();
                       }
                       phonetic = phonetic || name == "rPh";
                       reading = name == "t" && !phonetic && !strings.empty();
                   },
               .end =
                   [&](std::string_view name) {
                       reading = false;
                       phonetic = phonetic && name != "rPh";
                   },
               .text =
                   [&](std::string_view text) {
                       if (reading) {
                           strings.back() += text;
                       }
                   }});
    std::ranges::transform(strings, strings.begin(), from_cell);
    return strings;
}

Sheet read_sheet(std::string_view xml, const std::string &name, const CellContext &context) {
    Sheet sheet{.name = name, .rows = {}, .merges = {}, .epoch_1904 = context.epoch_1904};
    SheetReading reading(context, sheet);
    parse_xml(xml, name,
              {.start = [&](std::string_view n, const XmlAttributes &a) { reading.start(n, a); },
               .end = [&](std::string_view n) { reading.end(n); },
               .text = [&](std::string_view t) { reading.text(t); }});
    return sheet;
}

} // namespace jingwei::gdal
