#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>
#include <vector>

namespace jingwei::gdal {

/// The physical line, 1-based, on which each row of a CSV starts, the header first. Blank lines are no rows; a quoted
/// value may hold line ends.
[[nodiscard]] std::vector<std::int64_t> csv_lines(const std::filesystem::path &file);

/// How a CSV writes its rows.
struct CsvForm {
    char separator = ','; ///< whichever of , ; tab and | comes most often outside quotes in the first line
    std::size_t columns = 1;
    bool guarded_texts = false; ///< values stand as ="0990", which keeps Excel from reading a number
    bool loose_quotes = false;  ///< quotes stand within values, not doubled: a reader would drop them without a word
};

/// The separator of a table whose first line this is: as in CsvForm.
[[nodiscard]] char csv_separator(std::string_view header);

/// Reads all of it. Throws Error{bad_data} with the line where a quote opens that is not closed: the rows behind it would be
/// one value. A quote is not closed when the file ends, when it opens or closes within a value after line ends, or when a
/// whole line within it has the columns of a row. Throws likewise, with their lines, for rows that have values beyond the last
/// column of the header; empty ones there do no harm. So does a first line that is a title or a hint for Excel (sep=;), and
/// a line that is too long for GDAL.
[[nodiscard]] CsvForm csv_form(const std::filesystem::path &file);

} // namespace jingwei::gdal
