#include "data/gdal/workbook_target.hpp"

#include "data/gdal/workbook_proof.hpp"
#include "data/gdal/workbook_text.hpp"
#include "spatial/error.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace jingwei::gdal {

namespace {

using gdal_protocol::FieldKind;
using gdal_protocol::SheetStyle;

constexpr lxw_row_t most_rows = LXW_ROW_MAX; ///< of a sheet, the header too
constexpr std::uint8_t text_format = 49;     ///< the built-in number format "Text"
constexpr std::size_t longest_cell = 32'767; ///< characters
constexpr lxw_row_t form_rows = 10'000;      ///< rows of a form that have drop-downs
constexpr const char *choices_sheet = "选项";

bool is_number(FieldKind kind) {
    return kind == FieldKind::whole || kind == FieldKind::number || kind == FieldKind::flag;
}

std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(std::ranges::count_if(utf8, [](char c) { return (c & '\xC0') != '\x80'; }));
}

/// "'选项'!$C$1:$C$9"
std::string range_of(lxw_col_t column, std::size_t rows) {
    std::string letters;
    for (int left = column + 1; left > 0; left = (left - 1) / 26) {
        letters.insert(letters.begin(), static_cast<char>('A' + (left - 1) % 26));
    }
    return fmt::format("='{0}'!${1}$1:${1}${2}", choices_sheet, letters, rows);
}

/// While it lives, what is written to standard error goes nowhere.
class QuietErrors {
  public:
    QuietErrors() : m_kept(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)) {
        const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (m_kept >= 0 && nowhere >= 0) {
            dup2(nowhere, STDERR_FILENO);
        }
        if (nowhere >= 0) {
            close(nowhere);
        }
    }
    ~QuietErrors() {
        if (m_kept >= 0) {
            dup2(m_kept, STDERR_FILENO);
            close(m_kept);
        }
    }
    QuietErrors(const QuietErrors &) = delete;
    QuietErrors &operator=(const QuietErrors &) = delete;

  private:
    int m_kept;
};

} // namespace

WorkbookTarget::WorkbookTarget(std::filesystem::path folder) : m_folder(std::move(folder)) {}

WorkbookTarget::~WorkbookTarget() {
    if (m_workbook != nullptr) {
        lxw_workbook_free(m_workbook);
    }
}

void WorkbookTarget::require(lxw_error result) const {
    if (result == LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED) {
        throw Error(ErrorCode::bad_data, fmt::format("a text has more than {} characters, which no cell of a workbook holds; "
                                                     "export as CSV",
                                                     longest_cell));
    }
    if (result != LXW_NO_ERROR) {
        fail_to_write(m_folder, lxw_strerror(result));
    }
}

void WorkbookTarget::open(const Table &table) {
    m_file = m_folder / (table.name + ".xlsx");
    const auto file = m_file.string();
    std::string temporary = m_folder.string();
    lxw_workbook_options options{};
    options.tmpdir = temporary.data();
    options.constant_memory = table.style == SheetStyle::data ? LXW_TRUE : LXW_FALSE; // rows come in order
    m_workbook = workbook_new_opt(file.c_str(), &options);
    if (m_workbook == nullptr) {
        fail_to_write(m_folder, "");
    }
    m_formats.header = workbook_add_format(m_workbook);
    format_set_bold(m_formats.header);
    format_set_bg_color(m_formats.header, 0xDDE6EE);
    m_formats.text = workbook_add_format(m_workbook);
    format_set_num_format_index(m_formats.text, text_format);
    m_formats.number = workbook_add_format(m_workbook);
    m_formats.example = workbook_add_format(m_workbook);
    format_set_num_format_index(m_formats.example, text_format);
    format_set_italic(m_formats.example);
    format_set_font_color(m_formats.example, 0x808080);
    m_formats.reading = workbook_add_format(m_workbook);
    format_set_text_wrap(m_formats.reading);
    format_set_align(m_formats.reading, LXW_ALIGN_VERTICAL_TOP);
}

lxw_format *WorkbookTarget::format_of(const TableField &field) const {
    if (m_table.style == SheetStyle::reading) {
        return m_formats.reading;
    }
    return is_number(field.kind) ? m_formats.number : m_formats.text;
}

double WorkbookTarget::width_of(const TableField &field) const {
    if (m_table.style == SheetStyle::reading) {
        return field.kind == FieldKind::text ? 60 : 16;
    }
    return field.kind == FieldKind::text ? 24 : field.kind == FieldKind::code ? 20 : 14;
}

void WorkbookTarget::begin(const Table &table) {
    if (m_workbook == nullptr) {
        open(table);
    }
    m_table = table;
    m_sheet = workbook_add_worksheet(m_workbook, table.name.c_str());
    if (m_sheet == nullptr) {
        fail_to_write(m_folder, "");
    }
    for (std::size_t i = 0; i < table.fields.size(); ++i) {
        const auto column = static_cast<lxw_col_t>(i);
        require(worksheet_set_column(m_sheet, column, column, width_of(table.fields[i]), format_of(table.fields[i])));
        require(worksheet_write_string(m_sheet, 0, column, table.fields[i].name.c_str(), m_formats.header));
        ++m_cells;
    }
    worksheet_freeze_panes(m_sheet, 1, 0);
    m_row = 1;
}

void WorkbookTarget::write_cell(lxw_col_t column, const TableField &field, const std::string &value) {
    const bool example = m_table.style == SheetStyle::form && m_row == 1;
    if (is_number(field.kind) && !example) {
        require(worksheet_write_number(m_sheet, m_row, column, to_number(value), format_of(field)));
    } else {
        require(worksheet_write_string(m_sheet, m_row, column, to_cell(value).c_str(),
                                       example ? m_formats.example : format_of(field)));
    }
}

void WorkbookTarget::add(const TableRow &row) {
    if (m_row >= most_rows) {
        throw Error(ErrorCode::bad_call, fmt::format("a sheet holds {} rows; export less at once, with --within, or as CSV or "
                                                     "GeoPackage",
                                                     most_rows - 1));
    }
    for (std::size_t i = 0; i < row.values.size() && i < m_table.fields.size(); ++i) {
        if (row.values[i] && characters(*row.values[i]) > 0) {
            write_cell(static_cast<lxw_col_t>(i), m_table.fields[i], *row.values[i]);
            ++m_cells;
        }
    }
    ++m_row;
}

void WorkbookTarget::choose(const TableChoices &choices) {
    m_drop_downs.push_back({m_sheet, choices});
}

void WorkbookTarget::write_choices() {
    if (m_drop_downs.empty()) {
        return;
    }
    lxw_worksheet *sheet = workbook_add_worksheet(m_workbook, choices_sheet);
    for (std::size_t i = 0; i < m_drop_downs.size(); ++i) {
        const auto &[form, choices] = m_drop_downs[i];
        const auto column = static_cast<lxw_col_t>(i);
        for (std::size_t row = 0; row < choices.values.size(); ++row) {
            require(worksheet_write_string(sheet, static_cast<lxw_row_t>(row), column, choices.values[row].c_str(),
                                           m_formats.text));
            ++m_cells;
        }
        std::string range = range_of(column, choices.values.size());
        std::string title = choices.others ? "不在列表中" : "请从列表选择";
        std::string message = choices.others ? "列表中没有这个值；几个值以顿号分开时可以保留。" : "该列只接受下拉列表中的值。";
        lxw_data_validation validation{};
        validation.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
        validation.value_formula = range.data();
        validation.error_type = choices.others ? LXW_VALIDATION_ERROR_TYPE_WARNING : LXW_VALIDATION_ERROR_TYPE_STOP;
        validation.error_title = title.data();
        validation.error_message = message.data();
        const auto field = static_cast<lxw_col_t>(choices.field);
        require(worksheet_data_validation_range(form, 1, field, form_rows, field, &validation));
    }
    worksheet_hide(sheet);
}

void WorkbookTarget::finish() {
    if (m_workbook == nullptr) {
        throw Error(ErrorCode::machine, "no table was sent; are both programs of one version?");
    }
    write_choices();
    const auto result = [this] {
        const QuietErrors quiet;           // the library writes its own line where the disk is full; we tell it in ours
        return workbook_close(m_workbook); // frees it, whatever comes of it
    }();
    m_workbook = nullptr;
    require(result);
    if (!is_whole_workbook(m_file, m_cells)) {
        fail_to_write(m_folder, "a part of the workbook is missing");
    }
}

} // namespace jingwei::gdal
