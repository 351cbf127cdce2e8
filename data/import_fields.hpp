#pragma once

#include "data/edition_builder.hpp"
#include "data/gdal_stream.hpp"

#include <map>
#include <set>
#include <span>
#include <string_view>

namespace jingwei::data {

/// A column that a layer takes.
struct ImportTarget {
    std::string_view name;
    bool required = false;
    std::string_view aliases; ///< other field names that mean the same, separated by spaces
};

/// Which field of the file fills which column.
class FieldMap {
  public:
    /// Matches by the user's choice, else by name or alias, as `find_heading` does. Throws Error{bad_call}, listing what
    /// exists, for an unknown column or field and for a required column without a field, and Error{bad_data} for two fields of
    /// one name. The first `of_file` fields are the file's own.
    FieldMap(std::span<const ImportTarget> targets, const std::vector<std::string> &fields,
             const std::map<std::string, std::string> &chosen, std::size_t of_file = SIZE_MAX);

    /// Index of the field, or nothing where the file has none.
    [[nodiscard]] std::optional<std::size_t> field_of(std::string_view target) const;

    /// A field of the file.
    struct Field {
        std::size_t index;
        std::string name;
    };
    /// By column.
    [[nodiscard]] const std::map<std::string, Field, std::less<>> &fields() const { return m_field_of; }

  private:
    std::map<std::string, Field, std::less<>> m_field_of;
};

/// One row of a file, read column by column. What cannot be read is added to the problems with the row's line; the reading
/// goes on, so that one run tells all that is wrong. Cells that hold no value though something stands in them (an error of a
/// formula, a code shortened to 6.2E+14), and texts that cannot be kept (text_fault) are refused from the start, in any column
/// that is taken.
class ImportRow {
  public:
    /// `of_sheet` = from a CSV or a workbook, whose cells may hold formulas and texts that are guarded against being one.
    ImportRow(const FieldMap &map, const GdalFeature &feature, std::vector<RowProblem> &problems, bool of_sheet = true);

    void refuse(std::string reason);
    [[nodiscard]] bool sound() const { return m_sound; }
    [[nodiscard]] std::size_t line() const { return static_cast<std::size_t>(m_feature.line); }

    /// The row's own code: present, and `[A-Za-z0-9._-]{1,32}`.
    std::string code();
    /// Whether the file has a field for this column.
    [[nodiscard]] bool has(std::string_view target) const { return m_map.field_of(target).has_value(); }
    /// Without blanks at its ends; empty where there is no value. A code in full-width characters comes in ASCII.
    [[nodiscard]] std::string text(std::string_view target) const;
    std::optional<double> number(std::string_view target);
    std::optional<int> count(std::string_view target);
    std::optional<bool> flag(std::string_view target);
    /// A day in one of the spellings of `day_value`, 00:00 at the store's offset.
    std::optional<TimeMs> date(std::string_view target, int utc_offset_minutes);
    /// A day as in `date`, or a day and an hour (`instant_value`).
    std::optional<TimeMs> instant(std::string_view target, int utc_offset_minutes);
    std::string phone(std::string_view target);
    /// A value of a code list, given as code or as Chinese or English label; empty where there is no value.
    std::string listed(std::string_view target, const CodeLists &lists, std::string_view list);

  private:
    [[nodiscard]] std::string_view cell(std::string_view target) const;
    std::optional<TimeMs> within_reason(std::string_view target, TimeMs at);
    const FieldMap &m_map;
    const GdalFeature &m_feature;
    std::vector<RowProblem> &m_problems;
    std::string m_code;
    std::set<std::string, std::less<>> m_damaged; ///< columns refused from the start
    bool m_of_sheet;
    bool m_sound = true;
};

/// The field of this name: exactly, else but for case, else but for width, blanks, stars and units (`plain_heading`). Throws
/// Error{bad_data} where two fields have it.
[[nodiscard]] std::optional<std::size_t> find_heading(const std::vector<std::string> &fields, std::string_view name);

/// The values of a code list for a message: "dome 球机, bullet 枪机".
[[nodiscard]] std::string known_codes(const CodeList &list);

/// Whether a text may be a code: `[A-Za-z0-9._-]{1,32}`, but neither `.` nor `..`, which no address over HTTP can end with:
/// every client takes them for this folder and the one above (RFC 3986, 5.2.4).
[[nodiscard]] bool is_code(std::string_view text);

/// What `is_code` asks for, for a message: "… is no code: {}".
inline constexpr std::string_view code_rule = "1 to 32 letters, digits, '.', '_' or '-', and not '.' or '..' alone";

/// Whether a column holds codes or numbers of things, which a spreadsheet must not shorten.
[[nodiscard]] bool is_identifier(std::string_view target);
/// Columns whose cells may list several things, also one a line, and are not kept themselves.
[[nodiscard]] bool is_list(std::string_view target);

} // namespace jingwei::data
