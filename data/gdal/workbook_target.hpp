#pragma once

#include "data/gdal/target.hpp"

#include <map>
#include <memory>
#include <xlsxwriter.h>

namespace jingwei::gdal {

/// Tables as the sheets of an .xlsx workbook: a frozen header, codes, phones and texts in cells that are text, and
/// drop-downs whose values stand in a hidden last sheet.
class WorkbookTarget final : public Target {
  public:
    explicit WorkbookTarget(std::filesystem::path folder);
    ~WorkbookTarget() override;

    void begin(const Table &table) override;
    void add(const TableRow &row) override;
    void choose(const TableChoices &choices) override;
    void finish() override;

  private:
    struct Formats {
        lxw_format *header, *text, *number, *example, *reading;
    };
    struct DropDown {
        lxw_worksheet *sheet;
        TableChoices choices;
    };
    void open(const Table &table);
    void write_cell(lxw_col_t column, const TableField &field, const std::string &value);
    [[nodiscard]] lxw_format *format_of(const TableField &field) const;
    [[nodiscard]] double width_of(const TableField &field) const;
    void write_choices();
    void require(lxw_error result) const;

    std::filesystem::path m_folder;
    lxw_workbook *m_workbook = nullptr; ///< freed by workbook_close
    lxw_worksheet *m_sheet = nullptr;   ///< the one being written
    Formats m_formats{};
    Table m_table;
    lxw_row_t m_row = 0;       ///< the next one
    std::uint64_t m_cells = 0; ///< written, of all sheets
    std::filesystem::path m_file;
    std::vector<DropDown> m_drop_downs;
};

} // namespace jingwei::gdal
