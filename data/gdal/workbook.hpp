#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace jingwei::gdal {

/// A cell that is not empty. `text` is what the cell says: a number of up to 15 digits in full, a longer one in scientific
/// notation (the program that wrote it has lost the rest), a day as YYYY-MM-DD, an error as its name (#N/A), a formula
/// without a stored value as "=…", a text that begins with = behind an apostrophe.
struct SheetCell {
    std::uint32_t column; ///< from 0
    std::string text;
};

struct SheetRow {
    std::uint32_t number; ///< from 1, as the program shows it
    std::vector<SheetCell> cells;
};

/// Cells merged into one, all ends inclusive; columns from 0, rows from 1.
struct MergedCells {
    std::uint32_t first_column, first_row, last_column, last_row;
};

struct Sheet {
    std::string name;
    std::vector<SheetRow> rows; ///< that are not empty, ascending
    std::vector<MergedCells> merges;
    std::vector<std::uint32_t> hidden_rows{};    ///< of `rows`, ascending: hidden by hand or by a filter
    std::vector<std::uint32_t> hidden_columns{}; ///< ascending
    bool epoch_1904 = false;                     ///< the workbook's days count from 1904-01-01
};

/// The sheets of an .xlsx that are not hidden, in their order. Read part by part without GDAL, whose reader cannot tell a
/// number from a text nor a formula from its value (ECMA-376 part 1, 18.3 and 18.8). Throws Error{bad_data} for a file that
/// is no workbook, is protected by a password, passes the limits (512 MiB unpacked; 100 times the file above 64 MiB; 1,000
/// columns), or declares a document type.
[[nodiscard]] std::vector<Sheet> read_workbook(const std::filesystem::path &file);

/// "A" for 0, "AB" for 27.
[[nodiscard]] std::string column_letters(std::uint32_t column);

} // namespace jingwei::gdal
